package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.cli.CLICommandInvoker;
import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Item;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.awsreleasestages.approval.Approval;
import io.jenkins.plugins.awsreleasestages.approval.Decision;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.html.HtmlCheckBoxInput;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.graph.FlowGraphWalker;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.support.actions.PauseAction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** Who may decide what: by the page, by REST and by the command line alike. */
class GateMatrixJenkinsTest {

    /** Nobody is in it, so that no approval decides. */
    private static final String NEVER = "[name: 'never', approvers: ['group:nobody'], count: 2]";

    private static final String ANONYMOUS = "anonymous";

    private static final List<String> USERS = List.of(
            "alice", "bob", "carol", "dave", "erin", "frank", "gina", "henry", "oscar", "root", "rita", ANONYMOUS);

    private static final Set<String> READERS =
            Set.of("alice", "bob", "carol", "dave", "erin", "henry", "oscar", "root", "rita");

    private static final Set<String> OVERRIDING = Set.of("oscar", "henry", "root");

    /** The steps, and who may approve there; rita has started the runs. */
    private static final Map<String, Set<String>> GATES = gates();

    private static Map<String, Set<String>> gates() {
        Map<String, Set<String>> gates = new LinkedHashMap<>();
        gates.put("quorum: 50", Set.of("erin", "henry", "root", "rita"));
        gates.put("rules: [[name: 'one', approvers: ['alice']], " + NEVER + "]", Set.of("alice"));
        gates.put(
                "rules: [[name: 'ops', approvers: ['group:ops'], count: 9], " + NEVER + "]",
                Set.of("bob", "carol", "rita"));
        gates.put("rules: [[name: 'bare', approvers: ['ops', 'managers']], " + NEVER + "]", Set.of());
        gates.put(
                "rules: [[name: 'both', approvers: ['user:dave', 'group:ops'], count: 9], " + NEVER + "]",
                Set.of("dave", "bob", "carol", "rita"));
        gates.put(
                "notRequester: true, rules: [[name: 'ops', approvers: ['group:ops'], count: 9], " + NEVER + "]",
                Set.of("bob", "carol"));
        gates.put(
                "distinct: true, rules: [[name: 'a', approvers: ['alice']], [name: 'b', approvers: ['alice', 'bob']], "
                        + NEVER + "]",
                Set.of("alice", "bob"));
        gates.put("rules: [[name: 'here', approvers: ['group:authenticated'], count: 30], " + NEVER + "]", READERS);
        return gates;
    }

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    private static void secure(JenkinsRule j) {
        JenkinsRule.DummySecurityRealm realm = j.createDummySecurityRealm();
        List.of("bob", "carol", "gina", "rita").forEach(one -> realm.addGroups(one, "ops"));
        j.jenkins.setSecurityRealm(realm);
        j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("root")
                .grant(Jenkins.READ)
                .everywhere()
                .to("frank", "gina")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("alice", "bob", "carol", "dave", "erin", "henry", "oscar", "rita")
                .grant(Item.BUILD)
                .everywhere()
                .to("erin", "henry", "rita")
                .grant(GatePermissions.OVERRIDE)
                .everywhere()
                .to("oscar", "henry"));
    }

    private static WorkflowRun waiting(JenkinsRule j, String name, String step) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition("releaseApproval message: 'Ship " + name + "?', " + step, true));
        WorkflowRun run = job.scheduleBuild2(0, new CauseAction(new Cause.UserIdCause("rita")))
                .waitForStart();
        j.waitForMessage("Approve or reject", run);
        ApprovalAction approvals = run.getAction(ApprovalAction.class);
        while (!approvals.isAwaited()) {
            Thread.sleep(20);
        }
        return run;
    }

    private static GateRecord gate(WorkflowRun run) {
        return run.getAction(ApprovalAction.class).getGates().get(0);
    }

    private static Map<?, ?> json(String text) {
        return (Map<?, ?>) PlainJson.read(text);
    }

    private static String api(WorkflowRun run, String rest) {
        return run.getUrl() + "approval/api/v1/gates" + rest;
    }

    /** Somebody's ways to a gate. */
    private record Somebody(JenkinsRule j, String name, JenkinsRule.WebClient web) implements AutoCloseable {

        static Somebody of(JenkinsRule j, String name) throws Exception {
            JenkinsRule.WebClient web = j.createWebClient().withThrowExceptionOnFailingStatusCode(false);
            return new Somebody(j, name, name.equals(ANONYMOUS) ? web : web.login(name));
        }

        org.htmlunit.WebResponse rest(WorkflowRun run, String body) throws Exception {
            WebRequest request = new WebRequest(
                    web.createCrumbedUrl(api(run, "/" + gate(run).getId() + "/decision")), HttpMethod.POST);
            request.setAdditionalHeader("Content-Type", "application/json");
            request.setRequestBody(body);
            return web.loadWebResponse(request);
        }

        int page(WorkflowRun run, String answer) throws Exception {
            return web.getPage(new WebRequest(
                            web.createCrumbedUrl(run.getUrl() + "approval/decide?id="
                                    + gate(run).getId() + "&" + answer),
                            HttpMethod.POST))
                    .getWebResponse()
                    .getStatusCode();
        }

        CLICommandInvoker.Result command(WorkflowRun run, String... options) {
            CLICommandInvoker command = new CLICommandInvoker(j, "approve-release");
            if (!name.equals(ANONYMOUS)) {
                command.asUser(name);
            }
            List<String> all = new ArrayList<>(List.of(run.getParent().getFullName(), run.getId()));
            all.addAll(List.of(options));
            return command.invokeWithArgs(all.toArray(new String[0]));
        }

        Map<?, ?> facts(WorkflowRun run) throws Exception {
            return json(web.goTo(api(run, "/" + gate(run).getId()), "application/json")
                    .getWebResponse()
                    .getContentAsString());
        }

        Set<String> inbox() throws Exception {
            Map<?, ?> list = json(web.goTo("release-approvals/api/v1/gates", "application/json")
                    .getWebResponse()
                    .getContentAsString());
            Set<String> jobs = new TreeSet<>();
            ((List<?>) list.get("gates")).forEach(one -> jobs.add((String) ((Map<?, ?>) one).get("job")));
            return jobs;
        }

        @Override
        public void close() {
            web.close();
        }
    }

    @Test
    void onlyTheRightOnesEachOnceByEveryWay() throws Throwable {
        session.then(j -> {
            secure(j);
            List<WorkflowRun> runs = new ArrayList<>();
            for (String step : GATES.keySet()) {
                runs.add(waiting(j, "g" + runs.size(), step));
            }
            List<Set<String>> allowed = List.copyOf(GATES.values());
            for (String user : USERS) {
                try (Somebody somebody = Somebody.of(j, user)) {
                    Set<String> listed = new TreeSet<>();
                    for (int i = 0; i < runs.size(); i++) {
                        boolean may = allowed.get(i).contains(user);
                        tell(somebody, runs.get(i), may);
                        if (READERS.contains(user)
                                && (may || OVERRIDING.contains(user) || i == 5 && user.equals("rita"))) {
                            listed.add("g" + i);
                        }
                    }
                    if (!user.equals(ANONYMOUS)) {
                        assertThat(somebody.inbox()).as(user).isEqualTo(listed);
                    }
                    for (int i = 0; i < runs.size(); i++) {
                        tryAll(somebody, runs.get(i), allowed.get(i).contains(user));
                    }
                }
            }
            for (int i = 0; i < runs.size(); i++) {
                assertThat(gate(runs.get(i)).status().approvals())
                        .as("gate " + i)
                        .extracting(Approval::by)
                        .containsExactlyInAnyOrderElementsOf(allowed.get(i));
                assertThat(gate(runs.get(i)).isWaiting()).isTrue();
            }
            for (WorkflowRun run : runs) {
                run.doStop();
                j.waitForCompletion(run);
            }
        });
    }

    private static void tell(Somebody somebody, WorkflowRun run, boolean approve) throws Exception {
        if (!READERS.contains(somebody.name())) {
            // Jenkins sends whoever is not logged in on to its form for that.
            var answer = somebody.web().goTo(api(run, ""), null).getWebResponse();
            assertThat(answer.getStatusCode() >= 400
                            || answer.getWebRequest().getUrl().getPath().contains("/login"))
                    .as(somebody.name() + " at " + run)
                    .isTrue();
            assertThat(answer.getContentAsString()).doesNotContain("Ship ");
            return;
        }
        Map<?, ?> may = (Map<?, ?>) somebody.facts(run).get("may");
        assertThat(((Map<?, ?>) may.get("approve")).get("allowed"))
                .as(somebody.name() + " at " + run)
                .isEqualTo(approve);
        assertThat(((Map<?, ?>) may.get("override")).get("allowed")).isEqualTo(OVERRIDING.contains(somebody.name()));
    }

    private static void tryAll(Somebody somebody, WorkflowRun run, boolean allowed) throws Exception {
        boolean reads = READERS.contains(somebody.name());
        String what = somebody.name() + " at " + run;
        int status = somebody.rest(run, "{\"decision\":\"APPROVE\",\"reason\":\"tested\"}")
                .getStatusCode();
        int page = somebody.page(run, "approve=true&reason=tested");
        CLICommandInvoker.Result command = somebody.command(run, gate(run).getId(), "--reason", "tested");
        if (!reads) {
            // Whoever is not logged in ends at the form for that, which is there.
            List<Integer> turnedAway = somebody.name().equals(ANONYMOUS) ? List.of(200, 403, 404) : List.of(403, 404);
            assertThat(status).as(what).isIn(turnedAway);
            assertThat(page).as(what).isIn(turnedAway);
            assertThat(command.returnCode()).as(what + command).isIn(3, 6);
            return;
        }
        assertThat(status).as(what).isEqualTo(allowed ? 200 : 403);
        assertThat(page).as(what).isEqualTo(allowed ? 200 : 403);
        assertThat(command.returnCode()).as(what + command).isEqualTo(allowed ? 0 : 6);
    }

    @Test
    void programsAreToldWhatIsWrong() throws Throwable {
        session.then(j -> {
            secure(j);
            WorkflowRun run = waiting(
                    j, "gate", "approvers: ['alice'], inputs: [[name: 'share', type: 'NUMBER', min: '1', max: '100']]");
            String decision = api(run, "/" + gate(run).getId() + "/decision");
            try (Somebody alice = Somebody.of(j, "alice");
                    Somebody dave = Somebody.of(j, "dave")) {
                assertThat(alice.web()
                                .goTo(decision, "application/json")
                                .getWebResponse()
                                .getStatusCode())
                        .isEqualTo(405);
                assertThat(alice.web()
                                .goTo(api(run, "/other"), "application/json")
                                .getWebResponse()
                                .getContentAsString())
                        .isEqualTo("{\"error\":\"This run has no such gate.\"}");
                WebRequest forged = new WebRequest(
                        j.getURL()
                                .toURI()
                                .resolve(j.contextPath + "/" + decision)
                                .toURL(),
                        HttpMethod.POST);
                forged.setRequestBody("{\"decision\":\"APPROVE\",\"inputs\":{\"share\":5}}");
                assertThat(alice.web().loadWebResponse(forged).getStatusCode()).isEqualTo(403);

                var refused = dave.rest(run, "{\"decision\":\"REJECT\",\"reason\":\"no\"}");
                assertThat(refused.getStatusCode()).isEqualTo(403);
                assertThat(refused.getContentAsString())
                        .isEqualTo("{\"error\":\"Only these may decide: user alice.\"}");
                var wrong = alice.rest(run, "{\"decision\":\"APPROVE\",\"inputs\":{\"share\":500}}");
                assertThat(wrong.getStatusCode()).isEqualTo(400);
                assertThat(wrong.getContentAsString()).contains("share: must be at most 100.");
                assertThat(alice.rest(run, "APPROVE").getStatusCode()).isEqualTo(400);
                assertThat(alice.rest(run, "x".repeat(SentVote.LONGEST + 1)).getStatusCode())
                        .isEqualTo(413);
                assertThat(gate(run).isWaiting()).isTrue();

                var right = alice.rest(run, "{\"decision\":\"APPROVE\",\"inputs\":{\"share\":5}}");
                assertThat(json(right.getContentAsString()).get("counts")).isEqualTo(true);
                assertThat(json(right.getContentAsString()).get("answers")).isEqualTo(Map.of("share", 5));
                j.assertBuildStatusSuccess(j.waitForCompletion(run));
                var late = alice.rest(run, "{\"decision\":\"REJECT\",\"reason\":\"oh\"}");
                assertThat(late.getStatusCode()).isEqualTo(200);
                assertThat(json(late.getContentAsString()).get("counts")).isEqualTo(false);
                assertThat(json(late.getContentAsString()).get("open")).isEqualTo(false);
                CLICommandInvoker.Result command = alice.command(run, gate(run).getId(), "--reject", "--reason", "oh");
                assertThat(command.returnCode()).isEqualTo(ApproveReleaseCommand.TOO_LATE);
                assertThat(command.stdout()).contains("came too late", "Approved by alice");
                assertThat(alice.web()
                                .goTo(run.getUrl() + "api/json?tree=actions[gates[id,answer]]", "application/json")
                                .getWebResponse()
                                .getContentAsString())
                        .contains("\"answer\":\"Approved by alice\"");
            }
        });
    }

    @Test
    void onTheCommandLine() throws Throwable {
        session.then(j -> {
            secure(j);
            WorkflowRun run = waiting(
                    j, "gate", "approvers: ['alice'], inputs: [[name: 'share', type: 'NUMBER', min: '1', max: '100']]");
            try (Somebody alice = Somebody.of(j, "alice");
                    Somebody oscar = Somebody.of(j, "oscar")) {
                assertThat(alice.command(run, "--reject", "--override").returnCode())
                        .isEqualTo(2);
                assertThat(alice.command(run, "--reject").stderr()).contains("who rejects says why");
                assertThat(alice.command(run, "other").stderr())
                        .contains("No such gate 'other'", gate(run).getId() + "  Ship gate?");
                assertThat(oscar.command(run, "--override", "--reason", "short").returnCode())
                        .isEqualTo(3);
                assertThat(alice.command(run, "--input", "share=7").stdout()).contains("Approved by alice.");
                j.assertBuildStatusSuccess(j.waitForCompletion(run));
                assertThat(alice.command(run).stderr()).contains("No gate is open.");
            }
        });
    }

    @Test
    void fiftyAtOnce() throws Throwable {
        session.then(j -> {
            JenkinsRule.DummySecurityRealm realm = j.createDummySecurityRealm();
            List<String> people = IntStream.range(0, 50).mapToObj(i -> "u" + i).toList();
            people.forEach(one -> realm.addGroups(one, "ops"));
            j.jenkins.setSecurityRealm(realm);
            j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                    .grant(Jenkins.READ, Item.READ)
                    .everywhere()
                    .to(people.toArray(new String[0])));
            WorkflowRun one = waiting(j, "one", "approvers: ['group:ops']");
            WorkflowRun all = waiting(j, "all", "rules: [[name: 'all', approvers: ['group:ops'], count: 50]]");
            List<Callable<Map<?, ?>>> calls = new ArrayList<>();
            HttpClient http = HttpClient.newHttpClient();
            for (String name : people) {
                String token = j.createApiToken(User.getById(name, true));
                String decision = name.endsWith("7") ? "REJECT" : "APPROVE";
                calls.add(() -> send(http, j, one, name, token, decision));
                calls.add(() -> send(http, j, all, name, token, "APPROVE"));
                calls.add(() -> send(http, j, all, name, token, "APPROVE"));
            }
            ExecutorService threads = Executors.newFixedThreadPool(50);
            List<Map<?, ?>> answers = new ArrayList<>();
            for (Future<Map<?, ?>> answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
            threads.shutdown();
            j.waitForCompletion(one);
            j.assertBuildStatusSuccess(j.waitForCompletion(all));
            assertThat(answers)
                    .filteredOn(answer -> answer.get("job").equals("one")
                            && answer.get("counts").equals(true))
                    .hasSize(1);
            assertThat(gate(all).status().approvals())
                    .extracting(Approval::by)
                    .containsExactlyInAnyOrderElementsOf(people);

            User.getById("u1", false).delete();
            WorkflowRun left = waiting(j, "left", "approvers: ['u1']");
            HttpResponse<String> gone = post(http, j, left, "u1", "of nobody", "APPROVE");
            assertThat(gone.statusCode()).isEqualTo(401);
            assertThat(gate(left).isWaiting()).isTrue();
            left.doStop();
            j.waitForCompletion(left);
        });
    }

    private static Map<?, ?> send(
            HttpClient http, JenkinsRule j, WorkflowRun run, String user, String token, String decision)
            throws Exception {
        HttpResponse<String> answer = post(http, j, run, user, token, decision);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer.body());
    }

    private static HttpResponse<String> post(
            HttpClient http, JenkinsRule j, WorkflowRun run, String user, String token, String decision)
            throws Exception {
        return http.send(
                HttpRequest.newBuilder(
                                URI.create(j.getURL() + api(run, "/" + gate(run).getId() + "/decision")))
                        .header("Authorization", "Basic " + login(user, token))
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"decision\":\"" + decision + "\",\"reason\":\"by " + user + "\"}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String login(String user, String token) {
        return Base64.getEncoder().encodeToString((user + ":" + token).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void severalAreDecidedAtOnceWithoutJavaScript() throws Throwable {
        session.then(j -> {
            WorkflowRun first = waiting(j, "first", "quorum: 1");
            WorkflowRun second = waiting(j, "second", "quorum: 1");
            WorkflowRun asking = waiting(j, "asking", "inputs: [[name: 'why', type: 'STRING']]");
            WorkflowRun other = waiting(j, "other", "quorum: 1");
            try (JenkinsRule.WebClient web = j.createWebClient()) {
                assertThat(web.goTo("").querySelectorAll("#root-action-ReleaseInbox .jenkins-badge"))
                        .as("in the header of every page")
                        .singleElement()
                        .satisfies(badge -> assertThat(badge.asNormalizedText()).isEqualTo("4"));
                web.getOptions().setJavaScriptEnabled(false);
                HtmlPage page = web.goTo("release-approvals/");
                assertThat(page.asNormalizedText())
                        .contains("first #1", "second #1", "asking #1", "other #1", "It asks for more", "1–4 of 4");
                HtmlForm form = page.getFormByName("decide");
                List<HtmlCheckBoxInput> boxes = form.getInputsByName("gate").stream()
                        .map(HtmlCheckBoxInput.class::cast)
                        .toList();
                assertThat(boxes).hasSize(3);
                boxes.get(0).setChecked(true);
                boxes.get(1).setChecked(true);
                form.getTextAreaByName("reason").setText("both <tested>");
                // Somebody else was faster with one of them.
                first.getAction(ApprovalAction.class)
                        .end(gate(first).getId(), new Decision(Decision.Kind.REJECTED, "bob", "red", Instant.now()));
                HtmlPage decided = form.getButtonsByName("decision").get(0).click();
                assertThat(decided.asNormalizedText())
                        .contains(
                                "first #1: Ship first?",
                                "This came too late and does not count. Rejected by bob.",
                                "second #1: Ship second?",
                                "Approved by anonymous.",
                                "1–2 of 2");
                j.assertBuildStatusSuccess(j.waitForCompletion(second));
                j.assertLogContains("Approved by anonymous: both <tested>", second);

                HtmlForm filter = (HtmlForm) decided.querySelector("form[role=search]");
                filter.getInputByName("filter").setValue("SHIP oth");
                HtmlPage filtered =
                        (HtmlPage) filter.getElementsByTagName("button").get(0).click();
                assertThat(filtered.asNormalizedText()).contains("other #1").doesNotContain("asking #1");

                web.getOptions().setThrowExceptionOnFailingStatusCode(false);
                WebRequest asks = new WebRequest(
                        web.createCrumbedUrl("release-approvals/decide?decision=APPROVE&gate="
                                + gate(asking).getId() + "@asking%231&gate=x@nothing%231&gate=nonsense"),
                        HttpMethod.POST);
                assertThat(((HtmlPage) web.getPage(asks)).asNormalizedText())
                        .contains("it asks for more, on its page", "there is no such gate");
                assertThat(web.goTo("release-approvals/decide?decision=APPROVE", null)
                                .getWebResponse()
                                .getStatusCode())
                        .isEqualTo(405);
                other.getParent().renameTo("renamed");
                assertThat(web.goTo("release-approvals/").asNormalizedText()).contains("renamed #1");
                asking.doStop();
                j.waitForCompletion(asking);
                other.doStop();
                j.waitForCompletion(other);
                assertThat(web.goTo("release-approvals/").asNormalizedText()).contains("Nothing waits for you.");
            }
        });
    }

    @Test
    void aThousandAreListedAtOnce() throws Throwable {
        session.then(j -> {
            secure(j);
            List<WorkflowRun> runs = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                WorkflowRun run = waiting(j, "many" + i, "approvers: ['group:ops', 'alice']");
                runs.add(run);
                addGates(run.getAction(ApprovalAction.class), 49);
            }
            try (ACLContext ignored = ACL.as2(User.getById("alice", true).impersonate2())) {
                List<Long> millis = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    long begin = System.nanoTime();
                    assertThat(OpenGates.get().decidable()).hasSize(1000);
                    millis.add(Duration.ofNanos(System.nanoTime() - begin).toMillis());
                }
                System.out.println("A thousand gates, the list: " + millis + " ms");
                assertThat(millis.stream().sorted().toList().get(10)).isLessThan(100);
            }
            try (Somebody alice = Somebody.of(j, "alice")) {
                alice.web().getOptions().setJavaScriptEnabled(false);
                String token = j.createApiToken(User.getById("alice", true));
                HttpClient http = HttpClient.newHttpClient();
                for (String page : List.of("release-approvals/", "release-approvals/api/v1/gates", "whoAmI/")) {
                    System.out.println("A thousand gates, " + page + ": "
                            + took(() -> http.send(
                                    HttpRequest.newBuilder(URI.create(j.getURL() + page))
                                            .header("Authorization", "Basic " + login("alice", token))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString()))
                            + " ms");
                }
                assertThat(alice.web().goTo("release-approvals/?from=950").asNormalizedText())
                        .contains("951–1000 of 1000");
            }
            for (WorkflowRun run : runs) {
                run.doStop();
                j.waitForCompletion(run);
            }
        });
    }

    private static List<Long> took(Callable<?> what) throws Exception {
        List<Long> millis = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            long begin = System.nanoTime();
            what.call();
            millis.add(Duration.ofNanos(System.nanoTime() - begin).toMillis());
        }
        return millis;
    }

    private static void addGates(ApprovalAction approvals, int number) throws IOException {
        for (int i = 0; i < number; i++) {
            Instant now = Instant.now();
            Gate gate = new Gate(
                    "more-" + i,
                    "Ship " + i + "?",
                    GateTerms.of(List.of("alice", "bob"), 1),
                    now,
                    now.plusSeconds(3600));
            approvals.open(gate, List.of());
            approvals.await(gate.id(), status -> {});
        }
    }

    @Test
    void aStepThatWaitsIsPausedAlsoAcrossARestartAndUntilTheEnd() throws Throwable {
        session.then(j -> {
            waiting(j, "decided", "quorum: 1");
            waiting(j, "aborted", "quorum: 1");
            waiting(j, "killed", "quorum: 1");
            assertThat(pauses(run(j, "decided"))).containsExactly(true);
        });
        session.then(j -> {
            for (String name : List.of("decided", "aborted", "killed")) {
                while (!run(j, name).getAction(ApprovalAction.class).isAwaited()) {
                    Thread.sleep(20);
                }
                assertThat(pauses(run(j, name))).as(name).containsExactly(true);
            }
            WorkflowRun decided = run(j, "decided");
            try (Somebody anybody = Somebody.of(j, ANONYMOUS)) {
                assertThat(anybody.rest(decided, "{\"decision\":\"APPROVE\"}").getStatusCode())
                        .isEqualTo(200);
            }
            j.assertBuildStatusSuccess(j.waitForCompletion(decided));
            assertThat(pauses(decided)).containsExactly(false);

            run(j, "aborted").doStop();
            assertThat(pauses(j.waitForCompletion(run(j, "aborted")))).containsExactly(false);

            WorkflowRun killed = run(j, "killed");
            FlowExecution execution = killed.getExecution();
            killed.doKill();
            assertThat(pauses(execution)).containsExactly(false);
        });
    }

    private static WorkflowRun run(JenkinsRule j, String name) {
        return j.jenkins.getItemByFullName(name, WorkflowJob.class).getBuildByNumber(1);
    }

    private static List<Boolean> pauses(WorkflowRun run) {
        return pauses(run.getExecution());
    }

    private static List<Boolean> pauses(FlowExecution execution) {
        List<Boolean> pauses = new ArrayList<>();
        for (FlowNode node : new FlowGraphWalker(execution)) {
            PauseAction.getPauseActions(node).forEach(pause -> pauses.add(pause.isPaused()));
        }
        return pauses;
    }
}
