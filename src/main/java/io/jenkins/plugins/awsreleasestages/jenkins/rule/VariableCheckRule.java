package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import hudson.EnvVars;
import hudson.Extension;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.rule.Comparison;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** {@code variableCheck(variable: 'TICKET', operator: 'MATCHES', value: '[A-Z]+-[0-9]+')}: else the release ends here. */
public class VariableCheckRule extends ReleaseRule {

    private static final long serialVersionUID = 1L;

    private final String variable;
    private final String operator;
    private final String value;

    /** @param variable the name of a parameter, or of a variable of the run's environment */
    @DataBoundConstructor
    public VariableCheckRule(String variable, String operator, String value) {
        this.variable = EmptyFields.kept(variable);
        this.operator = EmptyFields.kept(operator);
        this.value = EmptyFields.kept(value);
    }

    public String getVariable() {
        return variable;
    }

    public String getOperator() {
        return operator;
    }

    public String getValue() {
        return value;
    }

    @Override
    protected String inWords() {
        return variable + " " + Comparison.inWords(operator, value);
    }

    @Override
    protected List<String> ownProblems() {
        List<String> problems = new ArrayList<>();
        if (variable.isEmpty()) {
            problems.add("variable: the name of a parameter or of a variable is missing.");
        }
        problems.addAll(Comparison.problems(Comparison.ALL, operator, value));
        return problems;
    }

    @Override
    public CompletionStage<ConditionAnswer> ask(RuleLook look) {
        return CompletableFuture.completedFuture(answer(look.context().find(EnvVars.class)));
    }

    private ConditionAnswer answer(EnvVars variables) {
        String found = variables == null ? null : variables.get(variable);
        if (found == null) {
            return ConditionAnswer.fail("this run has no variable " + variable);
        }
        // The value itself may be a secret.
        return Comparison.of(operator).holds(found, value)
                ? ConditionAnswer.pass("so it is")
                : ConditionAnswer.fail("so it is not");
    }

    @Extension
    @Symbol("variableCheck")
    public static final class DescriptorImpl extends RuleDescriptor implements ComparisonForm {

        @Override
        public String getDisplayName() {
            return "Value of a variable";
        }
    }
}
