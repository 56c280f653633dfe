package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import io.jenkins.plugins.awsreleasestages.aws.lambda.FunctionCheck;
import io.jenkins.plugins.awsreleasestages.engine.Pace;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code lambdaCheck(function: 'may-release')}: a Lambda function says whether the release may go on. */
public class LambdaCheckRule extends AwsRule {

    private static final long serialVersionUID = 1L;

    private final String function;
    private String qualifier;
    private String payload;
    private List<String> variables = new ArrayList<>();

    @DataBoundConstructor
    public LambdaCheckRule(String function) {
        this.function = EmptyFields.kept(function);
    }

    public String getFunction() {
        return function;
    }

    public String getQualifier() {
        return qualifier;
    }

    @DataBoundSetter
    public void setQualifier(String qualifier) {
        this.qualifier = EmptyFields.kept(qualifier);
    }

    public String getPayload() {
        return payload;
    }

    /** @param payload JSON */
    @DataBoundSetter
    public void setPayload(String payload) {
        this.payload = EmptyFields.kept(payload);
    }

    public List<String> getVariables() {
        return variables;
    }

    /** The names of those that the function is told. */
    @DataBoundSetter
    public void setVariables(List<String> variables) {
        this.variables = EmptyFields.kept(variables);
    }

    private FunctionCheck check() {
        return new FunctionCheck(function, qualifier);
    }

    @Override
    protected String inWords() {
        return "function " + check().label();
    }

    @Override
    protected List<String> awsProblems() {
        return check().problems(payload);
    }

    /** A function that needs longer than a look waits is not run a second time meanwhile. */
    @Override
    protected CompletionStage<ConditionAnswer> ask(AwsSession session, RuleLook look) {
        Run<?, ?> run = look.context().get(Run.class);
        Map<String, CompletableFuture<FunctionCheck.Answer>> open =
                ExtensionList.lookupSingleton(DescriptorImpl.class).open;
        String key = run.getExternalizableId() + " " + look.opened() + " " + condition();
        CompletableFuture<FunctionCheck.Answer> answer = open.computeIfAbsent(key, absent -> sent(session, look));
        answer.whenComplete((end, problem) -> open.remove(key, answer));
        return answer.thenApply(said -> answer(said, look));
    }

    private CompletableFuture<FunctionCheck.Answer> sent(AwsSession session, RuleLook look) {
        CompletableFuture<FunctionCheck.Answer> answer = new CompletableFuture<>();
        String text = PlainJson.of(told(look));
        paces().rules(session).enter(Pace.Lane.BACKGROUND, () -> {
            try {
                check().ask(session, text).whenComplete((said, problem) -> {
                    if (problem == null) {
                        answer.complete(said);
                    } else {
                        answer.completeExceptionally(problem);
                    }
                });
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private Map<String, Object> told(RuleLook look) {
        Map<String, Object> told = ReleaseData.of(look);
        told.put("variables", ReleaseData.variables(look, variables));
        told.put("payload", payload == null ? null : PlainJson.read(payload));
        return told;
    }

    static ConditionAnswer answer(FunctionCheck.Answer said, RuleLook look) {
        ConditionAnswer answer =
                switch (said.verdict()) {
                    case "PASS" -> ConditionAnswer.pass(said.reason());
                    case "WAIT" -> ConditionAnswer.waiting(said.reason(), null);
                    case "ASK" -> ConditionAnswer.ask(said.reason());
                    default -> ConditionAnswer.fail(said.reason());
                };
        return answer.again(look.now().plusSeconds(said.waitSeconds()));
    }

    @Extension
    @Symbol("lambdaCheck")
    public static final class DescriptorImpl extends AwsRuleDescriptor {

        /** Invocations that have not been answered yet. */
        private final transient Map<String, CompletableFuture<FunctionCheck.Answer>> open = new ConcurrentHashMap<>();

        @Override
        public String getDisplayName() {
            return "Lambda function";
        }
    }
}
