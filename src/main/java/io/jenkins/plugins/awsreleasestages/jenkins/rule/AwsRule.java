package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import hudson.model.Item;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Paces;
import io.jenkins.plugins.awsreleasestages.engine.Pace;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.EnvironmentForm;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.kohsuke.stapler.DataBoundSetter;

/** A rule that asks AWS: in the environment that it names, or else as the block around the gate does. */
public abstract class AwsRule extends ReleaseRule {

    private static final long serialVersionUID = 1L;

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

    @Override
    public final boolean isCall() {
        return true;
    }

    /** What is wrong with the fields of its own. */
    protected abstract List<String> awsProblems();

    @Override
    protected final List<String> ownProblems() {
        List<String> problems = new ArrayList<>(awsProblems());
        problems.addAll(scope().problems());
        return problems;
    }

    /** A job that could choose the account could choose one in which all is well. */
    @Override
    public final List<String> policyProblems() {
        return environment != null
                ? List.of()
                : List.of("environment: a policy has to name one; else the job would say which account is asked.");
    }

    private AwsRoleScope scope() {
        return AwsRoleScope.environment(environment, region);
    }

    @Override
    public final CompletionStage<ConditionAnswer> ask(RuleLook look) {
        return ask(session(look, null), look);
    }

    /** @param in another region than its own; null for that */
    protected final AwsSession session(RuleLook look, String in) {
        return RunSession.of(look.context(), scope(), null, in);
    }

    /** As {@link ReleaseRule#ask}. */
    protected abstract CompletionStage<ConditionAnswer> ask(AwsSession session, RuleLook look);

    /** At whose pace rules make calls. */
    static Paces paces() {
        return ActionThreads.get().shared(Paces.class, Paces::new);
    }

    /**
     * Makes short calls when it is their turn, at the pace of all rules of the account.
     *
     * @param call made on a worker thread; ends by itself, in seconds
     */
    protected static CompletionStage<ConditionAnswer> paced(AwsSession session, Supplier<ConditionAnswer> call) {
        CompletableFuture<ConditionAnswer> answer = new CompletableFuture<>();
        Pace pace = paces().rules(session);
        pace.enter(Pace.Lane.BACKGROUND, () -> {
            try {
                answer.complete(pace.call(call));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    /** What the forms of such rules have in common; they show it with {@code place.jelly} of {@code AwsStep}. */
    public abstract static class AwsRuleDescriptor extends RuleDescriptor implements EnvironmentForm {

        /** @param items values and what they are called, by turns */
        static ListBoxModel choice(Item item, String... items) {
            ListBoxModel choice = new ListBoxModel();
            for (int i = 0; FieldChecks.mayConfigure(item) && i < items.length; i += 2) {
                choice.add(items[i + 1], items[i]);
            }
            return choice;
        }
    }
}
