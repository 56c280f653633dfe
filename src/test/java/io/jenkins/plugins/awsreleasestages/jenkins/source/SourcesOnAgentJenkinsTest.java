package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Label;
import hudson.model.Result;
import hudson.slaves.DumbSlave;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.jenkins.role.EmulatedRoleJenkinsTest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.s3.S3Client;

/** What AWS's sources bring into a folder of an agent, which is a process of its own. */
class SourcesOnAgentJenkinsTest extends EmulatedRoleJenkinsTest {

    private static final String BUCKET = "sources-on-agent";

    /** A link where there is a target. */
    private record Entry(String name, int mode, String content, String target) {}

    private static byte[] tar(Entry... entries) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream out = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            for (Entry one : entries) {
                byte[] content = one.content().getBytes(StandardCharsets.UTF_8);
                TarArchiveEntry entry = one.target() == null
                        ? new TarArchiveEntry(one.name(), true)
                        : new TarArchiveEntry(one.name(), TarArchiveEntry.LF_SYMLINK);
                entry.setMode(one.mode());
                if (one.target() == null) {
                    entry.setSize(content.length);
                } else {
                    entry.setLinkName(one.target());
                }
                out.putArchiveEntry(entry);
                out.write(content);
                out.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static WorkflowRun run(JenkinsRule j, String name, String source, String then) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(
                "node('remote') { awsRole(credentialsId: 'ci', region: '" + Emulator.REGION + "') { dir('brought') {\n"
                        + "awsSource " + source + "\n" + then + "\n} } }",
                true));
        return job.scheduleBuild2(0).get();
    }

    private static String object(String key) {
        return "s3Object(bucket: '" + BUCKET + "', key: '" + key + "', unversioned: true)";
    }

    @Test
    void imagesAndArchivesAreWrittenThereAndHostileOnesAreRefused() throws Throwable {
        try (EcrClient ecr = AWS.at(EcrClient.builder()).build();
                S3Client s3 = AWS.s3With(BUCKET)) {
            ecr.createRepository(r -> r.repositoryName("team/agent"));
            String digest = ecr.putImage(
                            r -> r.repositoryName("team/agent").imageTag("live").imageManifest("""
                            {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
                             "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": 7,
                                        "digest": "sha256:0000000000000000000000000000000000000000000000000000000000000001"},
                             "layers": []}"""))
                    .image()
                    .imageId()
                    .imageDigest();
            s3.putObject(
                    r -> r.bucket(BUCKET).key("app.tar.gz"),
                    RequestBody.fromBytes(tar(
                            new Entry("bin/run.sh", 0100755, "#!/bin/sh\necho it runs\n", null),
                            new Entry("secret.txt", 0100600, "mine", null),
                            new Entry("latest", 0120777, "", "bin/run.sh"))));
            s3.putObject(
                    r -> r.bucket(BUCKET).key("out.tar.gz"),
                    RequestBody.fromBytes(tar(new Entry("../../evil", 0100644, "evil", null))));
            s3.putObject(
                    r -> r.bucket(BUCKET).key("link.tgz"),
                    RequestBody.fromBytes(
                            tar(new Entry("up", 0120777, "", "../.."), new Entry("up/evil", 0100644, "evil", null))));
            session.then(j -> {
                addCredentials();
                DumbSlave agent = j.createOnlineSlave(Label.get("remote"));
                WorkflowRun image =
                        run(j, "image", "ecrImage(repository: 'team/agent', tag: 'live')", "sh 'cat imageDetail.json'");
                j.assertBuildStatusSuccess(image);
                j.assertLogContains("team/agent@" + digest, image);

                WorkflowRun app = run(
                        j,
                        "app",
                        object("app.tar.gz"),
                        "sh 'bin/run.sh; ./latest; stat -c \"%a %n\" bin/run.sh secret.txt'");
                j.assertBuildStatusSuccess(app);
                assertThat(JenkinsRule.getLog(app).split("it runs", -1)).hasSize(3);
                j.assertLogContains("755 bin/run.sh", app);
                j.assertLogContains("600 secret.txt", app);

                WorkflowRun out = run(j, "out", object("out.tar.gz"), "echo 'NEVER'");
                j.assertBuildStatus(Result.FAILURE, out);
                j.assertLogContains("outside its folder", out);
                WorkflowRun link = run(j, "link", object("link.tgz"), "echo 'NEVER'");
                j.assertBuildStatus(Result.FAILURE, link);
                j.assertLogContains("leads out of its folder", link);
                j.assertLogNotContains("NEVER", link);
                Path root = Path.of(agent.getRemoteFS());
                assertThat(root).isDirectoryNotContaining("regex:.*/evil");
                assertThat(root.resolve("workspace")).isDirectoryNotContaining("glob:**/evil");
                assertThat(root.resolve("workspace/out/brought"))
                        .satisfiesAnyOf(
                                folder -> assertThat(folder).doesNotExist(),
                                folder -> assertThat(folder).isEmptyDirectory());
            });
        }
    }
}
