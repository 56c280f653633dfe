/** What is needed of Amazon SQS: a queue is read, and what was read is deleted. */
package io.jenkins.plugins.awsreleasestages.aws.sqs;
