/** {@code cfnChangeSet} and {@code cfnExecute}: read what would happen to a stack, then let exactly that happen. */
package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;
