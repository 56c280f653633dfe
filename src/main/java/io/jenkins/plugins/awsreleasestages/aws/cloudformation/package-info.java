/**
 * Change sets and stacks: what is asked of CloudFormation, what its answers mean, and how they read.
 *
 * <p>Reading is pure and apart from asking: {@code ChangeSets} and {@code Stacks} ask, everything else can be tested
 * without AWS.
 */
package io.jenkins.plugins.awsreleasestages.aws.cloudformation;
