package io.jenkins.plugins.awsreleasestages.benchmark.artifacts;

import hudson.FilePath;
import io.jenkins.plugins.awsreleasestages.aws.AwsConnection;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.AwsSessions;
import io.jenkins.plugins.awsreleasestages.aws.BaseCredentials;
import io.jenkins.plugins.awsreleasestages.aws.SessionRequest;
import io.jenkins.plugins.awsreleasestages.benchmark.ChildProcess;
import io.jenkins.plugins.awsreleasestages.benchmark.CommandLine;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.files.Unpacking;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.AgentWork;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.ArtifactDownload;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.BucketPlace;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FileToSend;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload.Listed;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.WorkspaceUpload;
import io.jenkins.plugins.awsreleasestages.template.S3Location;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import standalone.Host;

/** The controller and the agent in one process: the plugin's own packing, sending, fetching and unpacking. */
final class Release {

    private final AwsSession session;

    private Release(URI endpoint) {
        this.session = AwsSessions.get(
                new BaseCredentials.Keys(
                        "benchmark",
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(CommandLine.KEY, CommandLine.SECRET))),
                SessionRequest.plain(ArtifactsBenchmark.REGION, "benchmark"),
                new AwsConnection(Map.of("", endpoint), null));
    }

    /** Arguments: Jenkins's home, where AWS is. */
    public static void main(String... arguments) throws IOException {
        Path home = Path.of(arguments[0]);
        Host.set(new Host() {
            @Override
            public Path home() {
                return home;
            }
        });
        Release release = new Release(URI.create(arguments[1]));
        ChildProcess.serve(words -> switch (words.get(0)) {
            case "store" -> release.store(Path.of(words.get(1)), words.get(2));
            case "fetch" -> release.fetch(Path.of(words.get(1)), words.get(2), words.get(3));
            case "resident" -> resident();
            case "work" ->
                String.valueOf(ProcessHandle.current()
                                .info()
                                .totalCpuDuration()
                                .orElse(Duration.ZERO)
                                .toMillis()
                        / 1e3);
            default -> throw new IllegalArgumentException(words.toString());
        });
    }

    /** @return the SHA-256 of the ZIP */
    private String store(Path folder, String bucket) throws Exception {
        FilePath here = new FilePath(folder.toFile());
        Packing source = new Packing(here, bucket, session);
        FilesUpload upload = new FilesUpload(source, () -> here, () -> null);
        FilesUpload.State begin = FilesUpload.State.create(UUID.randomUUID().toString(), Instant.now());
        return (String) drive(upload, begin).content();
    }

    private String fetch(Path folder, String bucket, String sha256) throws Exception {
        FilePath here = new FilePath(folder.toFile());
        ArtifactDownload.State.Artifact artifact =
                new ArtifactDownload.State.Artifact("back", "s3://" + bucket + "/" + sha256 + ".zip", sha256);
        ArtifactDownload download = new ArtifactDownload(true, () -> here, () -> session, "not %s", Unpacking.STORED);
        return String.valueOf(drive(download, ArtifactDownload.State.create(List.of(artifact), Instant.now()))
                .files());
    }

    /** As the engine does, with its pauses. */
    private static <S, A> S drive(Action<S, A> action, S begin) throws Exception {
        S state = action.start(begin);
        while (true) {
            A answer = action.ask(state).toCompletableFuture().get();
            Look<S> look = action.read(state, answer, Instant.now());
            state = look.state();
            if (look.verdict() instanceof Look.Failed failed) {
                throw new IOException(failed.message());
            }
            if (look.verdict() instanceof Look.GoesOn goesOn) {
                TimeUnit.NANOSECONDS.sleep(goesOn.next().toNanos());
                continue;
            }
            return state;
        }
    }

    /** The most that the process has had in memory so far, in MB; Linux says it. */
    private static String resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        return !Files.exists(status)
                ? "0"
                : Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .map(line -> line.replaceAll("\\D", ""))
                        .map(kilobytes -> String.valueOf(Long.parseLong(kilobytes) / 1024))
                        .findFirst()
                        .orElse("0");
    }

    /** As {@code storeArtifact} does. */
    private record Packing(FilePath folder, String bucket, AwsSession aws) implements FilesUpload.Source {

        @Override
        public String title() {
            return "Storing";
        }

        @Override
        public boolean once() {
            return true;
        }

        @Override
        public Listed list(AgentWork agent, FilePath scratch) {
            WorkspaceUpload.Request all = new WorkspaceUpload.Request(".", null, null, null);
            WorkspaceUpload.Pack.Reply reply =
                    agent.begunOrDone("Packing", folder, () -> all.pack(() -> folder, scratch));
            if (reply == null) {
                return null;
            }
            if (reply.problem() != null) {
                throw new IllegalStateException(reply.problem());
            }
            String sha256 = reply.packed().sha256();
            S3Location object = new S3Location(bucket, sha256 + ".zip");
            return new Listed(
                    sha256,
                    List.of(new FileToSend(object, reply.packed().file(), false, "it", BucketPlace.OWN)),
                    List.of());
        }

        @Override
        public AwsSession session(BucketPlace place) {
            return aws;
        }
    }
}
