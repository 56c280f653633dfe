package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import java.util.List;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.BuildBatch;

/**
 * What a look at a batch was answered.
 *
 * @param batch null where CodeBuild does not know the batch (yet)
 * @param ended the builds that have ended since the last look, as far as CodeBuild shows them
 */
public record BatchAnswer(BuildBatch batch, List<Build> ended) {}
