/**
 * CloudFormation as far as a deployment can tell: its wire protocol, its wording, its states and how one leads to
 * another, on a clock that can be hurried. With the S3 and STS that a deployment needs on the same port.
 */
package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;
