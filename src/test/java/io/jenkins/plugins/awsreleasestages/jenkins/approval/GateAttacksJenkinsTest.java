package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Cause;
import hudson.model.CauseAction;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.security.FullControlOnceLoggedInAuthorizationStrategy;
import hudson.security.HudsonPrivateSecurityRealm;
import io.jenkins.plugins.awsreleasestages.approval.Approval;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.GateRule;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.PolicyDefinition;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.ReleasePolicies;
import java.net.URL;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.replay.ReplayAction;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** What somebody tries who wants to get past a gate, or whose right to decide is gone. */
@WithJenkins
class GateAttacksJenkinsTest {

    private static final String ASK = "releaseApproval message: 'Ship it?', ";
    private static final String WEAK = ASK
            + "approvers: ['alice', 'bob', 'dave'], quorum: 1, distinct: false, notRequester: false, notAuthors: false";

    /** Bob writes the job and starts it; the policy wants Alice, and nobody who started the run. */
    private static WorkflowJob job(JenkinsRule j, String script) throws Exception {
        j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
        j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("alice", "dave")
                .grant(Jenkins.READ, Item.READ, Item.BUILD, Item.CONFIGURE, ReplayAction.REPLAY)
                .everywhere()
                .to("bob"));
        GateRule rule = new GateRule("managers");
        rule.setApprovers(List.of("alice", "bob"));
        PolicyDefinition policy = new PolicyDefinition("Production");
        policy.setJobs(List.of("shop"));
        policy.setRules(List.of(rule));
        ReleasePolicies.get().setPolicies(List.of(policy));
        WorkflowJob job = j.createProject(WorkflowJob.class, "shop");
        job.setDefinition(new CpsFlowDefinition(script, true));
        return job;
    }

    private static WorkflowRun waiting(JenkinsRule j, WorkflowRun run) throws Exception {
        j.waitForMessage("Approve or reject", run);
        while (!run.getAction(ApprovalAction.class).isAwaited()) {
            Thread.sleep(20);
        }
        return run;
    }

    private static WorkflowRun startedByBob(JenkinsRule j, WorkflowJob job) throws Exception {
        return waiting(
                j,
                job.scheduleBuild2(0, new CauseAction(new Cause.UserIdCause("bob")))
                        .waitForStart());
    }

    private static GateRecord gate(WorkflowRun run) {
        return run.getAction(ApprovalAction.class).getGates().get(0);
    }

    private static JenkinsRule.WebClient client(JenkinsRule j, String user) throws Exception {
        return j.createWebClient().withThrowExceptionOnFailingStatusCode(false).login(user);
    }

    private static WebResponse approve(JenkinsRule.WebClient web, WorkflowRun run) throws Exception {
        WebRequest request = new WebRequest(
                web.createCrumbedUrl(
                        run.getUrl() + "approval/api/v1/gates/" + gate(run).getId() + "/decision"),
                HttpMethod.POST);
        request.setAdditionalHeader("Content-Type", "application/json");
        request.setRequestBody("{\"decision\":\"APPROVE\",\"reason\":\"tested\"}");
        return web.loadWebResponse(request);
    }

    /** Dave counts for the job and not for the policy, Bob for nothing, whatever the job says. */
    private static void onlyAliceLetsItThrough(JenkinsRule j, WorkflowRun run) throws Exception {
        assertThat(approve(client(j, "bob"), run).getContentAsString())
                .isEqualTo("{\"error\":\"You may not approve: you are the one who started this run.\"}");
        assertThat(approve(client(j, "dave"), run).getStatusCode()).isIn(200, 403);
        assertThat(gate(run).isWaiting()).isTrue();
        assertThat(approve(client(j, "alice"), run).getStatusCode()).isEqualTo(200);
        j.assertBuildStatusSuccess(j.waitForCompletion(run));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                WEAK,
                "withEnv(['JOB_NAME=other', 'JOB_BASE_NAME=other', 'BRANCH_NAME=other', 'STAGE_NAME=other']) {" + WEAK
                        + "}",
                ASK + "rules: [[name: 'managers', approvers: ['alice', 'dave']]]",
                "currentBuild.displayName = 'other'\ncurrentBuild.description = 'other'\n" + WEAK
            })
    void whatAPolicyDemandsIsNotWeakenedByTheJob(String script, JenkinsRule j) throws Exception {
        onlyAliceLetsItThrough(j, startedByBob(j, job(j, script)));
    }

    @Test
    void norByAReplayOfARunOfSomebodyElse(JenkinsRule j) throws Exception {
        WorkflowJob job = job(j, ASK + "approvers: ['alice'], quorum: 1");
        WorkflowRun first = waiting(j, job.scheduleBuild2(0).waitForStart());
        assertThat(approve(client(j, "alice"), first).getStatusCode()).isEqualTo(200);
        j.assertBuildStatusSuccess(j.waitForCompletion(first));
        try (ACLContext ignored = ACL.as2(User.getById("bob", true).impersonate2())) {
            assertThat(first.getAction(ReplayAction.class).run2(WEAK, Map.of())).isNotNull();
        }
        while (job.getBuildByNumber(2) == null) {
            Thread.sleep(20);
        }
        onlyAliceLetsItThrough(j, waiting(j, job.getBuildByNumber(2)));
    }

    @Test
    void whoIsDeletedWhileTheGateWaitsDecidesNoMore(JenkinsRule j) throws Exception {
        HudsonPrivateSecurityRealm realm = new HudsonPrivateSecurityRealm(false);
        j.jenkins.setSecurityRealm(realm);
        j.jenkins.setAuthorizationStrategy(new FullControlOnceLoggedInAuthorizationStrategy());
        realm.createAccount("ann", "ann");
        User gone = realm.createAccount("gone", "gone");
        WorkflowJob job = j.createProject(WorkflowJob.class, "shop");
        job.setDefinition(new CpsFlowDefinition(ASK + "approvers: ['ann', 'gone'], quorum: 2", true));
        WorkflowRun approved = waiting(j, job.scheduleBuild2(0).waitForStart());
        WorkflowRun open = waiting(j, job.scheduleBuild2(0).waitForStart());
        JenkinsRule.WebClient session =
                j.createWebClient().withThrowExceptionOnFailingStatusCode(false).login("gone");
        JenkinsRule.WebClient token =
                j.createWebClient().withThrowExceptionOnFailingStatusCode(false).withBasicApiToken("gone");
        assertThat(approve(token, approved).getStatusCode()).isEqualTo(200);

        gone.delete();
        assertThat(approve(token, open).getStatusCode()).isEqualTo(401);
        // Jenkins lets a session of somebody who is gone be used once more.
        assertThat(approve(session, open).getStatusCode()).isEqualTo(403);
        assertThat(gate(open).status().approvals()).isEmpty();
        JenkinsRule.WebClient ann = client(j, "ann");
        assertThat(ann.goTo("release-approvals/").asNormalizedText()).contains("1–2 of 2");
        assertThat(ann.getPage(approved, ApprovalAction.URL).asNormalizedText()).contains("gone", "1 of 2");
        // What was said while it was right stays.
        assertThat(approve(ann, approved).getStatusCode()).isEqualTo(200);
        j.assertBuildStatusSuccess(j.waitForCompletion(approved));
        assertThat(gate(approved).status().approvals()).extracting(Approval::by).containsExactly("gone", "ann");
        open.doStop();
        j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(open));
    }

    @Test
    void noWayInWithoutACrumb(JenkinsRule j) throws Exception {
        WorkflowRun run = startedByBob(j, job(j, ASK + "approvers: ['alice']"));
        String id = gate(run).getId();
        JenkinsRule.WebClient alice = client(j, "alice");
        for (String way : List.of(
                run.getUrl() + "approval/decide?approve=true&id=" + id,
                run.getUrl() + "approval/api/v1/gates/" + id + "/decision",
                "release-approvals/decide?decision=APPROVE&gate=" + id + "@shop%231")) {
            WebRequest forged = new WebRequest(new URL(j.getURL(), way), HttpMethod.POST);
            forged.setRequestBody("{\"decision\":\"APPROVE\"}");
            WebResponse answer = alice.loadWebResponse(forged);
            assertThat(answer.getStatusCode()).as(way).isEqualTo(403);
            assertThat(answer.getContentAsString()).contains("No valid crumb");
        }
        assertThat(gate(run).isWaiting()).isTrue();
        run.doStop();
        j.waitForCompletion(run);
    }

    /** Jenkins enforces its policy in tests; a browser would not run what is found here. */
    @Test
    void noPageHasAScriptThatTheContentSecurityPolicyForbids(JenkinsRule j) throws Exception {
        WorkflowRun run = startedByBob(
                j,
                job(
                        j,
                        "releaseStage('Production') { " + ASK
                                + "approvers: ['alice', 'dave'], quorum: 2, inputs: [[name: 'share', type: 'NUMBER']] }"));
        JenkinsRule.WebClient alice = client(j, "alice");
        alice.getOptions().setJavaScriptEnabled(false);
        for (String place : List.of(
                run.getUrl(),
                run.getUrl() + "approval/",
                run.getUrl() + "release/",
                "job/shop/",
                "job/shop/release-policies/",
                "job/shop/releases/",
                "release-environments/",
                "release-environments/figures",
                "release-approvals/")) {
            HtmlPage page = alice.goTo(place);
            assertThat(page.getWebResponse().getStatusCode()).as(place).isEqualTo(200);
            assertThat(page.getWebResponse().getResponseHeaderValue("Content-Security-Policy"))
                    .as(place)
                    .contains("script-src")
                    .doesNotContain("script-src 'unsafe-inline'");
            for (DomElement element : page.getDomElementDescendants()) {
                String what = place + ": " + element;
                if (element.getTagName().equals("script") && !element.hasAttribute("src")) {
                    assertThat(element.getAttribute("type")).as(what).contains("json");
                }
                assertThat(element.getAttributesMap().keySet())
                        .as(what)
                        .noneMatch(
                                attribute -> attribute.toLowerCase(Locale.ROOT).startsWith("on"));
                assertThat(element.getAttribute("href")).as(what).doesNotStartWith("javascript:");
            }
        }
        run.doStop();
        j.waitForCompletion(run);
    }
}
