package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.FilePath;
import hudson.model.Run;
import hudson.util.Secret;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetAnswer;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetRequest;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetState;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

final class CfnChangeSetPlan implements ActionPlan {

    private static final long serialVersionUID = 1L;

    /** Templates are small; a file that is far larger was named by mistake and must not fill the controller's memory. */
    private static final int MOST_BYTES = 10 * 1024 * 1024;

    private final AwsRoleScope scope;
    private final String stack;
    private final String template;

    /** A parameter may be a password: the program on disk only holds what the controller's own key can read. */
    private final Map<String, String> sealedParameters;

    private final List<String> capabilities;
    private final Map<String, String> tags;
    private final String role;
    private final Duration limit;

    CfnChangeSetPlan(AwsRoleScope scope, ChangeSetRequest request, String template, Duration limit) {
        this.scope = scope;
        this.stack = request.stack();
        this.template = template;
        this.sealedParameters = new LinkedHashMap<>();
        request.parameters().forEach((name, value) -> sealedParameters.put(name, sealed(value)));
        this.capabilities = List.copyOf(request.capabilities());
        this.tags = new LinkedHashMap<>(request.tags());
        this.role = request.role();
        this.limit = limit;
    }

    @Override
    public ChangeSetState initial(ActionContext context) {
        Run<?, ?> run = context.get(Run.class);
        String chance = UUID.randomUUID().toString().substring(0, 8);
        return ChangeSetState.create(
                stack, ChangeSetRequest.changeSetName(run.getParent().getFullName(), run.getNumber(), chance));
    }

    @Override
    public Action<ChangeSetState, ChangeSetAnswer> action(Serializable state, ActionContext context) {
        return new ChangeSetAction(() -> RunSession.of(context, scope), request(), () -> readTemplate(context));
    }

    private ChangeSetRequest request() {
        Map<String, String> parameters = new LinkedHashMap<>();
        sealedParameters.forEach((name, value) -> parameters.put(name, unsealed(value)));
        return new ChangeSetRequest(stack, parameters, capabilities, tags, role, null);
    }

    /** The mark in front keeps Secret from decrypting a value that only looks encrypted. */
    private static String sealed(String value) {
        return Secret.fromString("=" + value).getEncryptedValue();
    }

    private static String unsealed(String value) {
        return Secret.toString(Secret.fromString(value)).substring(1);
    }

    private String readTemplate(ActionContext context) {
        try {
            return read(context.find(FilePath.class));
        } catch (IOException e) {
            throw new RemoteFailure(
                    RemoteFailure.Kind.UNREACHABLE, "The template " + template + " could not be read: " + e + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RemoteFailure(RemoteFailure.Kind.UNREACHABLE, "Interrupted.", e);
        }
    }

    private String read(FilePath workspace) throws IOException, InterruptedException {
        if (workspace == null) {
            throw new RemoteFailure(
                    RemoteFailure.Kind.UNREACHABLE, "The workspace with the template is not at hand at the moment.");
        }
        FilePath file = workspace.child(template);
        if (!file.exists() || file.isDirectory()) {
            throw RemoteFailure.refused("template: there is no file " + template + " in the workspace ("
                    + file.getRemote() + "). Nothing was started.");
        }
        if (file.length() > MOST_BYTES) {
            throw RemoteFailure.refused("template: " + template + " has " + file.length()
                    + " bytes; that is not a CloudFormation template.");
        }
        try (InputStream in = file.read()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public Duration limit() {
        return limit;
    }

    @Override
    public String describe(Serializable saved) {
        ChangeSetState state = (ChangeSetState) saved;
        return state.name() + " of stack " + state.stack();
    }

    @Override
    public Object result(Serializable last, ActionContext context) {
        return ChangeSetResult.map((ChangeSetState) last);
    }
}
