package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Paces;
import io.jenkins.plugins.awsreleasestages.engine.Pace;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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

    /** The fields of its own, by their names; those that were left out are missing. */
    protected abstract Map<String, String> awsSaid();

    @Override
    protected final Map<String, String> said() {
        Map<String, String> said = new LinkedHashMap<>(awsSaid());
        said.put("environment", environment);
        said.put("region", region);
        said.values().removeIf(value -> value == null);
        return said;
    }

    /** For {@link RuleDescriptor#of}. */
    protected final <T extends AwsRule> T in(Map<String, String> said, T rule) {
        rule.setEnvironment(said.get("environment"));
        rule.setRegion(said.get("region"));
        return rule;
    }

    /** In the session and at the pace of all rules of its account. */
    @Override
    public final CompletionStage<ConditionAnswer> ask(RuleLook look) {
        AwsSession session = RunSession.of(look.context(), scope());
        return ask(session, look);
    }

    /** One short call, when it is its turn; a rule whose calls are shared, or last, says how in its own way. */
    protected CompletionStage<ConditionAnswer> ask(AwsSession session, RuleLook look) {
        CompletableFuture<ConditionAnswer> answer = new CompletableFuture<>();
        Pace pace = ActionThreads.get().shared(Paces.class, Paces::new).rules(session);
        pace.enter(Pace.Lane.BACKGROUND, () -> {
            try {
                answer.complete(pace.call(() -> look(session, look)));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    /**
     * Makes calls that end by themselves, in seconds.
     *
     * @throws RemoteFailure where it cannot be said now; it is asked again
     */
    protected abstract ConditionAnswer look(AwsSession session, RuleLook look);
}
