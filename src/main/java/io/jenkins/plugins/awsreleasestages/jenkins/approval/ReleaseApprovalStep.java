package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.approval.ApprovalRule;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateInput;
import io.jenkins.plugins.awsreleasestages.approval.GateSubject;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.SequenceExecution;
import io.jenkins.plugins.awsreleasestages.jenkins.StepFields;
import io.jenkins.plugins.awsreleasestages.jenkins.notice.NamedReceivers;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.ApproverNames;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.GateRule;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.ReleaseRule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code releaseApproval message: …, approvers: […]}: waits until somebody with the right approves or rejects. */
public class ReleaseApprovalStep extends Step {

    static final int DEFAULT_MINUTES = (int) GateAction.DEFAULT_DEADLINE.toMinutes();

    private final String message;
    // Jenkins's own serializer refuses the JDK's immutable collections.
    private List<String> approvers = new ArrayList<>();

    @DataBoundSetter
    public int timeoutMinutes = DEFAULT_MINUTES;

    @DataBoundSetter
    public String onExpiry = Expiry.REJECT.name();

    @DataBoundSetter
    public int quorum = 1;

    @DataBoundSetter
    public List<GateRule> rules = new ArrayList<>();

    /** What has to be met besides, whoever approves. */
    @DataBoundSetter
    public List<ReleaseRule> conditions = new ArrayList<>();

    @DataBoundSetter
    public boolean distinct;

    @DataBoundSetter
    public boolean notRequester;

    @DataBoundSetter
    public boolean notAuthors;

    @DataBoundSetter
    public List<GateQuestion> inputs = new ArrayList<>();

    @DataBoundSetter
    public int reminderMinutes;

    /** The names of receivers of notices who are told of it besides. */
    private List<String> notify = new ArrayList<>();

    /** A text, or what a step returned; null where nothing was said. */
    private Object subject;

    @DataBoundConstructor
    public ReleaseApprovalStep(String message) {
        this.message = Util.fixEmptyAndTrim(message);
    }

    public String getMessage() {
        return message;
    }

    public List<String> getApprovers() {
        return approvers;
    }

    @DataBoundSetter
    @StepFields.OnePerLine
    @StepFields.Choice
    public void setApprovers(List<String> approvers) {
        this.approvers = EmptyFields.kept(approvers);
    }

    public List<String> getNotify() {
        return notify;
    }

    @DataBoundSetter
    @StepFields.OnePerLine
    public void setNotify(List<String> notify) {
        this.notify = EmptyFields.kept(notify);
    }

    public Object getSubject() {
        return subject;
    }

    @DataBoundSetter
    public void setSubject(Object subject) {
        // Said, but null: refused as blank.
        this.subject = subject == null ? "" : subject;
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        List<String> problems = problems();
        problems.addAll(NamedReceivers.problems(context, notify));
        if (!problems.isEmpty()) {
            throw new AbortException("releaseApproval: " + String.join(" ", problems));
        }
        return new SequenceExecution(
                context,
                new Plan(
                        message,
                        null,
                        timeoutMinutes,
                        terms(),
                        GateQuestion.inputs(inputs),
                        reminderMinutes,
                        about(),
                        stack(),
                        onExpiry.equals(Expiry.FAIL.name())));
    }

    private GateSubject about() {
        return subject == null ? null : GateSubject.of(subject);
    }

    /** What the subject is going to change, for policies; where it is something else, the step that changes it asks. */
    private String stack() {
        return subject instanceof Map<?, ?> map && map.get("stack") instanceof String stack ? stack : null;
    }

    private GateTerms terms() {
        GateTerms terms = GateRule.terms(approvers, quorum, rules);
        return new GateTerms(terms.rules(), distinct, notRequester, notAuthors, true, List.of())
                .with(ReleaseRule.conditions(conditions))
                .telling(notify);
    }

    private List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (message == null) {
            problems.add("message: what people are asked is missing.");
        }
        problems.addAll(GateRule.problems(approvers, quorum, rules));
        problems.addAll(GateQuestion.problems(inputs));
        problems.addAll(ReleaseRule.problems(conditions));
        problems.addAll(subjectProblems());
        if (reminderMinutes < 0 || reminderMinutes > GateStepDescriptor.LONGEST_MINUTES) {
            problems.add("reminderMinutes: must be 1 to " + GateStepDescriptor.LONGEST_MINUTES + ", or 0 for none.");
        }
        Optional.ofNullable(GateStepDescriptor.problem(timeoutMinutes)).ifPresent(problems::add);
        if (Arrays.stream(Expiry.values()).noneMatch(one -> one.name().equals(onExpiry))) {
            problems.add("onExpiry: '" + onExpiry + "' is neither REJECT nor FAIL.");
        }
        problems.addAll(EmptyFields.problems(this, Expansion.NONE, problems));
        return problems;
    }

    private List<String> subjectProblems() {
        if (subject instanceof CharSequence text && text.toString().isBlank()) {
            return List.of("subject: is blank, as an unset variable is. Leave it out, or give it a value.");
        }
        try {
            about();
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(e.getMessage());
        }
    }

    /** What becomes of the step when nobody has decided in time. It is never an approval. */
    enum Expiry {
        /** As if somebody had rejected: the run ends, and is not asked again. */
        REJECT,
        /** The step fails, so that what is around it may go on. */
        FAIL
    }

    @ActionPlan.Kind("releaseApproval")
    record Plan(
            String message,
            List<String> approvers,
            int timeoutMinutes,
            GateTerms terms,
            List<GateInput> inputs,
            int reminderMinutes,
            GateSubject subject,
            String stack,
            boolean failsAtExpiry)
            implements GatePlan {

        /** Only what version 1.0 has saved has approvers, and no terms. */
        Plan {
            terms = terms == null ? GateTerms.of(approvers, 1) : terms;
            approvers = new ArrayList<>();
        }

        @Override
        public Duration deadline() {
            return Duration.ofMinutes(timeoutMinutes);
        }

        @Override
        public GateAction.State asked(ActionContext context) {
            Instant now = Instant.now();
            GateTerms all = demanded(context).map(terms::and).orElse(terms);
            Gate gate = new Gate(UUID.randomUUID().toString(), message, all, now, now.plus(deadline()))
                    .asking(inputs)
                    .reminding(reminderMinutes == 0 ? null : Duration.ofMinutes(reminderMinutes));
            return subject == null
                    ? GateAction.State.create(gate, List.of())
                    : GateAction.State.create(gate.about(subject.fingerprint()), subject.lines());
        }

        @Override
        public Optional<GateTerms> demanded(ActionContext context) {
            return new PolicyGate(context, AwsRoleScope.NONE, stack == null ? "" : stack).demanded(null);
        }

        @Override
        public Exception failure(SequenceState state, String message) {
            GateAction.State gate = gateState(state);
            return failsAtExpiry && gate != null && gate.isExpired()
                    ? new AbortException(message)
                    : GatePlan.super.failure(state, message);
        }

        @Override
        public Object result(SequenceState state, ActionContext context) {
            return gateState(state).result();
        }
    }

    @Extension
    @Symbol("releaseApproval")
    public static final class DescriptorImpl extends GateStepDescriptor {

        @Override
        public String getFunctionName() {
            return "releaseApproval";
        }

        @Override
        public List<Class<? extends ActionPlan>> planKinds() {
            return List.of(Plan.class);
        }

        @Override
        public String getDisplayName() {
            return "Wait for the approval of a release";
        }

        @POST
        public FormValidation doCheckMessage(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.guarded(item, () -> FormValidation.validateRequired(value));
        }

        @POST
        public FormValidation doCheckApprovers(@AncestorInPath Item item, @QueryParameter String value) {
            return ApproverNames.check(item, value);
        }

        @POST
        public FormValidation doCheckQuorum(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.guarded(item, () -> FormValidation.validateIntegerInRange(value, 1, ApprovalRule.MOST));
        }

        @POST
        public ListBoxModel doFillOnExpiryItems(@AncestorInPath Item item) {
            ListBoxModel items = new ListBoxModel();
            if (FieldChecks.mayConfigure(item)) {
                items.add("End as a rejection does", Expiry.REJECT.name());
                items.add("Fail the step", Expiry.FAIL.name());
            }
            return items;
        }

        @POST
        public FormValidation doCheckReminderMinutes(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.guarded(
                    item, () -> FormValidation.validateIntegerInRange(value, 0, GateStepDescriptor.LONGEST_MINUTES));
        }
    }
}
