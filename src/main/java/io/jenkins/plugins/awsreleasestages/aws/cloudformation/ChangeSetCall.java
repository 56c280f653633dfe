package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.template.Template;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetRequest;
import software.amazon.awssdk.services.cloudformation.model.CreateChangeSetResponse;
import software.amazon.awssdk.services.cloudformation.model.DeploymentMode;
import software.amazon.awssdk.services.cloudformation.model.Parameter;
import software.amazon.awssdk.services.cloudformation.model.ResourceToImport;
import software.amazon.awssdk.services.cloudformation.model.RollbackConfiguration;
import software.amazon.awssdk.services.cloudformation.model.RollbackTrigger;
import software.amazon.awssdk.services.cloudformation.model.Tag;

/** One request for a change set: put together from what was asked for, what files say, and what the stack has. */
final class ChangeSetCall {

    private final AwsSession session;
    private final ChangeSetAction.State state;
    private final ChangeSetRequest request;
    private final ChangeSetInput input;
    private final String type;
    private final Stacks.Snapshot stack;
    private final Map<String, String> values;
    private final List<String> notes = new ArrayList<>();

    /** @param stack as it is now; null when there is none */
    ChangeSetCall(
            AwsSession session,
            ChangeSetAction.State state,
            ChangeSetRequest request,
            ChangeSetInput input,
            String type,
            Stacks.Snapshot stack) {
        this.session = session;
        this.state = state;
        this.request = request;
        this.input = input;
        this.type = type;
        this.stack = stack;
        this.values = ChangeSetInput.merged(input.parameters(), request.parameters());
    }

    /** What the log is told about it; complete after {@link #send}. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    CreateChangeSetResponse send() {
        Template read = input.template() instanceof ChangeSetInput.TemplateSource.Text text ? read(text) : null;
        Set<String> kept = keptParameters(read);
        if (read != null) {
            check(read);
        }
        String address = read == null || read.fitsInRequest()
                ? null
                : new StoredTemplate(session, request.options().store()).upload(read);
        note(kept, address);
        ChangeSetOptions options = request.options();
        CreateChangeSetRequest.Builder call = CreateChangeSetRequest.builder()
                .stackName(state.stack())
                .changeSetName(state.name())
                .clientToken(state.name())
                .changeSetType(type)
                .parameters(parameters(kept))
                .capabilitiesWithStrings(request.capabilities())
                // None given means: as they are.
                .tags(tags())
                .notificationARNs(options.topics().isEmpty() ? null : options.topics())
                .rollbackConfiguration(rollback())
                .roleARN(request.role())
                .description(request.description())
                .onStackFailure(options.onFailure())
                .includeNestedStacks(options.nested() && !type.equals("IMPORT") ? true : null)
                .importExistingResources(options.importExisting() ? true : null)
                .resourcesToImport(imports())
                .deploymentMode(options.revertDrift() ? DeploymentMode.REVERT_DRIFT : null);
        template(call, address);
        return Stacks.begin(
                session,
                "Creating a change set for stack " + state.stack(),
                () -> session.cloudFormation().createChangeSet(call.build()));
    }

    private static Template read(ChangeSetInput.TemplateSource.Text text) {
        int size = text.text().getBytes(StandardCharsets.UTF_8).length;
        if (text.text().isBlank()) {
            throw RemoteFailure.refused("template: " + text.file() + " is empty.");
        }
        if (size > Template.LARGEST) {
            throw RemoteFailure.refused("template: " + text.file() + " has " + size + " bytes; CloudFormation takes at"
                    + " most " + Template.LARGEST + ". Move a part of it into a nested stack.");
        }
        try {
            return Template.read(text.file(), text.text());
        } catch (InvalidDocument e) {
            throw new RemoteFailure(RemoteFailure.Kind.REFUSED, "template: " + e.getMessage(), e);
        }
    }

    private void check(Template template) {
        boolean previousKept = type.equals("UPDATE") && request.options().keepPrevious();
        List<String> problems = template.parameterProblems(values, previousKept);
        if (!problems.isEmpty()) {
            throw RemoteFailure.refused(
                    String.join(" ", problems) + " The template is " + template.file() + ". Nothing was started.");
        }
    }

    /** What the stack has, the template still declares, and nobody has given. */
    private Set<String> keptParameters(Template template) {
        boolean deployed = stack != null && !type.equals("CREATE");
        Set<String> kept = new TreeSet<>();
        if (deployed) {
            kept.addAll(request.options().keepPrevious() ? stack.parameters() : input.previous());
        }
        kept.removeAll(values.keySet());
        if (!kept.isEmpty()) {
            kept.retainAll(declared(template));
        }
        return kept;
    }

    private Set<String> declared(Template template) {
        if (template != null && !template.hasTransform()) {
            return template.parameters().stream().map(Template.Parameter::name).collect(Collectors.toSet());
        }
        if (template != null && template.fitsInRequest()) {
            return Stacks.declaredParameters(session, r -> r.templateBody(template.text()));
        }
        if (input.template() instanceof ChangeSetInput.TemplateSource.Url url) {
            return Stacks.declaredParameters(session, r -> r.templateURL(url.url()));
        }
        // A template in the store is asked about as what it was before: a macro adds no parameter the stack had not.
        return template != null
                ? stack.parameters()
                : Stacks.declaredParameters(session, r -> r.stackName(state.stack()));
    }

    private void note(Set<String> kept, String address) {
        String why = stack == null
                ? "it does not exist yet"
                : stack.status().equals(StackStates.REVIEW)
                        ? "it is in REVIEW_IN_PROGRESS, left over from a change set that was never executed"
                        : "it is in " + stack.status();
        String what = type.equals("CREATE") ? "create" : type.equals("IMPORT") ? "import into" : "update";
        notes.add("Creating change set " + state.name() + " to " + what + " stack " + state.stack() + ": " + why + ".");
        if (address != null) {
            notes.add("The template is too large for a request and goes through " + address + ".");
        }
        if (!kept.isEmpty()) {
            notes.add("Parameters that are not given keep their previous value: " + String.join(", ", kept) + ".");
        }
    }

    private void template(CreateChangeSetRequest.Builder call, String address) {
        if (address != null) {
            call.templateURL(address);
        } else if (input.template() instanceof ChangeSetInput.TemplateSource.Text text) {
            call.templateBody(text.text());
        } else if (input.template() instanceof ChangeSetInput.TemplateSource.Url url) {
            call.templateURL(url.url());
        } else {
            call.usePreviousTemplate(true);
        }
    }

    private List<Parameter> parameters(Set<String> kept) {
        return Stream.concat(
                        values.entrySet().stream()
                                .map(given -> Parameter.builder()
                                        .parameterKey(given.getKey())
                                        .parameterValue(given.getValue())
                                        .build()),
                        kept.stream()
                                .map(name -> Parameter.builder()
                                        .parameterKey(name)
                                        .usePreviousValue(true)
                                        .build()))
                .toList();
    }

    private List<Tag> tags() {
        Map<String, String> all = ChangeSetInput.merged(input.tags(), request.tags());
        return all.isEmpty()
                ? null
                : all.entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList();
    }

    private RollbackConfiguration rollback() {
        ChangeSetOptions options = request.options();
        if (options.alarms().isEmpty() && options.monitoringMinutes() == null) {
            return null;
        }
        List<RollbackTrigger> triggers = options.alarms().stream()
                .map(arn -> RollbackTrigger.builder()
                        .arn(arn)
                        .type("AWS::CloudWatch::Alarm")
                        .build())
                .toList();
        return RollbackConfiguration.builder()
                .rollbackTriggers(triggers.isEmpty() ? null : triggers)
                .monitoringTimeInMinutes(options.monitoringMinutes())
                .build();
    }

    private List<ResourceToImport> imports() {
        List<ChangeSetOptions.ImportedResource> imports = request.options().imports();
        return imports.isEmpty()
                ? null
                : imports.stream()
                        .map(resource -> ResourceToImport.builder()
                                .resourceType(resource.type())
                                .logicalResourceId(resource.logicalId())
                                .resourceIdentifier(resource.identifier())
                                .build())
                        .toList();
    }
}
