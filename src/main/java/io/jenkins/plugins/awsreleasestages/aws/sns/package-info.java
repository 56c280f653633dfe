/** What is needed of Amazon SNS: a message is published. */
package io.jenkins.plugins.awsreleasestages.aws.sns;
