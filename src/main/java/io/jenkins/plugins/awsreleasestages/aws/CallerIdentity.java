package io.jenkins.plugins.awsreleasestages.aws;

/**
 * Who AWS says one is, at one hop on the way to a session.
 *
 * @param hop the credentials or the role of this hop
 * @param arn what STS GetCallerIdentity answered; null where there is a problem
 * @param problem why there is no identity; null where there is one
 */
public record CallerIdentity(String hop, String arn, String problem) {}
