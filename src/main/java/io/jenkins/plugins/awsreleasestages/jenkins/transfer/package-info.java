/** Files between an agent and S3, by addresses that are signed for one object and a short time. */
package io.jenkins.plugins.awsreleasestages.jenkins.transfer;
