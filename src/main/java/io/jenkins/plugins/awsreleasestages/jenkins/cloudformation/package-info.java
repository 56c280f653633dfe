/**
 * {@code cfnChangeSet} and {@code cfnExecute}: read what would happen to a stack, then let exactly that happen. And what
 * is done with stacks besides: {@code cfnDelete}, {@code cfnDrift}, {@code cfnOutputs},
 * {@code cfnStackSet}.
 */
package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;
