package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.LogMode;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.SequenceExecution;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code codeBuildWait id: …}: waits for a build that was started before, by {@code wait: false} or elsewhere. */
public class CodeBuildWaitStep extends CodeBuildFollowStep {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9\\-_]{1,149}:[A-Za-z0-9\\-]+");

    private final String id;
    private String log = LogMode.FULL.word();
    private boolean stopOnAbort;

    @DataBoundConstructor
    public CodeBuildWaitStep(String id) {
        this.id = Util.fixEmptyAndTrim(id);
    }

    public String getId() {
        return id;
    }

    public String getLog() {
        return log;
    }

    @DataBoundSetter
    public void setLog(String log) {
        this.log = EmptyFields.kept(log);
    }

    public boolean isStopOnAbort() {
        return stopOnAbort;
    }

    @DataBoundSetter
    public void setStopOnAbort(boolean stopOnAbort) {
        this.stopOnAbort = stopOnAbort;
    }

    @Override
    public StepExecution start(StepContext context) throws AbortException {
        UnaryOperator<String> words = trimmed(UnaryOperator.identity());
        List<String> problems = Stream.of(idProblem(id), LogMode.problem(log))
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(ArrayList::new));
        problems.addAll(followProblems(words, problems));
        if (!problems.isEmpty()) {
            throw new AbortException("codeBuildWait: " + String.join(" ", problems));
        }
        BuildFollowing following = following(LogMode.of(log), words);
        return new SequenceExecution(context, new CodeBuildWaitPlan(id, following, stopOnAbort));
    }

    private static String idProblem(String id) {
        if (id == null) {
            return "id: the id of a CodeBuild build is missing.";
        }
        return ID.matcher(id).matches() ? null : "id: '" + id + "' is not a build's id, project:uuid.";
    }

    @Extension
    public static final class DescriptorImpl extends CodeBuildFollowDescriptor {

        @Override
        public String getFunctionName() {
            return "codeBuildWait";
        }

        @Override
        public List<Class<? extends ActionPlan>> planKinds() {
            return List.of(CodeBuildWaitPlan.class);
        }

        @Override
        public String getDisplayName() {
            return "Wait for a build in AWS CodeBuild";
        }

        @POST
        public FormValidation doCheckId(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> idProblem(Util.fixEmptyAndTrim(value)));
        }
    }
}
