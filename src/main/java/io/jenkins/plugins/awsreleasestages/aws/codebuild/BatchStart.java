package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.BuildBatch;
import software.amazon.awssdk.services.codebuild.model.ListBuildBatchesForProjectResponse;
import software.amazon.awssdk.services.codebuild.model.ProjectEnvironment;
import software.amazon.awssdk.services.codebuild.model.SortOrderType;

final class BatchStart extends TokenStart<BuildBatch> {

    BatchStart(String project, Supplier<AwsSession> sessions, Supplier<BuildRequest> request) {
        super(
                "batch",
                "codebuild:ListBuildBatchesForProject and codebuild:BatchGetBuildBatches",
                project,
                sessions,
                request);
    }

    @Override
    BuildBatch start(CodeBuildClient codeBuild, BuildRequest asked, String token) {
        return codeBuild.startBuildBatch(asked.toStartBatch(token)).buildBatch();
    }

    @Override
    Listed list(CodeBuildClient codeBuild, String project, String page) {
        ListBuildBatchesForProjectResponse listed = codeBuild.listBuildBatchesForProject(
                r -> r.projectName(project).sortOrder(SortOrderType.DESCENDING).nextToken(page));
        return new Listed(listed.ids(), listed.nextToken());
    }

    @Override
    List<BuildBatch> get(CodeBuildClient codeBuild, List<String> ids) {
        return codeBuild.batchGetBuildBatches(r -> r.ids(ids)).buildBatches();
    }

    @Override
    ProjectEnvironment environment(BuildBatch started) {
        return started.environment();
    }

    @Override
    Instant startTime(BuildBatch started) {
        return started.startTime();
    }
}
