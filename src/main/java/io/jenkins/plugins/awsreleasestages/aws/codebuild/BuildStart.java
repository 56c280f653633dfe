package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.Build;
import software.amazon.awssdk.services.codebuild.model.ListBuildsForProjectResponse;
import software.amazon.awssdk.services.codebuild.model.ProjectEnvironment;
import software.amazon.awssdk.services.codebuild.model.SortOrderType;

final class BuildStart extends TokenStart<Build> {

    BuildStart(String project, Supplier<AwsSession> sessions, Supplier<BuildRequest> request) {
        super("build", "codebuild:ListBuildsForProject and codebuild:BatchGetBuilds", project, sessions, request);
    }

    @Override
    Build start(CodeBuildClient codeBuild, BuildRequest asked, String token) {
        return codeBuild.startBuild(asked.toStart(token)).build();
    }

    @Override
    Listed list(CodeBuildClient codeBuild, String project, String page) {
        ListBuildsForProjectResponse listed = codeBuild.listBuildsForProject(
                r -> r.projectName(project).sortOrder(SortOrderType.DESCENDING).nextToken(page));
        return new Listed(listed.ids(), listed.nextToken());
    }

    @Override
    List<Build> get(CodeBuildClient codeBuild, List<String> ids) {
        return codeBuild.batchGetBuilds(r -> r.ids(ids)).builds();
    }

    @Override
    ProjectEnvironment environment(Build started) {
        return started.environment();
    }

    @Override
    Instant startTime(Build started) {
        return started.startTime();
    }
}
