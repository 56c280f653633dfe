package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Util;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.FoundStack;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import java.util.List;

/** A step on one stack that is there. */
public abstract class StackStep extends CfnStep {

    private final String stack;

    /** @param stack its name or ARN */
    StackStep(String stack, int timeoutMinutes) {
        super(timeoutMinutes);
        this.stack = Util.fixEmptyAndTrim(stack);
    }

    public String getStack() {
        return stack;
    }

    @Override
    protected List<String> problems(Expansion expansion) {
        List<String> problems = super.problems(expansion);
        String problem = FoundStack.stackProblem(expansion.of(stack));
        if (problem != null) {
            problems.add(problem);
        }
        return problems;
    }
}
