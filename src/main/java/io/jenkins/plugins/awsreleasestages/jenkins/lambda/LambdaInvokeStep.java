package io.jenkins.plugins.awsreleasestages.jenkins.lambda;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import io.jenkins.plugins.awsreleasestages.aws.lambda.InvokeAction;
import io.jenkins.plugins.awsreleasestages.engine.SentOnce;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionBuilder;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStep;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.SealedText;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStep;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStepDescriptor;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** {@code lambdaInvoke function: …}: runs a Lambda function and returns what it answers. */
@ActionStep.Title("Invoke a Lambda function")
public class LambdaInvokeStep extends AwsStep {

    private final String function;

    @DataBoundSetter
    public String qualifier;

    private String payload;

    @DataBoundSetter
    public boolean wait = true;

    @DataBoundSetter
    public boolean propagate = true;

    @DataBoundSetter
    public boolean logTail = true;

    /** A function may run for 15. */
    @DataBoundSetter
    public int timeoutMinutes = 20;

    @DataBoundConstructor
    public LambdaInvokeStep(String function) {
        this.function = Util.fixEmptyAndTrim(function);
    }

    public String getFunction() {
        return function;
    }

    public Object getPayload() {
        return payload == null ? null : new SealedText(payload).open();
    }

    /** @param payload a map or a list, or a text that is JSON; it may hold a secret */
    @DataBoundSetter
    public void setPayload(Object payload) {
        this.payload = SealedText.of(EmptyFields.kept(PlainJson.text(payload))).sealed();
    }

    @Override
    protected List<String> problems(Expansion expansion) {
        List<String> problems = new ArrayList<>(request(expansion).problems(payload(expansion)));
        if (timeoutMinutes < 1) {
            problems.add("timeoutMinutes: must be 1 or more.");
        }
        return problems;
    }

    private InvokeAction.Request request(Expansion expansion) {
        return new InvokeAction.Request(expansion.of(function), expansion.of(qualifier), wait, propagate, logTail);
    }

    private String payload(Expansion expansion) {
        return expansion.of((String) getPayload());
    }

    @Override
    protected ActionPlan plan(Expansion expansion) {
        String text = payload(expansion);
        SealedText sealed = text == null ? null : SealedText.of(text);
        return new Plan(scope(expansion), request(expansion), sealed, Duration.ofMinutes(timeoutMinutes));
    }

    @Override
    public Map<String, String> variables(Map<?, ?> result) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("LAMBDA_STATUS", String.valueOf(result.get("status")));
        variables.put("LAMBDA_VERSION", Objects.toString(result.get("version"), null));
        variables.put("LAMBDA_PAYLOAD", PlainJson.text(result.get("payload")));
        return variables;
    }

    /** The same in a freestyle job. */
    public static final class Builder extends ActionBuilder<LambdaInvokeStep> {
        @DataBoundConstructor
        public Builder(LambdaInvokeStep step) {
            super(step);
        }

        @Extension
        @Symbol("lambdaInvoke")
        public static final class DescriptorImpl extends ActionBuilderDescriptor {}
    }

    @Extension
    @Symbol("lambdaInvoke")
    public static final class DescriptorImpl extends AwsStepDescriptor {

        /** Of this process: a Jenkins that starts has another. */
        private final transient SentOnce<InvokeResponse> sent = new SentOnce<>();
    }

    @ActionPlan.Kind("lambdaInvoke")
    record Plan(AwsRoleScope scope, InvokeAction.Request request, SealedText payload, Duration limit)
            implements ActionPlan {

        private static final String INVOKE = "invoke";

        @Override
        public Sequence sequence(ActionContext context) {
            Supplier<AwsSession> sessions = () -> RunSession.of(context, scope);
            String text = payload == null ? null : payload.open();
            return Sequence.of(Stage.of(
                    INVOKE,
                    InvokeAction.State.class,
                    state -> InvokeAction.State.create(),
                    state -> new InvokeAction(sessions, request, text, sent())));
        }

        private static SentOnce<InvokeResponse> sent() {
            return ExtensionList.lookupSingleton(DescriptorImpl.class).sent;
        }

        private static InvokeAction.State invocation(SequenceState state) {
            return state.state(INVOKE, InvokeAction.State.class);
        }

        @Override
        public void ended(SequenceState state) {
            if (invocation(state) != null) {
                sent().forget(invocation(state).token());
            }
        }

        @Override
        public String describe(SequenceState state) {
            return request.function();
        }

        @Override
        public Object result(SequenceState state, ActionContext context) {
            InvokeAction.Response response = invocation(state).response();
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("status", response.status());
            result.put("version", response.version());
            result.put("payload", PlainJson.readOrText(response.payload()));
            result.put("functionError", response.error());
            result.put("requestId", response.requestId());
            return result;
        }
    }
}
