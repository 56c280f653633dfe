package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.EnvVars;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.LogMode;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStep;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStepDescriptor;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A step that follows something in CodeBuild to its end. */
public abstract class CodeBuildFollowStep extends AwsStep {

    /** The longest that CodeBuild itself lets a build queue (8 h) and run (36 h). */
    static final int LONGEST_MINUTES = 480 + 2160;

    private int timeoutMinutes = LONGEST_MINUTES;
    private boolean propagate = true;

    public int getTimeoutMinutes() {
        return timeoutMinutes;
    }

    @DataBoundSetter
    public void setTimeoutMinutes(int timeoutMinutes) {
        this.timeoutMinutes = timeoutMinutes;
    }

    public boolean isPropagate() {
        return propagate;
    }

    @DataBoundSetter
    public void setPropagate(boolean propagate) {
        this.propagate = propagate;
    }

    BuildFollowing following(LogMode log, UnaryOperator<String> words) {
        return new BuildFollowing(scope(words), log, Duration.ofMinutes(timeoutMinutes), propagate);
    }

    /**
     * What is wrong with the fields of this class, and which fields of the whole step are blank, a sentence each.
     *
     * @param known what is wrong besides
     */
    List<String> followProblems(UnaryOperator<String> words, List<String> known) {
        List<String> problems = scopeProblems(words, known);
        if (timeoutMinutes < 1) {
            problems.add("timeoutMinutes: must be 1 or more.");
        }
        return problems;
    }

    /** The fields that these steps share. */
    public abstract static class CodeBuildFollowDescriptor extends AwsStepDescriptor {

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, EnvVars.class);
        }

        @POST
        public ListBoxModel doFillLogItems(@AncestorInPath Item item) {
            ListBoxModel items = new ListBoxModel();
            if (FieldChecks.mayConfigure(item)) {
                LogMode.words().forEach(items::add);
            }
            return items;
        }

        @POST
        public FormValidation doCheckTimeoutMinutes(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.guarded(item, () -> FormValidation.validatePositiveInteger(value));
        }
    }
}
