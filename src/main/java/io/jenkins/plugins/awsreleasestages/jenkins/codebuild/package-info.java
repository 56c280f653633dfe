/** {@code codeBuild}: runs a CodeBuild project and shows its log. */
package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;
