package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Util;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.FoundStack;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

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
    List<String> problems(UnaryOperator<String> words) {
        List<String> problems = new ArrayList<>();
        String problem = FoundStack.stackProblem(words.apply(stack));
        if (problem != null) {
            problems.add(problem);
        }
        return problems;
    }
}
