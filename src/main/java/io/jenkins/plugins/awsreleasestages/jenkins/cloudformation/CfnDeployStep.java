package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetRequest;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ReplacementPolicy;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionBuilder;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStep;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.StepFields;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.PolicyGate;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.ApproverNames;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.GateRule;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code cfnDeploy stack: …, template: …}: creates a change set, has it judged, and executes exactly that. */
@ActionStep.Title("Deploy a CloudFormation stack: change set, approval, execution")
public class CfnDeployStep extends CfnChangeStep {

    @DataBoundSetter
    public String replacement = ReplacementPolicy.ASK.name();

    @DataBoundSetter
    public boolean approve;

    private List<String> approvers = new ArrayList<>();

    @DataBoundSetter
    public int quorum = 1;

    @DataBoundSetter
    public List<GateRule> rules = new ArrayList<>();

    @DataBoundSetter
    public String onAbort = CfnExecuteStep.AbortChoice.CANCEL.name();

    /** @param assembly the folder that {@code cdk synth} wrote, in the workspace */
    @DataBoundSetter
    public String assembly;

    private List<String> stacks = new ArrayList<>();

    /** An assembly names its stacks itself, so that none need be given. */
    @DataBoundConstructor
    public CfnDeployStep() {
        super(null);
    }

    CfnDeployStep(String stack) {
        super(stack);
    }

    /** What a job saved before there were rules. */
    protected Object readResolve() {
        if (rules == null) {
            rules = new ArrayList<>();
            quorum = 1;
        }
        return this;
    }

    @DataBoundSetter
    public void setStack(String stack) {
        nameStack(stack);
    }

    public List<String> getStacks() {
        return stacks;
    }

    @DataBoundSetter
    @StepFields.Choice
    public void setStacks(List<String> stacks) {
        this.stacks = EmptyFields.kept(stacks);
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

    @Override
    protected ActionPlan plan(Expansion expansion, ChangeSetRequest request, ChangeSetFiles files, String policy) {
        StackChange.Conditions conditions = new StackChange.Conditions(
                ReplacementPolicy.valueOf(replacement), approve, null, GateRule.terms(approvers, quorum, rules));
        boolean leaves = onAbort.equals(CfnExecuteStep.AbortChoice.LEAVE.name());
        StackChange change = new StackChange(
                StackChange.SealedRequest.of(request), files, policy, preparation(), conditions, leaves);
        return assembly != null
                ? new AssemblyPlan(scope(expansion), expansion.of(assembly), expansion.of(stacks), change, limit())
                : new Plan(scope(expansion), change, limit());
    }

    @Override
    boolean needsWorkspace() {
        return assembly != null || super.needsWorkspace();
    }

    @Override
    List<String> whatProblems(Expansion expansion) {
        if (assembly == null) {
            List<String> problems = new ArrayList<>(super.whatProblems(expansion));
            if (!stacks.isEmpty()) {
                problems.add("stacks: goes with assembly.");
            }
            return problems;
        }
        ChangeSetRequest request = request(expansion);
        Map<String, String> parameters = new LinkedHashMap<>();
        request.parameters().forEach((key, value) -> parameters.put(AssemblyFiles.Parameters.name(key), value));
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
        said.put("template", template != null);
        said.put("templateText", getTemplateText() != null);
        said.put("templateUrl", templateUrl != null);
        said.put("templateArtifact", getTemplateArtifact() != null);
        said.put("previousTemplate", previousTemplate);
        said.put("parametersFile", parametersFile != null);
        said.put("parameterOverrides", getParameterOverrides() != null);
        said.put("resourcesToImport", !getResourcesToImport().isEmpty());
        return said.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
    }

    @Override
    protected List<String> problems(Expansion expansion) {
        List<String> problems = new ArrayList<>(super.problems(expansion));
        if (Arrays.stream(ReplacementPolicy.values())
                .noneMatch(policy -> policy.name().equals(replacement))) {
            problems.add("replacement: '" + replacement + "' is none of ALLOW, ASK, FAIL.");
        }
        problems.addAll(GateRule.problems(approvers, quorum, rules));
        if (CfnExecuteStep.AbortChoice.problem(onAbort) != null) {
            problems.add(CfnExecuteStep.AbortChoice.problem(onAbort));
        }
        return problems;
    }

    @Override
    public Map<String, String> variables(Map<?, ?> result) {
        return assembly == null ? StackStages.variables(result) : ofStacks(result);
    }

    /** The outputs of each stack, which may have the same names. */
    private static Map<String, String> ofStacks(Map<?, ?> results) {
        Map<String, String> variables = new LinkedHashMap<>();
        results.forEach((stack, result) -> ((Map<?, ?>) ((Map<?, ?>) result).get("outputs"))
                .forEach((name, value) -> variables.put(
                        "CFN_OUTPUT_" + stack.toString().replace('-', '_') + "_" + name,
                        Objects.toString(value, null))));
        return variables;
    }

    /** The same in a freestyle job. */
    public static final class Builder extends ActionBuilder<CfnDeployStep> {
        @DataBoundConstructor
        public Builder(CfnDeployStep step) {
            super(step);
        }

        @Extension
        @Symbol("cfnDeploy")
        public static final class DescriptorImpl extends ActionBuilderDescriptor {}
    }

    @Extension
    @Symbol("cfnDeploy")
    public static final class DescriptorImpl extends ChangeDescriptor {

        @Override
        public List<Class<? extends ActionPlan>> planKinds() {
            return List.of(Plan.class, AssemblyPlan.class);
        }

        @Override
        public String templateWays() {
            return super.templateWays() + ",assembly+stacks";
        }

        /** A stack is not needed beside an assembly, and may not be said. */
        @Override
        public List<String> checkedWith(String field) {
            return switch (field) {
                case "stack" -> List.of("assembly");
                case "assembly" -> List.of("stack");
                default -> List.of();
            };
        }

        @POST
        public FormValidation doCheckApprovers(@AncestorInPath Item item, @QueryParameter String value) {
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
            return FieldChecks.mayConfigure(item) ? CfnExecuteStep.AbortChoice.items() : new ListBoxModel();
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
            PolicyGate policies = new PolicyGate(context, scope, change.stack());
            return state -> stack().deployment(state, change, policies, () -> RunSession.of(context, scope));
        }

        @Override
        public Object result(SequenceState state, ActionContext context) {
            return stack().last(state).deploymentResult(state);
        }

        @Override
        public Exception failure(SequenceState state, String message) {
            return stack().last(state).failure(state, message);
        }

        @Override
        public Optional<Gate> gate(SequenceState state) {
            return stack().last(state).gate(state);
        }
    }
}
