package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.StringParameterDefinition;
import hudson.model.StringParameterValue;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.engine.Call;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.SequenceExecution;
import io.jenkins.plugins.awsreleasestages.jenkins.stage.Rerun.Actions;
import io.jenkins.plugins.awsreleasestages.stage.StageVisit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlOption;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;
import org.kohsuke.stapler.DataBoundConstructor;

/** A failed stage is tried again, production goes back, by hand and by itself; and what stands in the way is said. */
@WithJenkins
class ReleaseRerunJenkinsTest {

    private static final String RELEASE = """
            def build = releaseStage('Build') { work "build ${params.VERSION}" }
            releaseStage(name: 'Production'%s) {
                work "migrate ${params.VERSION}"
                work "deploy ${build.made}"
            }
            releaseStage('Smoke') { work 'smoke' }
            """;

    /** What was done, in its order. */
    private static final List<String> DONE = new CopyOnWriteArrayList<>();

    private static final Set<String> BROKEN = ConcurrentHashMap.newKeySet();

    /** A step of the plugin without AWS. */
    public static final class WorkStep extends Step {
        private final String what;

        @DataBoundConstructor
        public WorkStep(String what) {
            this.what = what;
        }

        public String getWhat() {
            return what;
        }

        @Override
        public StepExecution start(StepContext context) {
            return new SequenceExecution(context, new Plan(what));
        }

        @TestExtension
        public static final class DescriptorImpl extends StepDescriptor implements ActionPlan.Kinds {

            @Override
            public List<Class<? extends ActionPlan>> planKinds() {
                return List.of(Plan.class);
            }

            @Override
            public String getFunctionName() {
                return "work";
            }

            @Override
            public Set<? extends Class<?>> getRequiredContext() {
                return Set.of(Run.class, TaskListener.class);
            }
        }
    }

    @ActionPlan.Kind("work")
    record Plan(String what) implements ActionPlan {

        @Override
        public Sequence sequence(ActionContext context) {
            return Sequence.of(Stage.of("work", String.class, state -> what, state -> new Work()));
        }

        @Override
        public Duration limit() {
            return Duration.ofMinutes(1);
        }

        @Override
        public Object result(SequenceState state, ActionContext context) {
            return Map.of("made", "image of " + what);
        }
    }

    private static final class Work implements Call<String> {

        @Override
        public String title() {
            return "The work";
        }

        @Override
        public String make(String what) {
            DONE.add(what);
            if (BROKEN.contains(what)) {
                throw RemoteFailure.refused("It broke.");
            }
            return what;
        }
    }

    @BeforeEach
    void nothingIsDone() {
        DONE.clear();
        BROKEN.clear();
    }

    private static WorkflowJob job(JenkinsRule j, String onFailure) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class);
        job.addProperty(new ParametersDefinitionProperty(new StringParameterDefinition("VERSION", "0")));
        job.setDefinition(new CpsFlowDefinition(RELEASE.formatted(onFailure), true));
        return job;
    }

    private static WorkflowRun release(JenkinsRule j, WorkflowJob job, Result result, String version) throws Exception {
        return j.assertBuildStatus(
                result, job.scheduleBuild2(0, new ParametersAction(new StringParameterValue("VERSION", version))));
    }

    private static WorkflowRun next(JenkinsRule j, WorkflowJob job, int number) throws Exception {
        j.waitUntilNoActivity();
        return job.getBuildByNumber(number);
    }

    private static List<String> stages(WorkflowRun run) {
        return run.getAction(ReleaseAction.class).records().stream()
                .map(stage -> stage.name() + " " + stage.status())
                .toList();
    }

    @Test
    void aRetryDoesWhatHadFailedAndNothingElseTwice(JenkinsRule j) throws Exception {
        WorkflowJob job = job(j, "");
        BROKEN.add("deploy image of build 1");
        WorkflowRun failed = release(j, job, Result.FAILURE, "1");
        assertThat(DONE).containsExactly("build 1", "migrate 1", "deploy image of build 1");
        DONE.clear();
        BROKEN.clear();

        Reruns.retry(failed, "Production", Actions.FAILED_ACTIONS);
        WorkflowRun retry = next(j, job, 2);
        j.assertBuildStatusSuccess(retry);
        assertThat(DONE).containsExactly("deploy image of build 1", "smoke");
        assertThat(stages(retry)).containsExactly("Build SKIPPED", "Production SUCCEEDED", "Smoke SUCCEEDED");
        j.assertLogContains("Stage Build does not run. It returns what it returned in #1.", retry);
        j.assertLogContains("Not run again: work, The work. It succeeded in #1 with the same arguments", retry);
        j.assertLogContains("Retry of stage Production of #1", retry);
        assertThat(JobReleases.of(job).live("Production").orElseThrow().release())
                .as("it is the release that it tries again")
                .isEqualTo(1);
        try (JenkinsRule.WebClient client = j.createWebClient()) {
            assertThat(client.getPage(failed, "release").asNormalizedText()).contains("Retried in #2");
            assertThat(client.getPage(retry, "release").asNormalizedText()).contains("Taken over");
        }
        assertThat(Reruns.retryProblems(failed, "Production"))
                .containsExactly("#2 has tried this release again since.");
        assertThat(Reruns.retryProblems(retry, "Production"))
                .containsExactly("Stage Production of #2 has neither failed nor been stopped: it says Succeeded.");
    }

    @Test
    void allActionsRunAnewWhereThatIsAskedFor(JenkinsRule j) throws Exception {
        WorkflowJob job = job(j, "");
        BROKEN.add("deploy image of build 1");
        WorkflowRun failed = release(j, job, Result.FAILURE, "1");
        DONE.clear();
        BROKEN.clear();

        Reruns.retry(failed, "Production", Actions.ALL_ACTIONS);
        j.assertBuildStatusSuccess(next(j, job, 2));
        assertThat(DONE).containsExactly("migrate 1", "deploy image of build 1", "smoke");
    }

    @Test
    void anOlderReleaseIsNotTriedAgain(JenkinsRule j) throws Exception {
        WorkflowJob job = job(j, "");
        BROKEN.add("migrate 1");
        WorkflowRun failed = release(j, job, Result.FAILURE, "1");
        release(j, job, Result.SUCCESS, "2");
        assertThat(Reruns.retryProblems(failed, "Production"))
                .containsExactly("Release #2 has entered stage Production since. Only the newest is tried again.");
    }

    @Test
    void productionGoesBackAndNothingElseRuns(JenkinsRule j) throws Exception {
        WorkflowJob job = job(j, "");
        WorkflowRun good = release(j, job, Result.SUCCESS, "1");
        release(j, job, Result.SUCCESS, "2");
        DONE.clear();

        Reruns.rollBack(job, "Production", 1);
        WorkflowRun rollback = next(j, job, 3);
        j.assertBuildStatusSuccess(rollback);
        assertThat(DONE).as("with the parameters of #1").containsExactly("migrate 1", "deploy image of build 1");
        assertThat(stages(rollback)).containsExactly("Build SKIPPED", "Production SUCCEEDED", "Smoke SKIPPED");
        assertThat(JobReleases.of(job).newestEntered("Production")).isEqualTo(2);
        assertThat(Reruns.rollBackProblems(job, "Production", 3))
                .containsExactly("#3 is a rollback itself. Roll back to #1.");
        assertThat(Reruns.targets(job, "Production").map(StageVisit::run)).containsExactly(1L, 2L);

        good.delete();
        assertThat(Reruns.rollBackProblems(job, "Production", 1))
                .containsExactly("There is no run #1: it was deleted, and its parameters with it.");
    }

    @Test
    void aFailedStageIsRolledBackByItself(JenkinsRule j) throws Exception {
        WorkflowJob job = job(j, ", onFailure: 'ROLLBACK'");
        BROKEN.add("deploy image of build 2");
        release(j, job, Result.SUCCESS, "1");
        DONE.clear();
        WorkflowRun failed = release(j, job, Result.FAILURE, "2");
        WorkflowRun rollback = next(j, job, 3);
        j.assertBuildStatusSuccess(rollback);
        j.assertLogContains("The stage has failed and is rolled back to #1", failed);
        assertThat(DONE)
                .containsExactly(
                        "build 2", "migrate 2", "deploy image of build 2", "migrate 1", "deploy image of build 1");
        j.assertLogContains("Rollback of stage Production to #1, because the stage has failed in #2", rollback);
        try (JenkinsRule.WebClient client = j.createWebClient()) {
            assertThat(client.getPage(failed, "release").asNormalizedText()).contains("Rolled back by #3");
        }
    }

    /** The last good release is what a stage goes back to whose last release has failed. */
    @Test
    void whoLooksAtThePageTriesAgainAndRollsBack(JenkinsRule j) throws Exception {
        WorkflowJob job = job(j, "");
        release(j, job, Result.SUCCESS, "1");
        BROKEN.add("deploy image of build 2");
        release(j, job, Result.FAILURE, "2");
        BROKEN.clear();
        DONE.clear();
        try (JenkinsRule.WebClient client = j.createWebClient()) {
            HtmlForm rollback = client.getPage(job, "releases").getFormByName("rollback-1");
            assertThat(rollback.getSelectByName("run").getOptions())
                    .extracting(HtmlOption::getValueAttribute)
                    .containsExactly("1");
            rollback.getButtonByName("kind").click();
            WorkflowRun back = next(j, job, 3);
            j.assertBuildStatusSuccess(back);
            assertThat(DONE).containsExactly("migrate 1", "deploy image of build 1");
            DONE.clear();

            HtmlForm retry = client.getPage(job, "releases").getForms().stream()
                    .filter(form -> form.getNameAttribute().equals("retry-1"))
                    .findFirst()
                    .orElse(null);
            assertThat(retry)
                    .as("after a rollback the failed release is not tried again from here")
                    .isNull();
            HtmlForm promote = client.getPage(job, "releases").getFormByName("promote-2");
            promote.getSelectByName("from").setSelectedAttribute("Build", true);
            promote.getButtonByName("kind").click();
            j.assertBuildStatusSuccess(next(j, job, 4));
            assertThat(DONE).containsExactly("smoke");
        }
    }

    @Test
    void whereThereIsNothingToGoBackToThatIsSaid(JenkinsRule j) throws Exception {
        WorkflowJob job = job(j, ", onFailure: 'ROLLBACK'");
        BROKEN.add("deploy image of build 1");
        WorkflowRun failed = release(j, job, Result.FAILURE, "1");
        j.assertLogContains(
                "onFailure: ROLLBACK is not possible: there is no release to which stage Production can be rolled back",
                failed);
        assertThat(next(j, job, 2)).isNull();
    }

    @Test
    void aFailedStageIsTriedAgainByItselfOnce(JenkinsRule j) throws Exception {
        WorkflowJob job = job(j, ", onFailure: 'RETRY'");
        BROKEN.add("deploy image of build 1");
        release(j, job, Result.FAILURE, "1");
        WorkflowRun retry = next(j, job, 2);
        j.assertBuildStatus(Result.FAILURE, retry);
        j.assertLogContains("It is not tried again by itself: this run has tried it again.", retry);
        assertThat(job.getBuildByNumber(3)).isNull();
        assertThat(DONE).containsExactly("build 1", "migrate 1", "deploy image of build 1", "deploy image of build 1");
    }
}
