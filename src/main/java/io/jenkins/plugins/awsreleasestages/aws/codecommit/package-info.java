/** CodeCommit, reached by Git over HTTPS with signed credentials. */
package io.jenkins.plugins.awsreleasestages.aws.codecommit;
