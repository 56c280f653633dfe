package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.htmlunit.html.DomElement;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.SnippetizerTester;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** A message of several lines, such as the text of a change set, is shown as it was written. */
@WithJenkins
class ApprovalLinesJenkinsTest {

    private static final String DIFF = "Stack shop: 1 to add, 1 to replace\n"
            + "  +  Topic   AWS::SNS::Topic\n"
            + "  ±  Queue   AWS::SQS::Queue\n"
            + "       Name: <b>old</b> → ${new} & \"more\"";

    private static WorkflowRun waiting(JenkinsRule j, String message) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition("releaseApproval message: '''" + message + "'''", true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        j.waitForMessage("Approve or reject", run);
        return run;
    }

    private static void approve(JenkinsRule j, WorkflowRun run) throws Exception {
        HtmlPage page = j.createWebClient().getPage(run, ApprovalAction.URL);
        j.submit(
                page.getForms().stream()
                        .filter(form -> form.getActionAttribute().equals("decide"))
                        .findFirst()
                        .orElseThrow(),
                "approve");
        j.assertBuildStatusSuccess(j.waitForCompletion(run));
    }

    private static List<String> lines(HtmlPage page) {
        return page.getElementsByTagName("pre").stream()
                .map(DomElement::getTextContent)
                .toList();
    }

    @Test
    void thePageOfTheGateKeepsLinesAndColumns(JenkinsRule j) throws Exception {
        WorkflowRun run = waiting(j, "Ship it?\n" + DIFF);
        HtmlPage page = j.createWebClient().getPage(run, ApprovalAction.URL);
        assertThat(lines(page)).containsExactly(DIFF);
        assertThat(page.asNormalizedText()).contains("Ship it?\n").doesNotContain("Ship it? Stack");
        assertThat(page.getWebResponse().getContentAsString())
                .contains("&lt;b>old&lt;/b>")
                .doesNotContain("<b>old");
        approve(j, run);
        assertThat(lines(j.createWebClient().getPage(run, ApprovalAction.URL))).containsExactly(DIFF);
    }

    @Test
    void thePageOfTheRunKeepsThem(JenkinsRule j) throws Exception {
        WorkflowRun run = waiting(j, "Ship it?\n" + DIFF);
        HtmlPage page = j.createWebClient().getPage(run);
        assertThat(lines(page)).contains(DIFF);
        assertThat(page.getAnchorByText("Ship it?").getHrefAttribute()).isEqualTo("approval");
        assertThat(page.getWebResponse().getContentAsString()).doesNotContain("<b>old");
        approve(j, run);
    }

    @Test
    void theLogHasThemLineByLine(JenkinsRule j) throws Exception {
        WorkflowRun run = waiting(j, "Ship it?\n" + DIFF);
        assertThat(run.getLog(100)).contains("Ship it?", "  +  Topic   AWS::SNS::Topic");
        approve(j, run);
    }

    @Test
    void aMessageOfOneLineIsATitleAndNothingElse(JenkinsRule j) throws Exception {
        WorkflowRun run = waiting(j, "Ship it?");
        HtmlPage page = j.createWebClient().getPage(run, ApprovalAction.URL);
        assertThat(lines(page)).isEmpty();
        assertThat(page.asNormalizedText()).contains("Ship it?");
        approve(j, run);
    }

    @Test
    void theFormAndPipelineSyntaxKeepTheLines(JenkinsRule j) throws Exception {
        ReleaseApprovalStep step = new ReleaseApprovalStep("Ship it?\n" + DIFF);
        ReleaseApprovalStep again = new StepConfigTester(j).configRoundTrip(step);
        assertThat(again.getMessage()).isEqualTo(step.getMessage());
        new SnippetizerTester(j)
                .assertRoundTrip(new ReleaseApprovalStep("Ship it?\nNow"), "releaseApproval '''Ship it?\nNow'''");
    }
}
