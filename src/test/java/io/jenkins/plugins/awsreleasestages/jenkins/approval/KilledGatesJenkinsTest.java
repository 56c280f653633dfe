package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.ExtensionList;
import hudson.XmlFile;
import hudson.model.FreeStyleProject;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.Saveable;
import hudson.model.User;
import hudson.model.listeners.SaveableListener;
import hudson.security.FullControlOnceLoggedInAuthorizationStrategy;
import hudson.security.HudsonPrivateSecurityRealm;
import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnDeployStep;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.GateRule;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.PolicyDefinition;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.ReleasePolicies;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsReleaseStagesConfiguration;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.graph.FlowGraphWalker;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.support.actions.PauseAction;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.ThrowingSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/** Gates in a process of its own, which is restarted, killed, or has no room on its disk; used as people use it. */
class KilledGatesJenkinsTest {

    private static final String GOES_ON = "\necho 'it went on'";

    /** What is waiting when Jenkins goes down; alice may decide everywhere. */
    private static final Map<String, String> SCRIPTS = Map.of(
            "open", "releaseApproval message: 'Ship it?', approvers: ['alice', 'bob']",
            "half", "releaseApproval message: 'Ship it?', approvers: ['alice', 'bob'], quorum: 2",
            "late", "releaseApproval message: 'Ship it?', approvers: ['alice'], timeoutMinutes: 1",
            "ended", "releaseApproval message: 'Ship it?', approvers: ['alice']",
            "approved", "releaseApproval message: 'Ship it?', approvers: ['alice']",
            "rejected", "releaseApproval message: 'Ship it?', approvers: ['alice']",
            "overridden", "releaseApproval message: 'Ship it?', approvers: ['alice', 'bob'], quorum: 2");

    /** What is decided, but so that no step can act on it before Jenkins is down. */
    private static final Map<String, String> UNTOLD =
            Map.of("approved", "APPROVED", "rejected", "REJECTED", "overridden", "OVERRIDDEN");

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    @RegisterExtension
    private final ReachedEmulator reached = new ReachedEmulator(AWS);

    @RegisterExtension
    private final RealJenkinsExtension jenkins = new RealJenkinsExtension().withTimeout(600);

    private final HttpClient http = HttpClient.newHttpClient();

    /** By name. */
    private Map<String, String> tokens;

    private enum Down {
        SAFE,
        KILLED
    }

    // What happens inside of Jenkins.

    private static HashMap<String, String> people(JenkinsRule j) throws Exception {
        HudsonPrivateSecurityRealm realm = new HudsonPrivateSecurityRealm(false);
        j.jenkins.setSecurityRealm(realm);
        j.jenkins.setAuthorizationStrategy(new FullControlOnceLoggedInAuthorizationStrategy());
        HashMap<String, String> tokens = new HashMap<>();
        for (String name : List.of("alice", "bob", "root")) {
            User user = realm.createAccount(name, UUID.randomUUID().toString());
            tokens.put(name, j.createApiToken(user));
        }
        return tokens;
    }

    private static void start(JenkinsRule j, String name, String script) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(script, true));
        job.scheduleBuild2(0).waitForStart();
    }

    private static void startThese(JenkinsRule j, TreeSet<String> names) throws Exception {
        for (String name : names) {
            start(j, name, SCRIPTS.get(name) + GOES_ON);
        }
    }

    /** A policy asks about the stack. */
    private static void deployments(JenkinsRule j, String stack) throws Exception {
        AwsReleaseStagesConfiguration.get().setRegion(Emulator.REGION);
        AwsReleaseStagesConfiguration.get().setControllerIdentity(true);
        AwsReleaseStagesConfiguration.get().save();
        GateRule rule = new GateRule("release managers");
        rule.setApprovers(List.of("alice"));
        PolicyDefinition policy = new PolicyDefinition("Production");
        policy.setStacks(List.of(stack + "*"));
        policy.setRules(List.of(rule));
        ReleasePolicies.get().setPolicies(List.of(policy));
        ReleasePolicies.get().save();
        String template = "Resources: {Queue: {Type: AWS::SQS::Queue}}";
        start(j, "deploy", "cfnDeploy stack: '" + stack + "', templateText: '" + template + "'" + GOES_ON);
        CfnDeployStep step = new CfnDeployStep();
        step.setStack(stack + "-free");
        step.setTemplateText(template);
        FreeStyleProject free = j.createFreeStyleProject("free");
        free.getBuildersList().add(new CfnDeployStep.Builder(step));
        free.scheduleBuild2(0).waitForStart();
    }

    /** Whoever saves one of these runs gets no further once it is on disk. */
    private static void stopAfterSaving(JenkinsRule j) {
        ExtensionList.lookup(SaveableListener.class).add(0, new SaveableListener() {
            @Override
            public void onChange(Saveable saved, XmlFile file) {
                while (saved instanceof Run<?, ?> run
                        && UNTOLD.containsKey(run.getParent().getName())) {
                    LockSupport.park();
                }
            }
        });
    }

    private static HashMap<String, ArrayList<Boolean>> pauses(JenkinsRule j) {
        HashMap<String, ArrayList<Boolean>> pauses = new HashMap<>();
        for (WorkflowJob job : j.jenkins.getAllItems(WorkflowJob.class)) {
            WorkflowRun run = job.getBuildByNumber(1);
            for (FlowNode node : new FlowGraphWalker(run.getExecution())) {
                PauseAction.getPauseActions(node)
                        .forEach(pause -> pauses.computeIfAbsent(job.getName(), any -> new ArrayList<>())
                                .add(pause.isPaused()));
            }
        }
        return pauses;
    }

    private static HashMap<String, String> results(JenkinsRule j) {
        HashMap<String, String> results = new HashMap<>();
        for (Job<?, ?> job : j.jenkins.getAllItems(Job.class)) {
            Run<?, ?> run = job.getBuildByNumber(1);
            results.put(job.getName(), run.isBuilding() ? "building" : String.valueOf(run.getResult()));
        }
        return results;
    }

    // What people do.

    private HttpRequest.Builder as(String user, String path) throws Exception {
        String login =
                Base64.getEncoder().encodeToString((user + ":" + tokens.get(user)).getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create(jenkins.getUrl() + path)).header("Authorization", "Basic " + login);
    }

    private String get(String user, String path) throws Exception {
        HttpResponse<String> answer = http.send(as(user, path).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        return answer.body();
    }

    private static Map<?, ?> json(String text) {
        return (Map<?, ?>) PlainJson.read(text);
    }

    private List<?> gates(String job) throws Exception {
        return (List<?>)
                json(get("alice", "job/" + job + "/1/approval/api/v1/gates")).get("gates");
    }

    /** The one there is. */
    private Map<?, ?> gate(String job) throws Exception {
        List<?> gates = gates(job);
        assertThat(gates).as(job).hasSize(1);
        return (Map<?, ?>) gates.get(0);
    }

    private Set<String> inbox() throws Exception {
        List<?> gates =
                (List<?>) json(get("alice", "release-approvals/api/v1/gates")).get("gates");
        Set<String> jobs = new TreeSet<>();
        gates.forEach(one -> assertThat(jobs.add((String) ((Map<?, ?>) one).get("job")))
                .as("once in the list")
                .isTrue());
        return jobs;
    }

    private String log(String job) {
        try {
            return get("alice", "job/" + job + "/1/consoleText");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Then Jenkins says again why a run has ended. */
    private String untilItsEnd(String job) {
        return log(job).split("\\[Pipeline] End of Pipeline")[0];
    }

    private CompletableFuture<HttpResponse<String>> send(String user, String job, String decision, String reason)
            throws Exception {
        String body = "{\"decision\":\"" + decision + "\",\"reason\":\"" + reason + "\"}";
        HttpRequest request = as(user, gate(job).get("api") + "/decision")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private void vote(String user, String job, String decision) throws Exception {
        HttpResponse<String> answer =
                send(user, job, decision, "said by " + user).get(1, TimeUnit.MINUTES);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer.body()).get("counts")).isEqualTo(true);
    }

    private HttpResponse<String> approveOnPage(String user, String job) throws Exception {
        String id = URLEncoder.encode((String) gate(job).get("id"), StandardCharsets.UTF_8);
        return http.send(
                as(user, "job/" + job + "/1/approval/decide?approve=true&reason=seen&id=" + id)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Looks again and again, until it is so. */
    private static <T> void await(ThrowingSupplier<T> what, Consumer<T> so) throws Throwable {
        Instant end = Instant.now().plusSeconds(120);
        while (true) {
            try {
                so.accept(what.get());
                return;
            } catch (AssertionError notYet) {
                if (Instant.now().isAfter(end)) {
                    throw notYet;
                }
                Thread.sleep(200);
            }
        }
    }

    /** Where it comes to something else, the logs say why. */
    private void awaitResults(Map<String, String> results) throws Throwable {
        await(() -> jenkins.runRemotely(KilledGatesJenkinsTest::results), now -> {
            for (Map.Entry<String, String> one : results.entrySet()) {
                String job = one.getKey();
                assertThat(now.get(job)).as(() -> job + ": " + log(job)).isEqualTo(one.getValue());
            }
        });
    }

    private Path record(String job) {
        return jenkins.getHome().toPath().resolve("jobs/" + job + "/builds/1/build.xml");
    }

    private void begin(String... options) throws Throwable {
        jenkins.javaOptions(options);
        jenkins.startJenkins();
        tokens = jenkins.runRemotely(KilledGatesJenkinsTest::people);
    }

    /** Only once alice is asked everywhere. */
    private void awaitInbox(Set<String> jobs) throws Throwable {
        await(this::inbox, now -> assertThat(now).isEqualTo(jobs));
    }

    // Restarts.

    private void decideUntold(Down down) throws Throwable {
        if (down == Down.SAFE) {
            // Pipelines stand still from now on.
            assertThat(post("root", "quietDown").statusCode()).isLessThan(400);
        } else {
            jenkins.runRemotely(KilledGatesJenkinsTest::stopAfterSaving);
        }
        send("alice", "approved", "APPROVE", "tested");
        send("alice", "rejected", "REJECT", "not today");
        send("root", "overridden", "OVERRIDE", "the shop is down");
        for (Map.Entry<String, String> one : UNTOLD.entrySet()) {
            await(
                    () -> Files.readString(record(one.getKey())),
                    xml -> assertThat(xml).contains("<string>" + one.getValue() + "</string>"));
        }
    }

    private HttpResponse<String> post(String user, String path) throws Exception {
        return http.send(
                as(user, path).POST(HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());
    }

    private void takeDown(Down down) throws Exception {
        if (down == Down.SAFE) {
            assertThat(post("root", "safeExit").statusCode()).isLessThan(400);
            jenkins.getProcess().waitFor();
        }
        // By SIGKILL.
        jenkins.stopJenkinsForcibly();
    }

    @ParameterizedTest
    @EnumSource(Down.class)
    void nothingIsLostNorAskedNorDoneTwice(Down down) throws Throwable {
        String stack = "killed-" + UUID.randomUUID().toString().substring(0, 8);
        begin(
                "-Daws.endpointUrl=" + reached.proxy().endpoint(),
                "-Daws.accessKeyId=" + Emulator.ACCESS_KEY,
                "-Daws.secretAccessKey=" + Emulator.SECRET_KEY);
        TreeSet<String> all = new TreeSet<>(SCRIPTS.keySet());
        all.remove("late");
        jenkins.runRemotely(KilledGatesJenkinsTest::startThese, all);
        jenkins.runRemotely(KilledGatesJenkinsTest::deployments, stack);
        all.addAll(Set.of("deploy", "free"));
        awaitInbox(all);
        jenkins.runRemotely(KilledGatesJenkinsTest::startThese, new TreeSet<>(Set.of("late")));
        all.add("late");
        awaitInbox(all);
        Instant deadline = Instant.parse((String) gate("late").get("deadline"));
        vote("alice", "half", "APPROVE");
        vote("alice", "ended", "APPROVE");
        if (down == Down.SAFE) {
            // Jenkins waits for builds of freestyle jobs.
            vote("alice", "free", "REJECT");
        }
        awaitResults(Map.of("ended", "SUCCESS"));
        Map<?, ?> asked = gate("open");
        decideUntold(down);
        assertThat(Instant.now()).as("all this took too long").isBefore(deadline);
        takeDown(down);
        await(Instant::now, now -> assertThat(now).isAfter(deadline));

        jenkins.startJenkins();
        Map<String, String> results = new LinkedHashMap<>(Map.of(
                "open", "building",
                "half", "building",
                "deploy", "building",
                "late", "ABORTED",
                "ended", "SUCCESS",
                "approved", "SUCCESS",
                "rejected", "ABORTED",
                "overridden", "SUCCESS",
                "free", "ABORTED"));
        awaitResults(results);
        awaitInbox(Set.of("open", "half", "deploy"));
        for (String job : all) {
            assertThat(gate(job).get("open")).as(job).isEqualTo(results.get(job).equals("building"));
        }
        assertThat(gate("open")).isEqualTo(asked);
        assertThat(gate("half").get("approvals").toString())
                .containsOnlyOnce("by=alice")
                .doesNotContain("by=bob");
        assertThat(jenkins.runRemotely(KilledGatesJenkinsTest::pauses))
                .isEqualTo(Map.of(
                        "open", List.of(true),
                        "half", List.of(true),
                        "deploy", List.of(true),
                        "late", List.of(false),
                        "ended", List.of(false),
                        "approved", List.of(false),
                        "rejected", List.of(false),
                        "overridden", List.of(false)));
        assertThat(reached.proxy().count("CloudFormation.ExecuteChangeSet")).isZero();

        assertThat(approveOnPage("bob", "open").statusCode()).isEqualTo(303);
        vote("bob", "half", "APPROVE");
        vote("alice", "deploy", "APPROVE");
        results.putAll(Map.of("open", "SUCCESS", "half", "SUCCESS", "deploy", "SUCCESS"));
        awaitResults(results);
        for (String job : all) {
            assertThat(log(job)).as(job).containsOnlyOnce("Approve or reject: ");
            assertThat(log(job).split("it went on", -1))
                    .as(job)
                    .hasSize(!job.equals("free") && results.get(job).equals("SUCCESS") ? 2 : 1);
        }
        assertThat(log("approved")).containsOnlyOnce("Approved by alice: tested");
        assertThat(untilItsEnd("rejected")).containsOnlyOnce("Rejected by alice: not today\n");
        assertThat(log("overridden")).containsOnlyOnce("Overridden by root: the shop is down");
        assertThat(untilItsEnd("late")).containsOnlyOnce("Expired: nobody decided in time\n");
        assertThat(log("half")).containsOnlyOnce("Still needed: 1 more of user alice, user bob.");
        assertThat(reached.proxy().count("CloudFormation.CreateChangeSet")).isEqualTo(2);
        assertThat(reached.proxy().count("CloudFormation.ExecuteChangeSet")).isEqualTo(1);
        assertThat(inbox()).isEmpty();
    }

    // No room.

    /** Nothing that is written to a file gets there, as on a full disk; whoever runs it, and for this process alone. */
    private void room(boolean there) throws Exception {
        Process limit = new ProcessBuilder(
                        "prlimit",
                        "--pid",
                        "" + jenkins.getProcess().pid(),
                        "--fsize=" + (there ? "unlimited" : "0") + ":")
                .redirectErrorStream(true)
                .start();
        String said = new String(limit.getInputStream().readAllBytes());
        assertThat(limit.waitFor()).as(said).isZero();
    }

    private static boolean limits() {
        try {
            return new ProcessBuilder("prlimit", "--version").start().waitFor() == 0;
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    private Path commandLine() throws Exception {
        Path jar = jenkins.createTempDirectory("cli").resolve("jenkins-cli.jar");
        try (var in = URI.create(jenkins.getUrl() + "jnlpJars/jenkins-cli.jar")
                .toURL()
                .openStream()) {
            Files.copy(in, jar, StandardCopyOption.REPLACE_EXISTING);
        }
        return jar;
    }

    /** @return the exit code and what was said */
    private String approveByCommand(Path cli, String user, String job) throws Exception {
        Process command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        cli.toString(),
                        "-s",
                        jenkins.getUrl().toString(),
                        "-http",
                        "-auth",
                        user + ":" + tokens.get(user),
                        "approve-release",
                        job,
                        "1")
                .redirectErrorStream(true)
                .start();
        String said = new String(command.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return command.waitFor() + " " + said;
    }

    private List<String> files(String job) throws Exception {
        try (Stream<Path> files = Files.walk(record(job).getParent())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aDecisionThatFindsNoRoomOnTheDiskIsNone() throws Throwable {
        Assumptions.assumeTrue(limits(), "Left out: it needs prlimit, which Linux has.");
        String none = "Nothing was decided: the decision could not be saved (";
        begin();
        TreeSet<String> all = new TreeSet<>(Set.of("open", "half", "ended", "approved", "overridden"));
        jenkins.runRemotely(KilledGatesJenkinsTest::startThese, all);
        awaitInbox(all);
        Path cli = commandLine();
        vote("alice", "half", "APPROVE");
        Map<?, ?> open = gate("open");
        // What Jenkins makes when it is first used.
        assertThat(approveOnPage("alice", "ended").statusCode()).isEqualTo(303);
        String onDisk = Files.readString(record("open"));

        room(false);
        HttpResponse<String> page = approveOnPage("alice", "open");
        assertThat(page.statusCode()).isEqualTo(500);
        assertThat(page.body()).contains(none, "The gate is still open; when Jenkins can write");
        HttpResponse<String> rest = send("alice", "open", "APPROVE", "").get(1, TimeUnit.MINUTES);
        assertThat(rest.statusCode()).isEqualTo(500);
        assertThat((String) json(rest.body()).get("error")).startsWith(none);
        assertThat(approveByCommand(cli, "alice", "open"))
                .startsWith("5 ")
                .contains("ERROR: " + none)
                .doesNotContain("\tat ");
        assertThat(send("bob", "half", "APPROVE", "").get(1, TimeUnit.MINUTES).statusCode())
                .isEqualTo(500);
        assertThat(send("root", "overridden", "OVERRIDE", "the shop is down")
                        .get(1, TimeUnit.MINUTES)
                        .statusCode())
                .isEqualTo(500);
        assertThat(inbox()).isEqualTo(Set.of("open", "half", "approved", "overridden"));
        assertThat(gate("open")).isEqualTo(open);
        assertThat(Files.readString(record("open"))).isEqualTo(onDisk);
        assertThat(files("open")).noneMatch(name -> name.endsWith(".tmp"));

        room(true);
        assertThat(approveByCommand(cli, "bob", "half")).startsWith("0 ").contains("Approved by alice and bob.");
        awaitResults(Map.of("half", "SUCCESS"));
        room(false);
        assertThat(approveOnPage("alice", "approved").statusCode()).isEqualTo(500);

        jenkins.stopJenkinsForcibly();
        jenkins.startJenkins();
        awaitInbox(Set.of("open", "approved", "overridden"));
        assertThat(gate("open")).isEqualTo(open);
        assertThat((List<?>) gate("approved").get("approvals")).isEmpty();
        vote("alice", "approved", "APPROVE");
        vote("root", "overridden", "OVERRIDE");
        vote("alice", "open", "REJECT");
        awaitResults(Map.of("approved", "SUCCESS", "overridden", "SUCCESS", "open", "ABORTED"));
        assertThat(log("half")).containsOnlyOnce("Approved by alice and bob");
    }
}
