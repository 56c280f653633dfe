package io.jenkins.plugins.awsreleasestages.jenkins.role;

import hudson.Util;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.DataBoundSetter;

/** A step that can say by itself, without {@code awsRole} around it, in which environment or region it works. */
public abstract class AwsStep extends Step {

    private String environment;
    private String region;

    public String getEnvironment() {
        return environment;
    }

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
    protected AwsRoleScope scope() {
        return scope(UnaryOperator.identity());
    }

    /**
     * The same where texts name variables of the run.
     *
     * @param words what a text stands for; null stays null
     */
    protected AwsRoleScope scope(UnaryOperator<String> words) {
        return AwsRoleScope.environment(words.apply(environment), words.apply(region));
    }

    /**
     * What is wrong with that, and which fields of the whole step are blank, a sentence each.
     *
     * @param words as {@link #trimmed} makes them
     * @param known what is wrong besides
     */
    protected List<String> scopeProblems(UnaryOperator<String> words, List<String> known) {
        List<String> problems = new ArrayList<>(scope(words).problems());
        List<String> all = new ArrayList<>(known);
        all.addAll(problems);
        problems.addAll(EmptyFields.problems(this, words, all));
        return problems;
    }

    /** What names stand for: without blanks around, and null where nothing is left. */
    protected static UnaryOperator<String> trimmed(UnaryOperator<String> words) {
        return text -> text == null ? null : Util.fixEmptyAndTrim(words.apply(text));
    }
}
