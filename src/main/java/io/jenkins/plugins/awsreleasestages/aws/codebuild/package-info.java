/** What CodeBuild needs to be driven by the engine: starting a build once, looking at many with one call, its log. */
package io.jenkins.plugins.awsreleasestages.aws.codebuild;
