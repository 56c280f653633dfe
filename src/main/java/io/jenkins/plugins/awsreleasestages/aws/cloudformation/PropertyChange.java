package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.io.Serializable;

/**
 * One property that changes, in AWS's words.
 *
 * @param name the property's path, such as {@code Environment.Variables.STAGE}, or the attribute: {@code Tags}
 * @param recreation Never, Conditionally or Always; empty where AWS does not say
 * @param before the value before; null where AWS does not give it. Values of NoEcho parameters come masked from AWS.
 * @param after the value after; null where AWS does not give it
 * @param cause what causes the change, such as the parameter's name; null where AWS does not say
 */
public record PropertyChange(String name, String recreation, String before, String after, String cause)
        implements Serializable {}
