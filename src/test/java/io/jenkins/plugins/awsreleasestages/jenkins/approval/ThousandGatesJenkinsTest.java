package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.User;
import hudson.security.FullControlOnceLoggedInAuthorizationStrategy;
import hudson.security.HudsonPrivateSecurityRealm;
import io.jenkins.plugins.awsreleasestages.approval.Decision;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jenkinsci.plugins.workflow.actions.TimingAction;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.graph.FlowGraphWalker;
import org.jenkinsci.plugins.workflow.graph.FlowNode;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.RealJenkinsExtension;

/**
 * What a thousand gates cost a Jenkins that does nothing else: {@code -Dtest=ThousandGatesJenkinsTest -Dthousand.gates=true}.
 * The figures, with the machine's, stand in {@code docs/benchmarks.md}.
 */
@EnabledIfSystemProperty(
        named = ThousandGatesJenkinsTest.ASKED,
        matches = "true",
        disabledReason = "It measures, which takes minutes and a quiet machine; say -D" + ThousandGatesJenkinsTest.ASKED
                + "=true.")
class ThousandGatesJenkinsTest {

    static final String ASKED = "thousand.gates";

    private static final int GATES = 1_000;
    private static final int DECIDED = 50;

    @RegisterExtension
    private final RealJenkinsExtension jenkins = new RealJenkinsExtension()
            .withTimeout(1_800)
            // As in production, where pages are not compiled for each request.
            .javaOptions("-Xmx2g", "-Dhudson.Main.development=false");

    private final HttpClient http = HttpClient.newHttpClient();

    private static String alice(JenkinsRule j) throws Exception {
        HudsonPrivateSecurityRealm realm = new HudsonPrivateSecurityRealm(false);
        j.jenkins.setSecurityRealm(realm);
        j.jenkins.setAuthorizationStrategy(new FullControlOnceLoggedInAuthorizationStrategy());
        User alice = realm.createAccount("alice", UUID.randomUUID().toString());
        WorkflowJob job = j.createProject(WorkflowJob.class, "shop");
        job.setDefinition(new CpsFlowDefinition(
                "releaseApproval message: 'Ship it?', approvers: ['alice', 'bob'], quorum: 1\necho 'on'", true));
        return Base64.getEncoder()
                .encodeToString(("alice:" + j.createApiToken(alice)).getBytes(StandardCharsets.UTF_8));
    }

    private static int waiting(JenkinsRule j) {
        WorkflowJob job = j.jenkins.getItemByFullName("shop", WorkflowJob.class);
        int waiting = 0;
        for (WorkflowRun run : job.getBuilds()) {
            ApprovalAction approvals = run.getAction(ApprovalAction.class);
            waiting += approvals == null ? 0 : approvals.awaited().size();
        }
        return waiting;
    }

    private static void ask(JenkinsRule j, Integer gates) throws Exception {
        WorkflowJob job = j.jenkins.getItemByFullName("shop", WorkflowJob.class);
        int before = waiting(j);
        for (int i = 0; i < gates; i++) {
            job.scheduleBuild2(0).waitForStart();
        }
        while (waiting(j) < before + gates) {
            Thread.sleep(200);
        }
    }

    /** In nanoseconds. */
    private static Long processor(JenkinsRule j) {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** Threads, used heap in bytes, processor time in nanoseconds. */
    private static long[] costs(JenkinsRule j) {
        long processor = processor(j);
        System.gc();
        System.gc();
        return new long[] {
            ManagementFactory.getThreadMXBean().getThreadCount(),
            ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
            processor
        };
    }

    /** Milliseconds from each decision to the start of the next step. */
    private static ArrayList<Long> wakeUps(JenkinsRule j) throws Exception {
        WorkflowJob job = j.jenkins.getItemByFullName("shop", WorkflowJob.class);
        ArrayList<Long> millis = new ArrayList<>();
        for (WorkflowRun run : job.getBuilds()) {
            GateRecord gate = run.getAction(ApprovalAction.class).getGates().get(0);
            if (gate.decision().map(Decision::passes).orElse(false)) {
                j.waitForCompletion(run);
                for (FlowNode node : new FlowGraphWalker(run.getExecution())) {
                    if (node.getDisplayFunctionName().equals("echo")) {
                        millis.add(TimingAction.getStartTime(node)
                                - gate.decision().orElseThrow().at().toEpochMilli());
                    }
                }
            }
        }
        return millis;
    }

    private HttpRequest.Builder request(String login, String path) throws Exception {
        return HttpRequest.newBuilder(URI.create(jenkins.getUrl() + path)).header("Authorization", "Basic " + login);
    }

    private String get(String login, String path) throws Exception {
        HttpResponse<String> answer = http.send(request(login, path).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    /** Sorted; the first looks, in which classes are loaded and compiled, are not in it. */
    private List<Long> took(String login, String path) throws Throwable {
        for (int i = 0; i < 60; i++) {
            get(login, path);
        }
        List<Long> millis = new ArrayList<>();
        long before = jenkins.runRemotely(ThousandGatesJenkinsTest::processor);
        for (int i = 0; i < 30; i++) {
            long begin = System.nanoTime();
            get(login, path);
            millis.add((System.nanoTime() - begin) / 1_000_000);
        }
        long spent = jenkins.runRemotely(ThousandGatesJenkinsTest::processor) - before;
        List<Long> sorted = millis.stream().sorted().toList();
        say(path + ", in ms", sorted);
        say(path + ", processor time of each in ms", spent / 30 / 1_000_000);
        return sorted;
    }

    private static long median(List<Long> sorted) {
        return sorted.get(sorted.size() / 2);
    }

    private static void say(String what, Object figure) {
        System.out.println("A thousand gates: " + what + ": " + figure + " (load "
                + ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage() + ")");
    }

    private void decide(String login) throws Exception {
        for (int run = 1; run <= DECIDED; run++) {
            HttpResponse<String> answer = http.send(
                    request(login, "job/shop/" + run + "/approval/decide?approve=true&id=" + gate(login, run))
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        }
    }

    private String gate(String login, int run) throws Exception {
        return get(login, "job/shop/" + run + "/approval/api/json?tree=gates[id]")
                .replaceAll(".*\"id\":\"([^\"]*)\".*", "$1");
    }

    @Test
    void costLittle() throws Throwable {
        jenkins.startJenkins();
        String login = jenkins.runRemotely(ThousandGatesJenkinsTest::alice);
        jenkins.runRemotely(ThousandGatesJenkinsTest::ask, 20);
        long[] few = jenkins.runRemotely(ThousandGatesJenkinsTest::costs);
        long begin = System.nanoTime();
        jenkins.runRemotely(ThousandGatesJenkinsTest::ask, GATES - 20);
        say("until all wait, in seconds", (System.nanoTime() - begin) / 1_000_000_000);
        long[] all = jenkins.runRemotely(ThousandGatesJenkinsTest::costs);
        say("threads with 20, with all", few[0] + ", " + all[0]);
        say("heap of a gate with its run, in KiB", (all[1] - few[1]) / 1024 / (GATES - 20));

        long[] before = jenkins.runRemotely(ThousandGatesJenkinsTest::costs);
        begin = System.nanoTime();
        Thread.sleep(30_000);
        double spent = System.nanoTime() - begin;
        long[] after = jenkins.runRemotely(ThousandGatesJenkinsTest::costs);
        say(
                "processor time of a core while nobody decides, with two garbage collections before",
                String.format(Locale.ROOT, "%.1f %%", 100 * (after[2] - before[2]) / spent));

        assertThat(get(login, "release-approvals/")).contains("of 1000");
        took(login, "whoAmI/");
        took(login, "release-approvals/api/v1/gates");
        List<Long> page = took(login, "release-approvals/");

        decide(login);
        List<Long> wakeUps = jenkins.runRemotely(ThousandGatesJenkinsTest::wakeUps).stream()
                .sorted()
                .toList();
        say("from a decision to the next step, in ms", wakeUps);
        assertThat(wakeUps).hasSize(DECIDED);
        jenkins.stopJenkinsForcibly();

        assertThat(all[0] - few[0]).as("more threads").isLessThanOrEqualTo(20);
        assertThat(median(page)).as("the page").isLessThan(300);
        assertThat(median(wakeUps)).as("wake-up").isLessThan(300);
    }
}
