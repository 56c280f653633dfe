/**
 * A look-alike of CodeBuild and of the logs its builds write to CloudWatch Logs: thousands of builds that end when they
 * are told to, in process.
 */
package io.jenkins.plugins.awsreleasestages.lookalike.codebuild;
