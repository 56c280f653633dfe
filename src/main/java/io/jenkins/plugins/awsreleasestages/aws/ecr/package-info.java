/** Images in Amazon ECR. */
package io.jenkins.plugins.awsreleasestages.aws.ecr;
