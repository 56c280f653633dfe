package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.io.Serializable;

/** @param policy a stack policy, JSON */
public record PolicyState(String stack, String stackId, String policy) implements Serializable {}
