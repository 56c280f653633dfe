/** KMS: what is signed with a key that nobody holds. */
package io.jenkins.plugins.awsreleasestages.aws.kms;
