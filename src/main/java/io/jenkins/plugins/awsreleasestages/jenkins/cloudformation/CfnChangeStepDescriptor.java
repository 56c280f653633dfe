package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetOptions;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetRequest;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.NameValueLines;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsNames;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** The form of {@link CfnChangeStep}: maps and lists are lines of text in it. */
public abstract class CfnChangeStepDescriptor extends CfnStepDescriptor {

    @Override
    public Step newInstance(StaplerRequest2 request, JSONObject form) throws Descriptor.FormException {
        if (form.optString("monitoringMinutes").isEmpty()) {
            form.remove("monitoringMinutes");
        }
        CfnChangeStep step = (CfnChangeStep) super.newInstance(request, form);
        step.setParameters(NameValueLines.submitted(form, "parameterLines"));
        step.setTags(NameValueLines.submitted(form, "tagLines"));
        step.setCapabilities(words(form.optString("capabilityNames")));
        step.setNotificationTopics(words(form.optString("topicLines")));
        step.setRollbackAlarms(words(form.optString("alarmLines")));
        step.setResourcesToSkip(words(form.optString("skipLines")));
        return step;
    }

    public String parameterLines(CfnChangeStep step) {
        return step == null ? "" : NameValueLines.format(step.getParameters());
    }

    public String tagLines(CfnChangeStep step) {
        return step == null ? "" : NameValueLines.format(step.getTags());
    }

    public String capabilityNames(CfnChangeStep step) {
        return step == null ? "" : String.join(", ", step.getCapabilities());
    }

    public String topicLines(CfnChangeStep step) {
        return step == null ? "" : String.join("\n", step.getNotificationTopics());
    }

    public String alarmLines(CfnChangeStep step) {
        return step == null ? "" : String.join("\n", step.getRollbackAlarms());
    }

    public String skipLines(CfnChangeStep step) {
        return step == null ? "" : String.join("\n", step.getResourcesToSkip());
    }

    @POST
    public ListBoxModel doFillOnFailureItems(@AncestorInPath Item item) {
        ListBoxModel items = new ListBoxModel();
        if (FieldChecks.mayConfigure(item)) {
            items.add("As CloudFormation does: roll back", "");
            items.add("Roll back", "ROLLBACK");
            items.add("Leave it as it is", "DO_NOTHING");
            items.add("Delete a stack that could not be created", "DELETE");
        }
        return items;
    }

    /** A stack that a change set makes has a name and no ARN yet. */
    @Override
    @POST
    public FormValidation doCheckStack(@AncestorInPath Item item, @QueryParameter String value) {
        return named(item, value, ChangeSetRequest::stackProblem);
    }

    @POST
    public FormValidation doCheckTemplateUrl(@AncestorInPath Item item, @QueryParameter String value) {
        return named(item, value, ChangeSetFiles::urlProblem);
    }

    @POST
    public FormValidation doCheckStore(@AncestorInPath Item item, @QueryParameter String value) {
        return named(item, value, ArtifactStore::problem);
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
        return each(item, value, ChangeSetRequest::capabilityProblem);
    }

    @POST
    public FormValidation doCheckTopicLines(@AncestorInPath Item item, @QueryParameter String value) {
        return each(item, value, ChangeSetOptions::topicProblem);
    }

    @POST
    public FormValidation doCheckAlarmLines(@AncestorInPath Item item, @QueryParameter String value) {
        return each(item, value, ChangeSetOptions::alarmProblem);
    }

    private static FormValidation named(Item item, String value, Function<String, String> problem) {
        return FieldChecks.problemUnlessVariable(item, value, () -> problem.apply(Util.fixEmptyAndTrim(value)));
    }

    private static FormValidation each(Item item, String value, Function<String, String> problem) {
        return FieldChecks.problem(
                item,
                () -> words(value).stream()
                        .map(problem)
                        .filter(Objects::nonNull)
                        .collect(Collectors.joining(" ")));
    }

    @POST
    public FormValidation doCheckRole(@AncestorInPath Item item, @QueryParameter String value) {
        return named(item, value, AwsNames::roleProblem);
    }

    @POST
    public FormValidation doCheckMonitoringMinutes(@AncestorInPath Item item, @QueryParameter String value) {
        return FieldChecks.guarded(
                item,
                () -> Util.fixEmptyAndTrim(value) == null
                        ? FormValidation.ok()
                        : FormValidation.validateIntegerInRange(value, 0, 180));
    }

    @POST
    public FormValidation doCheckBusyMinutes(@AncestorInPath Item item, @QueryParameter String value) {
        return FieldChecks.guarded(item, () -> FormValidation.validateNonNegativeInteger(value));
    }
}
