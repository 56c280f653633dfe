/** What S3 needs: the store of artifacts, and objects as a source. */
package io.jenkins.plugins.awsreleasestages.aws.s3;
