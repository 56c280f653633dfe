package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.approval.Condition;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.CheckedForm;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.StepFields;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.StaplerRequest2;

/**
 * A rule of a gate that no person answers. It looks, and says whether the release may go on; in between nothing is held, and
 * what it has said is saved with the gate. Holds what was said in its form, never a secret.
 *
 * <p>Other plugins may bring more of them: a class with a descriptor ({@link RuleDescriptor}) that has a symbol.
 */
public abstract class ReleaseRule extends AbstractDescribableImpl<ReleaseRule> implements ExtensionPoint, Serializable {

    private static final long serialVersionUID = 1L;

    /** The rule as it is saved with a gate. */
    public final Condition condition() {
        return new Condition(getDescriptor().kind(), inWords(), said());
    }

    /** Its fields by their names, as {@link RuleDescriptor#of} reads them; those that were left out are missing. */
    protected Map<String, String> said() {
        return StepFields.of(getClass()).said(this);
    }

    /** What it demands, for people: {@code deployment window mon-fri 09:00-17:00}. */
    protected abstract String inWords();

    /** What is wrong with the fields, a sentence each, with the field's name and a colon. */
    protected abstract List<String> ownProblems();

    /** What is wrong with it where it is not a job's own, but demanded by a policy. */
    public List<String> policyProblems() {
        return List.of();
    }

    /** Whether a look is a call to somebody else, so that it is made only when all other rules are met. */
    public boolean isCall() {
        return false;
    }

    /**
     * Called on a worker thread that is shared by all: never waits for anything.
     *
     * @return the answer, or a failure where it cannot be said now; then it is asked again
     * @throws RemoteFailure as a failed answer
     */
    public abstract CompletionStage<ConditionAnswer> ask(RuleLook look);

    @Override
    public RuleDescriptor getDescriptor() {
        return (RuleDescriptor) super.getDescriptor();
    }

    /** @return null where no installed plugin knows it */
    public static ReleaseRule of(Condition condition) {
        return ExtensionList.lookup(RuleDescriptor.class).stream()
                .filter(rule -> rule.kind().equals(condition.kind()))
                .findFirst()
                .map(rule -> rule.of(condition.said()))
                .orElse(null);
    }

    public static List<Condition> conditions(List<ReleaseRule> rules) {
        return rules.stream().map(ReleaseRule::condition).toList();
    }

    /** What is wrong with them, a sentence each. */
    public static List<String> problems(List<ReleaseRule> rules) {
        return problems(rules, ReleaseRule::allProblems);
    }

    /** The same, for those of a policy. */
    public static List<String> problemsInPolicy(List<ReleaseRule> rules) {
        return problems(
                rules,
                rule -> Stream.concat(rule.allProblems().stream(), rule.policyProblems().stream())
                        .toList());
    }

    private static List<String> problems(List<ReleaseRule> rules, Function<ReleaseRule, List<String>> of) {
        List<String> problems = new ArrayList<>();
        for (ReleaseRule rule : rules) {
            of.apply(rule)
                    .forEach(problem ->
                            problems.add("conditions: " + rule.getDescriptor().kind() + ": " + problem));
        }
        return problems;
    }

    private List<String> allProblems() {
        List<String> own = new ArrayList<>(ownProblems());
        own.addAll(EmptyFields.problems(this, Expansion.NONE, own));
        return own;
    }

    /** What the forms of rules have in common. */
    public abstract static class RuleDescriptor extends Descriptor<ReleaseRule> implements CheckedForm {

        /** The symbol, which stays when the class is renamed. */
        public final String kind() {
            return getClass().getAnnotation(Symbol.class).value()[0];
        }

        @Override
        public FormValidation.CheckMethod getCheckMethod(String field) {
            return checkOf(field, super.getCheckMethod(field));
        }

        @Override
        public List<String> problemsOf(Object rule) {
            return ((ReleaseRule) rule).allProblems();
        }

        /** The rule of which {@link ReleaseRule#said} tells. */
        public ReleaseRule of(Map<String, String> said) {
            StepFields fields = StepFields.of(clazz);
            return (ReleaseRule) fields.sketch(name -> said.getOrDefault(name, ""), fields.names());
        }

        @Override
        public ReleaseRule newInstance(StaplerRequest2 request, JSONObject form) throws FormException {
            EmptyFields.forget(form);
            StepFields.of(clazz).takeMaps(form);
            return super.newInstance(request, form);
        }
    }
}
