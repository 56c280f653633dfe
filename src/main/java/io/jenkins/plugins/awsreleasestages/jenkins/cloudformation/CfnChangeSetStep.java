package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetRequest;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStepExecution;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.NameValueLines;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsNames;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStep;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStepDescriptor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** {@code cfnChangeSet stack: …, template: …}: creates a change set, shows and returns what it would do. */
public class CfnChangeSetStep extends AwsStep {

    /** Long enough to wait for another operation on the same stack. */
    static final int DEFAULT_MINUTES = 12 * 60;

    private final String stack;
    private final String template;

    // Jenkins's own serializer refuses the JDK's immutable collections.
    private Map<String, String> parameters = new LinkedHashMap<>();
    private List<String> capabilities = new ArrayList<>();
    private Map<String, String> tags = new LinkedHashMap<>();
    private String role;
    private int timeoutMinutes = DEFAULT_MINUTES;

    @DataBoundConstructor
    public CfnChangeSetStep(String stack, String template) {
        this.stack = Util.fixEmptyAndTrim(stack);
        this.template = Util.fixEmptyAndTrim(template);
    }

    public String getStack() {
        return stack;
    }

    public String getTemplate() {
        return template;
    }

    public Map<String, String> getParameters() {
        return parameters;
    }

    @DataBoundSetter
    public void setParameters(Map<String, String> parameters) {
        this.parameters = NameValueLines.texts(parameters);
    }

    public List<String> getCapabilities() {
        return capabilities;
    }

    @DataBoundSetter
    public void setCapabilities(List<String> capabilities) {
        this.capabilities = capabilities == null ? new ArrayList<>() : new ArrayList<>(capabilities);
    }

    public Map<String, String> getTags() {
        return tags;
    }

    @DataBoundSetter
    public void setTags(Map<String, String> tags) {
        this.tags = NameValueLines.texts(tags);
    }

    public String getRole() {
        return role;
    }

    @DataBoundSetter
    public void setRole(String role) {
        this.role = Util.fixEmptyAndTrim(role);
    }

    public int getTimeoutMinutes() {
        return timeoutMinutes;
    }

    @DataBoundSetter
    public void setTimeoutMinutes(int timeoutMinutes) {
        this.timeoutMinutes = timeoutMinutes;
    }

    @Override
    public StepExecution start(StepContext context) throws AbortException {
        ChangeSetRequest request = new ChangeSetRequest(stack, parameters, capabilities, tags, role, null);
        List<String> problems = problems(request);
        if (!problems.isEmpty()) {
            throw new AbortException("cfnChangeSet: " + String.join(" ", problems));
        }
        return new ActionStepExecution(
                context, new CfnChangeSetPlan(scope(), request, template, Duration.ofMinutes(timeoutMinutes)));
    }

    private List<String> problems(ChangeSetRequest request) {
        List<String> problems = new ArrayList<>(request.problems());
        problems.addAll(scope().problems());
        if (template == null) {
            problems.add("template: the path of the template in the workspace is missing.");
        }
        if (AwsNames.roleProblem(role) != null) {
            problems.add(AwsNames.roleProblem(role));
        }
        if (timeoutMinutes < 1) {
            problems.add("timeoutMinutes: must be 1 or more.");
        }
        return problems;
    }

    @Extension
    @Symbol("cfnChangeSet")
    public static final class DescriptorImpl extends AwsStepDescriptor {

        @Override
        public String getFunctionName() {
            return "cfnChangeSet";
        }

        @Override
        public String getDisplayName() {
            return "Create a CloudFormation change set and show what it would do";
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, EnvVars.class, FilePath.class);
        }

        /** The form shows maps and lists as lines. */
        @Override
        public Step newInstance(StaplerRequest2 request, JSONObject form) throws Descriptor.FormException {
            CfnChangeSetStep step = (CfnChangeSetStep) super.newInstance(request, form);
            step.setParameters(NameValueLines.submitted(form, "parameterLines"));
            step.setTags(NameValueLines.submitted(form, "tagLines"));
            step.setCapabilities(words(form.optString("capabilityNames")));
            return step;
        }

        private static List<String> words(String text) {
            return Arrays.stream((text == null ? "" : text).split("[\\s,]+"))
                    .filter(word -> !word.isEmpty())
                    .toList();
        }

        public String parameterLines(CfnChangeSetStep step) {
            return step == null ? "" : NameValueLines.format(step.getParameters());
        }

        public String tagLines(CfnChangeSetStep step) {
            return step == null ? "" : NameValueLines.format(step.getTags());
        }

        public String capabilityNames(CfnChangeSetStep step) {
            return step == null ? "" : String.join(", ", step.getCapabilities());
        }

        @POST
        public FormValidation doCheckStack(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> ChangeSetRequest.stackProblem(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public FormValidation doCheckTemplate(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.guarded(item, () -> FormValidation.validateRequired(value));
        }

        @POST
        public FormValidation doCheckParameterLines(@AncestorInPath Item item, @QueryParameter String value) {
            FormValidation lines = FieldChecks.lines(item, value);
            return lines.kind != FormValidation.Kind.OK
                    ? lines
                    : FieldChecks.problem(
                            item,
                            () -> NameValueLines.parse(value).entrySet().stream()
                                    .map(given -> ChangeSetRequest.parameterProblem(given.getKey(), given.getValue()))
                                    .filter(Objects::nonNull)
                                    .collect(Collectors.joining(" ")));
        }

        @POST
        public FormValidation doCheckTagLines(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.lines(item, value);
        }

        @POST
        public FormValidation doCheckCapabilityNames(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(
                    item,
                    () -> words(value).stream()
                            .map(ChangeSetRequest::capabilityProblem)
                            .filter(Objects::nonNull)
                            .collect(Collectors.joining(" ")));
        }

        @POST
        public FormValidation doCheckRole(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> AwsNames.roleProblem(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public FormValidation doCheckTimeoutMinutes(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.guarded(item, () -> FormValidation.validatePositiveInteger(value));
        }
    }
}
