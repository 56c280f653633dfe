package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.AbortException;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.SequenceExecution;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundSetter;

/** A step on stacks or stack sets, which is also what the form of a builder is made of. */
public abstract class CfnStep extends AwsStep {

    private int timeoutMinutes;

    CfnStep(int timeoutMinutes) {
        this.timeoutMinutes = timeoutMinutes;
    }

    public int getTimeoutMinutes() {
        return timeoutMinutes;
    }

    @DataBoundSetter
    public void setTimeoutMinutes(int timeoutMinutes) {
        this.timeoutMinutes = timeoutMinutes;
    }

    /**
     * What is wrong with it, a sentence each.
     *
     * @param words what a text of the form stands for; null stays null
     */
    abstract List<String> problems(UnaryOperator<String> words);

    /** What it does. Asked only when nothing is wrong. */
    abstract ActionPlan plan(UnaryOperator<String> words);

    /** @throws AbortException names all that is wrong */
    final ActionPlan checkedPlan(UnaryOperator<String> words) throws AbortException {
        UnaryOperator<String> trimmed = trimmed(words);
        List<String> problems = new ArrayList<>(problems(trimmed));
        problems.addAll(scopeProblems(trimmed, problems));
        if (timeoutMinutes < 1) {
            problems.add("timeoutMinutes: must be 1 or more.");
        }
        if (!problems.isEmpty()) {
            throw new AbortException(getDescriptor().getFunctionName() + ": " + String.join(" ", problems));
        }
        return plan(trimmed);
    }

    /** Without those that are blank, which are refused elsewhere. */
    static List<String> all(UnaryOperator<String> words, List<String> texts) {
        return texts.stream().map(words).filter(Objects::nonNull).toList();
    }

    final Duration limit() {
        return Duration.ofMinutes(timeoutMinutes);
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new SequenceExecution(context, checkedPlan(UnaryOperator.identity()));
    }
}
