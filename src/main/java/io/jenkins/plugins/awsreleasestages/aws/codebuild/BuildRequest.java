package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.awsreleasestages.aws.ApiMembers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariable;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariableType;
import software.amazon.awssdk.services.codebuild.model.StartBuildBatchRequest;
import software.amazon.awssdk.services.codebuild.model.StartBuildRequest;

/**
 * What is built: the project and what is overridden for this one build. It may hold secrets, so it is never part of a
 * saved state; a plan keeps it {@linkplain #toJson() as text}, sealed.
 *
 * @param project its name or ARN
 * @param members members of StartBuild by the API's own names, such as {@code imageOverride}: texts, numbers, booleans,
 *     lists and maps. All but the project's name, the token and the variables.
 * @param variables environment variables, each overriding the project's of that name
 */
public record BuildRequest(String project, Map<String, Object> members, List<Variable> variables) {

    /** The variable that carries our token, so that a build is found again when the answer to its start was lost. */
    static final String TOKEN_VARIABLE = "AWS_RELEASE_STAGES_TOKEN";

    private static final String BUILDSPEC = "buildspecOverride";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

    /** Where the value of a variable comes from. */
    public enum Source {
        PLAINTEXT,
        PARAMETER_STORE,
        SECRETS_MANAGER
    }

    /** @param value the text itself, the name of the parameter, or {@code secret-id:json-key:version-stage:version-id} */
    public record Variable(String name, String value, Source source) {}

    /** The project as it is. */
    public static BuildRequest of(String project) {
        return new BuildRequest(project, Map.of(), List.of());
    }

    /** The same, with this member said differently. */
    public BuildRequest with(String member, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(member, value);
        return new BuildRequest(project, more, variables);
    }

    /** The same, with these members said differently. */
    public BuildRequest withAll(Map<String, Object> more) {
        Map<String, Object> all = new LinkedHashMap<>(members);
        all.putAll(more);
        return new BuildRequest(project, all, variables);
    }

    /**
     * The same, with each text, at any depth, replaced; not the buildspec: what {@code $HOME} is there, the shell of the
     * build knows.
     */
    public BuildRequest expanded(UnaryOperator<String> expand) {
        Map<String, Object> texts = new LinkedHashMap<>();
        members.forEach((name, value) -> texts.put(name, BUILDSPEC.equals(name) ? value : expanded(value, expand)));
        List<Variable> values = variables.stream()
                .map(variable -> new Variable(variable.name(), expand.apply(variable.value()), variable.source()))
                .toList();
        return new BuildRequest(project, texts, values);
    }

    private static Object expanded(Object value, UnaryOperator<String> expand) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> texts = new LinkedHashMap<>();
            map.forEach((name, element) -> texts.put(name, expanded(element, expand)));
            return texts;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(element -> expanded(element, expand)).toList();
        }
        return value instanceof String text ? expand.apply(text) : value;
    }

    /** The same with more variables. */
    public BuildRequest withVariables(Source source, Map<String, String> values) {
        List<Variable> more = new ArrayList<>(variables);
        values.forEach((name, value) -> more.add(new Variable(name, value, source)));
        return new BuildRequest(project, members, more);
    }

    /** Members that StartBuild does not know and values of another type than it takes, a sentence each. */
    public List<String> problems() {
        ApiMembers api = new ApiMembers();
        api.set(StartBuildRequest.builder(), "", members);
        return api.problems();
    }

    /** The same of StartBuildBatch. */
    public List<String> batchProblems() {
        ApiMembers api = new ApiMembers();
        api.set(StartBuildBatchRequest.builder(), "", members);
        return api.problems();
    }

    /** @param token makes the start idempotent, and is how the batch is found again */
    StartBuildBatchRequest toStartBatch(String token) {
        StartBuildBatchRequest.Builder builder = StartBuildBatchRequest.builder();
        new ApiMembers().set(builder, "", members);
        return builder.projectName(project)
                .idempotencyToken(token)
                .environmentVariablesOverride(variables(token))
                .build();
    }

    /** @param token makes the start idempotent, and is how the build is found again */
    StartBuildRequest toStart(String token) {
        StartBuildRequest.Builder builder = StartBuildRequest.builder();
        new ApiMembers().set(builder, "", members);
        return builder.projectName(project)
                .idempotencyToken(token)
                .environmentVariablesOverride(variables(token))
                .build();
    }

    private List<EnvironmentVariable> variables(String token) {
        List<Variable> all = new ArrayList<>(variables);
        all.add(new Variable(TOKEN_VARIABLE, token, Source.PLAINTEXT));
        return all.stream().map(BuildRequest::toApi).toList();
    }

    private static EnvironmentVariable toApi(Variable variable) {
        return EnvironmentVariable.builder()
                .name(variable.name())
                .value(variable.value())
                .type(EnvironmentVariableType.fromValue(variable.source().name()))
                .build();
    }

    /** All of it as one text, secrets included. */
    public String toJson() {
        return text(this);
    }

    public static BuildRequest fromJson(String json) {
        return read(json, new TypeReference<>() {});
    }

    /** What a form's text field says: a JSON object of members. */
    public static Map<String, Object> members(String json) {
        return json == null || json.isBlank() ? new LinkedHashMap<>() : read(json, OBJECT);
    }

    /** How a form's text field shows members. */
    public static String membersText(Map<String, Object> members) {
        return members.isEmpty() ? "" : text(members);
    }

    private static String text(Object value) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws IllegalArgumentException says what is no JSON, and where, without citing it */
    private static <T> T read(String json, TypeReference<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw new IllegalArgumentException("This is not a JSON object" + where + ".", e);
        }
    }
}
