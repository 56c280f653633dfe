package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.SequenceExecution;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStep;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStepDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code awsSource gitRepository(url: …)}: pins a revision and brings exactly that one into the current directory. */
public class AwsSourceStep extends AwsStep {

    private final AwsSource source;
    private String revision;

    @DataBoundConstructor
    public AwsSourceStep(AwsSource source) {
        this.source = source;
    }

    public AwsSource getSource() {
        return source;
    }

    public String getRevision() {
        return revision;
    }

    @DataBoundSetter
    public void setRevision(String revision) {
        this.revision = EmptyFields.kept(revision);
    }

    @Override
    public StepExecution start(StepContext context) throws AbortException {
        List<String> problems = new ArrayList<>(
                source == null ? List.of("source: gitRepository(…) or s3Object(…) is missing.") : source.problems());
        problems.addAll(scopeProblems(trimmed(UnaryOperator.identity()), problems));
        if (!problems.isEmpty()) {
            throw new AbortException("awsSource: " + String.join(" ", problems));
        }
        return new SequenceExecution(context, new AwsSourcePlan(scope(), source.said(), revision));
    }

    @Extension
    @Symbol("awsSource")
    public static final class DescriptorImpl extends AwsStepDescriptor {

        @Override
        public String getFunctionName() {
            return "awsSource";
        }

        @Override
        public List<Class<? extends ActionPlan>> planKinds() {
            return List.of(AwsSourcePlan.class);
        }

        @Override
        public String getDisplayName() {
            return "Bring in a source revision";
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, EnvVars.class, FilePath.class, Launcher.class);
        }
    }
}
