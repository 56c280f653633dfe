package io.jenkins.plugins.awsreleasestages.emulator;

import java.util.UUID;
import java.util.function.Consumer;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.codebuild.model.ArtifactsType;
import software.amazon.awssdk.services.codebuild.model.ComputeType;
import software.amazon.awssdk.services.codebuild.model.CreateProjectRequest;
import software.amazon.awssdk.services.codebuild.model.EnvironmentType;
import software.amazon.awssdk.services.codebuild.model.SourceType;
import software.amazon.awssdk.services.s3.S3Client;

/** CodeBuild projects of the emulated account. */
public final class EmulatedProject {

    private EmulatedProject() {}

    public static void create(CodeBuildClient codeBuild, String name) {
        create(codeBuild, name, project -> {});
    }

    /** Its builds log to an object in S3 and nowhere else. */
    public static void createLoggingToS3(CodeBuildClient codeBuild, S3Client s3, String name) {
        String bucket = "logs-" + UUID.randomUUID();
        s3.createBucket(r -> r.bucket(bucket).createBucketConfiguration(c -> c.locationConstraint(Emulator.REGION)));
        create(
                codeBuild,
                name,
                project -> project.logsConfig(l -> l.cloudWatchLogs(c -> c.status("DISABLED"))
                        .s3Logs(o -> o.status("ENABLED").location(bucket + "/builds"))));
    }

    private static void create(CodeBuildClient codeBuild, String name, Consumer<CreateProjectRequest.Builder> more) {
        codeBuild.createProject(r -> {
            r.name(name)
                    .source(s -> s.type(SourceType.S3).location("bucket/source.zip"))
                    .artifacts(a -> a.type(ArtifactsType.NO_ARTIFACTS))
                    .environment(e -> e.type(EnvironmentType.LINUX_CONTAINER)
                            .computeType(ComputeType.BUILD_GENERAL1_SMALL)
                            .image("aws/codebuild/standard:7.0"))
                    .serviceRole(EmulatedRole.arn("codebuild"));
            more.accept(r);
        });
    }
}
