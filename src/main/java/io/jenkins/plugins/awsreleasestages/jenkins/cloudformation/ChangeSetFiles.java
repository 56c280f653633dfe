package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetInput;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StoredTemplate;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactZip;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.SealedText;
import io.jenkins.plugins.awsreleasestages.jenkins.WorkspaceText;
import io.jenkins.plugins.awsreleasestages.template.ArtifactFolder;
import io.jenkins.plugins.awsreleasestages.template.ParameterFile;
import io.jenkins.plugins.awsreleasestages.template.ParameterOverrides;
import io.jenkins.plugins.awsreleasestages.template.S3Location;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Where a change set's template and parameters are read: in the workspace, in an artifact, in S3, in the Jenkinsfile.
 * Null is what was not said.
 *
 * @param template the path of the template in the workspace, or in the artifact
 * @param text the template itself
 * @param url the template's {@code https://} address in S3
 * @param artifact what {@code awsSource} or {@code storeArtifact} returned for an object in S3
 * @param previous whether the stack keeps its template
 * @param parameters the path of a file of parameters in the workspace
 * @param overrides parameters as CodePipeline has them: JSON; sealed, because values may be secret
 * @param artifacts what {@code overrides} may name
 */
public record ChangeSetFiles(
        String template,
        String text,
        String url,
        Map<String, String> artifact,
        boolean previous,
        String parameters,
        SealedText overrides,
        Map<String, Map<String, String>> artifacts) {

    private static final String JSON = "parameterOverrides";

    /** A template of the workspace and nothing else. */
    static ChangeSetFiles ofTemplate(String path) {
        return new ChangeSetFiles(path, null, null, null, false, null, null, Map.of());
    }

    /** A template in S3 and nothing else. */
    static ChangeSetFiles ofUrl(String url) {
        return new ChangeSetFiles(null, null, url, null, false, null, null, Map.of());
    }

    /** Whether the template may name files of the workspace. */
    boolean maybePackaged() {
        return template != null && artifact == null;
    }

    /** What is wrong with it, a sentence each. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        long said = Stream.of(template, text, url, previous ? "previous" : null)
                .filter(Objects::nonNull)
                .count();
        if (said == 0) {
            problems.add("template: the path of the template in the workspace is missing; or say templateText,"
                    + " templateUrl or previousTemplate: true.");
        }
        if (said > 1) {
            problems.add("template: say one of template, templateText, templateUrl and previousTemplate.");
        }
        if (artifact != null && template == null) {
            problems.add("template: the path of the template in templateArtifact is missing.");
        }
        if (artifact != null && !isObject(artifact)) {
            problems.add(notAnObject("templateArtifact"));
        }
        if (urlProblem(url) != null) {
            problems.add(urlProblem(url));
        }
        artifacts.forEach((name, given) -> {
            if (!isObject(given)) {
                problems.add(notAnObject("artifacts: " + name));
            }
        });
        return problems;
    }

    /** Whether an agent's workspace is needed. */
    boolean needWorkspace() {
        return maybePackaged() || parameters != null;
    }

    /** @return what is wrong, or null; null itself is right */
    static String urlProblem(String url) {
        return url == null || url.startsWith("https://") || url.startsWith("s3://")
                ? null
                : "templateUrl: '" + url + "' is not an https:// or s3:// address.";
    }

    private static boolean isObject(Map<String, String> given) {
        return given.get("bucket") != null && given.get("key") != null;
    }

    private static String notAnObject(String field) {
        return field + ": this is not what awsSource or storeArtifact returned for an object in S3: it has no bucket"
                + " and key.";
    }

    /**
     * Reads what there is to read; does I/O.
     *
     * @param packaged where the template is whose local files are in S3 now; null when it names none
     */
    ChangeSetInput read(ActionContext context, Supplier<AwsSession> sessions, S3Location packaged) {
        ChangeSetInput input = ChangeSetInput.of(
                packaged == null
                        ? source(context, sessions)
                        : new ChangeSetInput.TemplateSource.Text(
                                template, StoredTemplate.read(sessions.get(), packaged)));
        try {
            if (parameters != null) {
                input = input.with(
                        ParameterFile.read(parameters, WorkspaceText.read(context, "parametersFile", parameters)));
            }
            return overrides == null ? input : input.with(overrides(sessions.get()));
        } catch (InvalidDocument e) {
            throw new RemoteFailure(
                    RemoteFailure.Kind.REFUSED, "parameters: " + e.getMessage() + " Nothing was started.", e);
        }
    }

    private ChangeSetInput.TemplateSource source(ActionContext context, Supplier<AwsSession> sessions) {
        if (previous) {
            return new ChangeSetInput.TemplateSource.Previous();
        }
        if (text != null) {
            return new ChangeSetInput.TemplateSource.Text("templateText", text);
        }
        if (url != null) {
            return new ChangeSetInput.TemplateSource.Url(address(sessions));
        }
        return new ChangeSetInput.TemplateSource.Text(
                template,
                artifact == null
                        ? WorkspaceText.read(context, "template", template)
                        : readFrom(sessions.get(), "template", artifact, template));
    }

    /** CloudFormation takes addresses of S3 by https only. */
    private String address(Supplier<AwsSession> sessions) {
        return S3Location.parse(url)
                .map(object ->
                        object.url(ArtifactFolder.in(sessions.get().region().id(), object.bucket(), "")
                                .endpoint()))
                .orElse(url);
    }

    private static String readFrom(AwsSession session, String field, Map<String, String> from, String path) {
        try {
            String found = zip(from).read(session, path);
            if (found == null) {
                throw RemoteFailure.refused(field + ": the artifact s3://" + from.get("bucket") + "/" + from.get("key")
                        + " has no file " + path + ". Nothing was started.");
            }
            return found;
        } catch (IOException e) {
            throw new RemoteFailure(
                    RemoteFailure.Kind.UNREACHABLE,
                    field + ": the artifact s3://" + from.get("bucket") + "/" + from.get("key") + " could not be read: "
                            + e.getMessage() + ".",
                    e);
        }
    }

    private static ArtifactZip zip(Map<String, String> from) {
        return new ArtifactZip(from.get("bucket"), from.get("key"), from.get("revision"));
    }

    private Map<String, String> overrides(AwsSession session) throws InvalidDocument {
        String endpoint = ArtifactFolder.in(session.region().id(), "any", "").endpoint();
        Map<String, ParameterOverrides.Artifact> named = new LinkedHashMap<>();
        artifacts.forEach((name, from) -> {
            S3Location object = new S3Location(from.get("bucket"), from.get("key"));
            named.put(name, new ParameterOverrides.Artifact(object, object.url(endpoint)));
        });
        return ParameterOverrides.resolve(
                JSON,
                overrides.open(),
                named,
                (name, path) -> zip(artifacts.get(name)).read(session, path));
    }
}
