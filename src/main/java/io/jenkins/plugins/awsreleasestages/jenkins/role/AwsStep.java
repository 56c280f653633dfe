package io.jenkins.plugins.awsreleasestages.jenkins.role;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStep;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.SequenceExecution;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * A step that can say by itself, without {@code awsRole} around it, in which environment or region it works. It is also
 * what the form of a builder is made of.
 */
public abstract class AwsStep extends Step implements ActionStep {

    private String environment;
    private String region;

    public String getEnvironment() {
        return environment;
    }

    /** A setter, as {@link #setRegion}: a null that code sets must not mean whatever is around. The Job DSL refuses one. */
    @DataBoundSetter
    public void setEnvironment(String environment) {
        this.environment = EmptyFields.kept(environment);
    }

    public String getRegion() {
        return region;
    }

    @DataBoundSetter
    public void setRegion(String region) {
        this.region = EmptyFields.kept(region);
    }

    /** For {@link RunSession#of}; its problems are the step's. */
    protected final AwsRoleScope scope(Expansion expansion) {
        return AwsRoleScope.environment(expansion.of(environment), expansion.of(region));
    }

    /** What is wrong with its own fields, a sentence each, which begins with the field's name and a colon. */
    protected abstract List<String> problems(Expansion expansion);

    /** What it does. Asked only when nothing is wrong. */
    protected abstract ActionPlan plan(Expansion expansion);

    /** What to say where there is no workspace and one is needed; null where none is. */
    protected String missingWorkspace() {
        return null;
    }

    /** All that is wrong with it, blank fields included, a sentence each. */
    public final List<String> allProblems(Expansion expansion) {
        List<String> problems = new ArrayList<>(problems(expansion));
        problems.addAll(scope(expansion).problems());
        problems.addAll(EmptyFields.problems(this, expansion, List.copyOf(problems)));
        return problems;
    }

    /** @throws AbortException names all that is wrong */
    public final ActionPlan checkedPlan(Expansion expansion) throws AbortException {
        List<String> problems = allProblems(expansion);
        if (!problems.isEmpty()) {
            throw refusal(String.join(" ", problems));
        }
        return plan(expansion);
    }

    @Override
    public ActionPlan planOfBuilder(EnvVars variables) throws AbortException {
        return checkedPlan(new Expansion(variables::expand));
    }

    @Override
    public StepExecution start(StepContext context) throws IOException, InterruptedException {
        ActionPlan plan = checkedPlan(Expansion.NONE);
        if (missingWorkspace() != null && context.get(FilePath.class) == null) {
            throw refusal(missingWorkspace());
        }
        return new SequenceExecution(context, plan);
    }

    protected final AbortException refusal(String problems) {
        return new AbortException(getDescriptor().getFunctionName() + ": " + problems);
    }
}
