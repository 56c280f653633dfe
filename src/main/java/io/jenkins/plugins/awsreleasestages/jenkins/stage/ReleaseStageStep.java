package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import java.util.Set;
import java.util.regex.Pattern;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code releaseStage('Build') { … }}: a stage of a release; what became of it is recorded on the run. */
public class ReleaseStageStep extends Step {

    /** As CodePipeline's stage names, and spaces, which people write in Jenkins. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.@\\-_ ]{1,100}");

    private final String name;

    @DataBoundConstructor
    public ReleaseStageStep(String name) {
        this.name = Util.fixEmptyAndTrim(name);
    }

    public String getName() {
        return name;
    }

    @Override
    public StepExecution start(StepContext context) throws AbortException {
        String problem = problem(name);
        if (problem != null) {
            throw new AbortException("releaseStage: " + problem);
        }
        return new ReleaseStageExecution(context, name);
    }

    private static String problem(String name) {
        if (name == null) {
            return "name: the name of the stage is missing.";
        }
        return NAME.matcher(name).matches()
                ? null
                : "name: '" + name + "' may have 1 to 100 letters, digits, spaces and . @ - _ only.";
    }

    @Extension
    @Symbol("releaseStage")
    public static final class DescriptorImpl extends StepDescriptor {

        @Override
        public String getFunctionName() {
            return "releaseStage";
        }

        @Override
        public String getDisplayName() {
            return "Stage of a release";
        }

        @Override
        public boolean takesImplicitBlockArgument() {
            return true;
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> problem(Util.fixEmptyAndTrim(value)));
        }
    }
}
