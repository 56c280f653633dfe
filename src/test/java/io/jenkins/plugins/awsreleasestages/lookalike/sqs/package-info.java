/** A queue of SQS that answers as quickly as SQS does, however many messages are in it. */
package io.jenkins.plugins.awsreleasestages.lookalike.sqs;
