package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.approval.Approver;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetRequest;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ReplacementPolicy;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.ApproverNames;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** {@code cfnDeploy stack: …, template: …}: creates a change set, has it judged, and executes exactly that. */
public class CfnDeployStep extends CfnChangeStep {

    private String replacement = ReplacementPolicy.ASK.name();
    private boolean approve;
    private List<String> approvers = new ArrayList<>();
    private String onAbort = AbortChoice.CANCEL.name();

    private String assembly;
    private List<String> stacks = new ArrayList<>();

    /** An assembly names its stacks itself, so that none need be given. */
    @DataBoundConstructor
    public CfnDeployStep() {
        super(null);
    }

    CfnDeployStep(String stack) {
        super(stack);
    }

    @DataBoundSetter
    public void setStack(String stack) {
        nameStack(stack);
    }

    public String getAssembly() {
        return assembly;
    }

    /** @param assembly the folder that {@code cdk synth} wrote, in the workspace */
    @DataBoundSetter
    public void setAssembly(String assembly) {
        this.assembly = EmptyFields.kept(assembly);
    }

    public List<String> getStacks() {
        return stacks;
    }

    @DataBoundSetter
    public void setStacks(List<String> stacks) {
        this.stacks = EmptyFields.keptChoice(stacks);
    }

    public String getReplacement() {
        return replacement;
    }

    @DataBoundSetter
    public void setReplacement(String replacement) {
        this.replacement = EmptyFields.kept(replacement);
    }

    public boolean isApprove() {
        return approve;
    }

    @DataBoundSetter
    public void setApprove(boolean approve) {
        this.approve = approve;
    }

    public List<String> getApprovers() {
        return approvers;
    }

    @DataBoundSetter
    public void setApprovers(List<String> approvers) {
        this.approvers = EmptyFields.keptChoice(approvers);
    }

    public String getOnAbort() {
        return onAbort;
    }

    @DataBoundSetter
    public void setOnAbort(String onAbort) {
        this.onAbort = EmptyFields.kept(onAbort);
    }

    @Override
    ActionPlan plan(UnaryOperator<String> words, ChangeSetRequest request, ChangeSetFiles files, String policy) {
        ExecutionConditions conditions =
                new ExecutionConditions(ReplacementPolicy.valueOf(replacement), approve, approvers);
        boolean leaves = onAbort.equals(AbortChoice.LEAVE.name());
        StackChange change =
                new StackChange(SealedChangeSetRequest.of(request), files, policy, preparation(), conditions, leaves);
        return assembly != null
                ? new AssemblyPlan(scope(words), words.apply(assembly), all(words, stacks), change, limit())
                : new Plan(scope(words), change, limit());
    }

    @Override
    boolean needsWorkspace() {
        return assembly != null || super.needsWorkspace();
    }

    @Override
    List<String> whatProblems(UnaryOperator<String> words) {
        if (assembly == null) {
            List<String> problems = new ArrayList<>(super.whatProblems(words));
            if (!stacks.isEmpty()) {
                problems.add("stacks: goes with assembly.");
            }
            return problems;
        }
        ChangeSetRequest request = request(words);
        Map<String, String> parameters = new LinkedHashMap<>();
        request.parameters().forEach((key, value) -> parameters.put(AssemblyParameters.name(key), value));
        List<String> problems = new ArrayList<>(new ChangeSetRequest(
                        "any",
                        parameters,
                        request.capabilities(),
                        request.tags(),
                        request.role(),
                        null,
                        request.options())
                .problems());
        String besides = saidBesides();
        if (!besides.isEmpty()) {
            problems.add("assembly: says by itself what is deployed; leave out " + besides + ".");
        }
        return problems;
    }

    private String saidBesides() {
        Map<String, Boolean> said = new LinkedHashMap<>();
        said.put("stack", getStack() != null);
        said.put("template", getTemplate() != null);
        said.put("templateText", getTemplateText() != null);
        said.put("templateUrl", getTemplateUrl() != null);
        said.put("templateArtifact", getTemplateArtifact() != null);
        said.put("previousTemplate", isPreviousTemplate());
        said.put("parametersFile", getParametersFile() != null);
        said.put("parameterOverrides", getParameterOverrides() != null);
        said.put("resourcesToImport", !getResourcesToImport().isEmpty());
        return said.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
    }

    @Override
    List<String> problems(UnaryOperator<String> words) {
        List<String> problems = new ArrayList<>(super.problems(words));
        if (Arrays.stream(ReplacementPolicy.values())
                .noneMatch(policy -> policy.name().equals(replacement))) {
            problems.add("replacement: '" + replacement + "' is none of ALLOW, ASK, FAIL.");
        }
        problems.addAll(Approver.problems(approvers));
        if (AbortChoice.problem(onAbort) != null) {
            problems.add(AbortChoice.problem(onAbort));
        }
        return problems;
    }

    @Extension
    @Symbol("cfnDeploy")
    public static final class DescriptorImpl extends CfnChangeStepDescriptor {

        @Override
        public String getFunctionName() {
            return "cfnDeploy";
        }

        @Override
        public List<Class<? extends ActionPlan>> planKinds() {
            return List.of(Plan.class, AssemblyPlan.class);
        }

        @Override
        public String getDisplayName() {
            return "Deploy a CloudFormation stack: change set, approval, execution";
        }

        @Override
        public Step newInstance(StaplerRequest2 request, JSONObject form) throws Descriptor.FormException {
            CfnDeployStep step = (CfnDeployStep) super.newInstance(request, form);
            if (form.has("approverLines")) {
                step.setApprovers(form.optString("approverLines")
                        .lines()
                        .filter(line -> !line.isBlank())
                        .toList());
            }
            if (form.has("stackNames")) {
                step.setStacks(words(form.optString("stackNames")));
            }
            return step;
        }

        public String approverLines(CfnDeployStep step) {
            return step == null ? "" : String.join("\n", step.getApprovers());
        }

        public String stackNames(CfnDeployStep step) {
            return step == null ? "" : String.join(", ", step.getStacks());
        }

        /** Not needed beside an assembly. */
        @Override
        @POST
        public FormValidation doCheckStack(@AncestorInPath Item item, @QueryParameter String value) {
            return Util.fixEmptyAndTrim(value) == null
                    ? FieldChecks.problem(item, () -> null)
                    : super.doCheckStack(item, value);
        }

        @POST
        public FormValidation doCheckApproverLines(@AncestorInPath Item item, @QueryParameter String value) {
            return ApproverNames.check(item, value);
        }

        @POST
        public ListBoxModel doFillReplacementItems(@AncestorInPath Item item) {
            ListBoxModel items = new ListBoxModel();
            if (FieldChecks.mayConfigure(item)) {
                items.add("Ask for approval", "ASK");
                items.add("Fail", "FAIL");
                items.add("Allow", "ALLOW");
            }
            return items;
        }

        @POST
        public ListBoxModel doFillOnAbortItems(@AncestorInPath Item item) {
            return FieldChecks.mayConfigure(item) ? AbortChoice.items() : new ListBoxModel();
        }
    }

    /** Makes a change set, has it judged by a rule and by people, and executes exactly that. */
    @ActionPlan.Kind("cfnDeploy")
    record Plan(AwsRoleScope scope, StackChange change, Duration limit) implements StackPlan {

        @Override
        public StackStages stack() {
            return StackStages.of(change.stack());
        }

        @Override
        public Sequence sequence(ActionContext context) {
            List<Stage<?, ?>> stages = stack().deployment(change, context, () -> RunSession.of(context, scope));
            return state -> stages;
        }

        @Override
        public Object result(SequenceState state, ActionContext context) {
            return stack().deploymentResult(state);
        }

        @Override
        public Exception failure(SequenceState state, String message) {
            return stack().failure(state, message);
        }

        @Override
        public Optional<Gate> gate(SequenceState state) {
            return stack().gate(state);
        }
    }
}
