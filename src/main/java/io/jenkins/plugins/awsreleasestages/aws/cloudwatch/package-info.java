/** What is needed of Amazon CloudWatch: the states of alarms, the values of metrics. */
package io.jenkins.plugins.awsreleasestages.aws.cloudwatch;
