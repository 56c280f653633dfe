/** Many stacks at the same time, and the same by AWS's own command line. */
package io.jenkins.plugins.awsreleasestages.benchmark.cloudformation;
