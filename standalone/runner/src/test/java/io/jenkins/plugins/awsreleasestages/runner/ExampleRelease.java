package io.jenkins.plugins.awsreleasestages.runner;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.awsreleasestages.emulator.Call;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedAccount;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.FaultProxy;
import io.jenkins.plugins.awsreleasestages.emulator.SecretSearch;
import io.jenkins.plugins.awsreleasestages.jenkins.source.GitServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.codebuild.CodeBuildClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/** A release of docs/examples/checkout, with an account and a home of its own, by processes that can be killed. */
final class ExampleRelease implements AutoCloseable {

    /** Where its source is. */
    enum Source {
        FOLDER("repository"),
        GIT_SERVER("server/checkout"),
        CODE_COMMIT("server/v1/repos/checkout");

        private final String place;

        Source(String place) {
            this.place = place;
        }
    }

    private static final Emulator AWS = new Emulator();
    private static final long LONGEST_LIFE_SECONDS = 120;

    private final Path folder;
    private final Path home;
    private final Path repository;
    private final EmulatedAccount account;
    private final CodeCommitLookAlike codeCommit;
    private final GitServer git;
    private final FaultProxy proxy;
    private final Map<String, String> environment;
    private final List<String> story = new ArrayList<>();
    private int kills;
    private volatile Process runner;

    ExampleRelease(Path folder) throws Exception {
        this(folder, Source.FOLDER);
    }

    ExampleRelease(Path folder, Source source) throws Exception {
        this.folder = Files.createDirectories(folder);
        home = Files.createDirectories(folder.resolve("home"));
        repository = repository(folder.resolve(source.place), source);
        account = EmulatedAccount.start();
        git = source == Source.FOLDER ? null : new GitServer(folder.resolve("server"));
        codeCommit = source == Source.CODE_COMMIT
                ? new CodeCommitLookAlike(URI.create(git.url("")), account.endpoint())
                : null;
        proxy = new FaultProxy(codeCommit == null ? account.endpoint() : codeCommit.endpoint());
        environment = account.prepareExample(1);
        environment.put(
                "CHECKOUT_REPOSITORY", source == Source.GIT_SERVER ? git.url("checkout") : repository.toString());
        Trial.credentials(home, "checkout-aws");
    }

    private static Path repository(Path work, Source source) throws Exception {
        Path example = EmulatedAccount.projectRoot().resolve("docs/examples/checkout");
        try (Stream<Path> all = Files.walk(example)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path copy = work.resolve(example.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        if (source == Source.CODE_COMMIT) {
            Path jenkinsfile = work.resolve("Jenkinsfile");
            String text = Files.readString(jenkinsfile);
            String said = "gitRepository(url: env.CHECKOUT_REPOSITORY, branch: 'main')";
            assertThat(text).contains(said);
            Files.writeString(jenkinsfile, text.replace(said, "codeCommit(repository: 'checkout', branch: 'main')"));
        }
        git(work, "init", "-q", "-b", "main");
        git(work, "add", "-A");
        git(
                work,
                "-c",
                "user.name=test",
                "-c",
                "user.email=test@example.com",
                "-c",
                "commit.gpgsign=false",
                "commit",
                "-q",
                "-m",
                "The checkout service");
        return work;
    }

    private static void git(Path where, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Process git = new ProcessBuilder(command)
                .directory(where.toFile())
                .inheritIO()
                .start();
        assertThat(git.waitFor()).as("%s", command).isZero();
    }

    CodeCommitLookAlike codeCommit() {
        return codeCommit;
    }

    /** The revision that is released. */
    String commit() throws Exception {
        Process git = new ProcessBuilder("git", "rev-parse", "HEAD")
                .directory(repository.toFile())
                .start();
        return new String(git.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    }

    FaultProxy proxy() {
        return proxy;
    }

    int kills() {
        return kills;
    }

    /** Starts the release, or goes on with it, and waits until its process has ended in whatever way. */
    void live() throws Exception {
        start();
        await();
    }

    /** Starts the release, or goes on with it, and kills its process after a while. */
    void live(long millis) throws Exception {
        start();
        if (!runner.waitFor(millis, TimeUnit.MILLISECONDS)) {
            kill("after " + millis + " ms");
        }
        await();
    }

    private void start() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("jvm.options").toAbsolutePath(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                repository.resolve("Jenkinsfile").toString(),
                "--home",
                home.toString(),
                "--approve"));
        if (Files.exists(home.resolve("builds/1"))) {
            command.add("--resume");
        } else {
            command.addAll(List.of("--endpoint", proxy.endpoint().toString()));
            environment.forEach((name, value) -> command.addAll(List.of("--env", name + "=" + value)));
        }
        ProcessBuilder process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("out").toFile()));
        // Nothing of this may reach a real account, whatever this machine is configured for.
        process.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        process.environment().put("AWS_CONFIG_FILE", "/dev/null");
        process.environment().put("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
        process.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        process.environment().put("AWS_ACCESS_KEY_ID", Emulator.ACCESS_KEY);
        process.environment().put("AWS_SECRET_ACCESS_KEY", Emulator.SECRET_KEY);
        runner = process.start();
    }

    /** SIGKILL, for the process alone: what it has started lives on, as when a controller dies. */
    void kill(String when) {
        if (!runner.isAlive()) {
            return;
        }
        runner.destroyForcibly();
        kills++;
        story.add("killed " + when + ", in stage " + stage());
    }

    private String stage() {
        try {
            return Files.readAllLines(log()).stream()
                    .filter(line -> line.startsWith("> "))
                    .reduce("none yet", (before, line) -> line.substring(2));
        } catch (IOException e) {
            return "none yet";
        }
    }

    private void await() throws Exception {
        boolean ended = runner.waitFor(LONGEST_LIFE_SECONDS, TimeUnit.SECONDS);
        runner.destroyForcibly().waitFor();
        assertThat(ended).as("It hangs. %s", story()).isTrue();
        assertThat(SecretSearch.below(folder, file -> file.equals(credentials()) || !ended() && isOfTheBlock(file)))
                .as("files with a secret. %s", story())
                .isEmpty();
    }

    /**
     * While {@code awsRole} goes on, its commands have the role from there, and a process that was killed may just have
     * been writing; with the block's end all of that is gone.
     */
    private static boolean isOfTheBlock(Path file) {
        return file.getFileName().toString().startsWith("credentials.json")
                && file.getParent().getFileName().toString().startsWith("aws-");
    }

    boolean ended() {
        return Files.exists(home.resolve("builds/1/result.json"));
    }

    /** For messages: what happened to it, and all that it said. */
    String story() {
        try {
            return String.join("\n", story) + "\nCalls:\n" + String.join("\n", changes()) + "\nOutput:\n"
                    + Files.readString(folder.resolve("out"));
        } catch (IOException e) {
            return story.toString();
        }
    }

    List<String> moments() {
        return List.copyOf(story);
    }

    private List<String> changes() {
        return proxy.calls().stream()
                .filter(call ->
                        call.operation().matches("CloudFormation.(Create|Execute|Delete).*|.*StartBuild|.*PutObject"))
                .map(Call::toString)
                .map(call -> call.length() > 300 ? call.substring(0, 300) : call)
                .toList();
    }

    /** Everything that a user can see of a release when it is over; equal for equal releases. */
    record Outcome(
            String result,
            Map<String, String> carriedOut,
            Map<String, String> outputs,
            int builds,
            List<String> artifactVersions,
            List<String> phases,
            List<String> log,
            List<String> record) {}

    Outcome outcome() throws Exception {
        return new Outcome(
                result(), carriedOut(), outputs(), builds(), artifactVersions(), phases(), logLines(), record());
    }

    private String result() throws IOException {
        JsonNode all =
                new ObjectMapper().readTree(home.resolve("builds/1/result.json").toFile());
        List<String> stages = new ArrayList<>();
        all.get("stages")
                .forEach(stage -> stages.add(
                        stage.get("name").asText() + " " + stage.get("result").asText()));
        return all.get("result").asText() + " " + stages;
    }

    /** How often AWS was given each order, and with how many different tokens. */
    private Map<String, String> carriedOut() {
        Map<String, String> counts = new TreeMap<>();
        for (String operation : KilledReleaseTest.ORDERS) {
            List<Call> calls = proxy.calls(operation);
            long arrived = calls.stream()
                    .filter(call -> !call.fault().equals("reset before forwarding"))
                    .count();
            long tokens = calls.stream()
                    .map(call -> String.valueOf(call.token()))
                    .distinct()
                    .count();
            counts.put(operation, arrived + " with " + tokens + " tokens");
        }
        return counts;
    }

    private Map<String, String> outputs() {
        try (CloudFormationClient client =
                AWS.at(account.endpoint(), CloudFormationClient.builder()).build()) {
            Map<String, String> outputs = new TreeMap<>();
            for (Stack stack : client.describeStacks().stacks()) {
                outputs.put(stack.stackName(), stack.stackStatusAsString());
                stack.outputs().forEach(output -> outputs.put(output.outputKey(), output.outputValue()));
            }
            return outputs;
        }
    }

    private int builds() {
        try (CodeBuildClient client =
                AWS.at(account.endpoint(), CodeBuildClient.builder()).build()) {
            return client.listBuilds().ids().size();
        }
    }

    private List<String> artifactVersions() {
        try (S3Client client = AWS.at(account.endpoint(), S3Client.builder())
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build()) {
            return client.listObjectVersions(r -> r.bucket(environment.get("ARTIFACT_BUCKET"))).versions().stream()
                    .map(version -> version.key() + " " + version.size())
                    .toList();
        }
    }

    /** What the build's own folders on the agent say of its phases and commands. */
    private List<String> phases() throws IOException {
        List<String> phases = new ArrayList<>();
        try (Stream<Path> builds = Files.list(home.resolve("workspace@tmp/aws-release-stages"))) {
            for (Path build : builds.toList()) {
                phases.add("A build");
                phases.addAll(alike(Files.readAllLines(build.resolve("phases"))));
                phases.addAll(alike(Files.readAllLines(build.resolve("log"))));
            }
        }
        return phases;
    }

    private Path log() {
        return home.resolve("builds/1/build.log");
    }

    private Path credentials() {
        return home.resolve("credentials");
    }

    /**
     * Without order, because two things that go on at once are told in the order in which they are seen. Where an answer
     * was lost, the change set is found, and nothing is left to announce; and the artifact is found to be stored. Whoever
     * approves before the condition was looked at is told that it is waited for, and the approval is said again at the end.
     */
    private List<String> logLines() throws IOException {
        Set<String> approvals = new HashSet<>();
        return alike(Files.readAllLines(log())).stream()
                .filter(line -> !line.startsWith("Creating change set"))
                .filter(line -> !line.equals("It goes on when all conditions are met."))
                .filter(line -> !line.startsWith("Approved by ") || approvals.add(line))
                .map(line -> line.replace("is stored already as", "stored as"))
                .sorted()
                .toList();
    }

    private List<String> record() throws IOException {
        return alike(Files.readAllLines(home.resolve("builds/1/build.xml")));
    }

    /** Without times, numbers and ids, the names of folders, and what is encrypted, which never comes twice alike. */
    private List<String> alike(List<String> lines) {
        return lines.stream()
                .map(line -> line.replace(folder.toString(), "FOLDER")
                        .replaceAll("\\{[A-Za-z0-9+/]{20,}=*\\}", "SEALED")
                        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\\b[0-9a-f]{8,64}\\b", "ID")
                        .replaceAll("\\b[0-9]+m (?=[0-9]+s\\b)", "")
                        .replaceAll("[0-9T:.,]*[0-9]Z?", "N")
                        .replaceAll(" +", " ")
                        .strip())
                .toList();
    }

    @Override
    public void close() throws IOException {
        if (runner != null) {
            runner.destroyForcibly();
        }
        proxy.close();
        if (codeCommit != null) {
            codeCommit.close();
        }
        if (git != null) {
            git.close();
        }
        account.close();
    }
}
