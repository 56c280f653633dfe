package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildRequest.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.services.codebuild.model.EnvironmentVariableType;
import software.amazon.awssdk.services.codebuild.model.StartBuildBatchRequest;
import software.amazon.awssdk.services.codebuild.model.StartBuildRequest;

/** What becomes of a request: StartBuild's members by their own names. */
class BuildRequestTest {

    private static final Set<String> SAID_OTHERWISE =
            Set.of("projectName", "idempotencyToken", "environmentVariablesOverride");

    static List<SdkField<?>> members() {
        return StartBuildRequest.builder().sdkFields().stream()
                .filter(field -> !SAID_OTHERWISE.contains(field.locationName()))
                .toList();
    }

    /** Something that a member takes, with all that is in it said, too. */
    private static Object sample(SdkField<?> field) {
        MarshallingType<?> type = field.marshallingType();
        if (type == MarshallingType.STRING) {
            return "text";
        }
        if (type == MarshallingType.INTEGER) {
            return 7;
        }
        if (type == MarshallingType.BOOLEAN) {
            return true;
        }
        if (type == MarshallingType.LIST) {
            return List.of(sample(field.getTrait(ListTrait.class).memberFieldInfo()));
        }
        return samples(field.constructor().get());
    }

    private static Map<String, Object> samples(SdkPojo object) {
        Map<String, Object> values = new LinkedHashMap<>();
        object.sdkFields().forEach(field -> values.put(field.locationName(), sample(field)));
        return values;
    }

    /** What an object of the SDK says, as plain data. */
    private static Object plain(Object value) {
        if (value instanceof SdkPojo object) {
            Map<String, Object> plain = new LinkedHashMap<>();
            object.sdkFields()
                    .forEach(field -> plain.put(field.locationName(), plain(field.getValueOrDefault(object))));
            return plain;
        }
        if (value instanceof List<?> list) {
            List<Object> plain = new ArrayList<>();
            list.forEach(element -> plain.add(plain(element)));
            return plain;
        }
        return value;
    }

    @ParameterizedTest
    @MethodSource("members")
    void everyMemberThatTheSdkHasIsReached(SdkField<?> field) {
        Object value = sample(field);
        BuildRequest request = BuildRequest.of("it").with(field.locationName(), value);
        assertThat(request.problems()).isEmpty();
        StartBuildRequest start = request.toStart("token");
        assertThat(plain(field.getValueOrDefault(start))).isEqualTo(value);
    }

    @ParameterizedTest
    @MethodSource("members")
    void aValueOfAnotherTypeIsRefusedByName(SdkField<?> field) {
        Object wrong = field.marshallingType() == MarshallingType.STRING ? 7 : 2.5;
        assertThat(BuildRequest.of("it").with(field.locationName(), wrong).problems())
                .singleElement()
                .asString()
                .startsWith(field.locationName() + ": must be ");
    }

    @Test
    void namesAllThatIsWrongWithItsPlace() {
        assertThat(BuildRequest.of("it")
                        .with("image", "alpine")
                        .with("nonsense", 1)
                        .with("artifactsOverride", Map.of("typ", "S3"))
                        .with("secondarySourcesOverride", List.of(Map.of("gitCloneDepth", "all")))
                        .problems())
                .containsExactly(
                        "image: there is no such member; did you mean imageOverride.",
                        "nonsense: there is no such member.",
                        "artifactsOverride.typ: there is no such member.",
                        "secondarySourcesOverride[0].gitCloneDepth: must be a whole number.");
    }

    @Test
    void variablesKeepTheirSourceAndTheTokenIsAmongThem() {
        StartBuildRequest start = BuildRequest.of("it")
                .withVariables(Source.PLAINTEXT, Map.of("A", "1"))
                .withVariables(Source.PARAMETER_STORE, Map.of("B", "/it/b"))
                .withVariables(Source.SECRETS_MANAGER, Map.of("C", "it/c:key"))
                .toStart("token-1");
        assertThat(start.projectName()).isEqualTo("it");
        assertThat(start.idempotencyToken()).isEqualTo("token-1");
        assertThat(start.environmentVariablesOverride())
                .extracting(v -> v.name() + "=" + v.value() + " " + v.type())
                .containsExactly(
                        "A=1 " + EnvironmentVariableType.PLAINTEXT,
                        "B=/it/b " + EnvironmentVariableType.PARAMETER_STORE,
                        "C=it/c:key " + EnvironmentVariableType.SECRETS_MANAGER,
                        "AWS_RELEASE_STAGES_TOKEN=token-1 " + EnvironmentVariableType.PLAINTEXT);
    }

    @Test
    void comesBackFromItsTextAsItWas() {
        BuildRequest request = new BuildRequest("it", samples(StartBuildRequest.builder()), List.of())
                .withVariables(Source.PLAINTEXT, Map.of("A", "[not json]"));
        assertThat(BuildRequest.fromJson(request.toJson())).isEqualTo(request);
    }

    @Test
    void textsAreExpandedAtAnyDepth() {
        BuildRequest request = BuildRequest.of("it")
                .with("artifactsOverride", Map.of("name", "$X"))
                .with("secondarySourcesOverride", List.of(Map.of("location", "$X", "gitCloneDepth", 1)))
                .withVariables(Source.PLAINTEXT, Map.of("A", "$X"))
                .expanded(text -> text.replace("$X", "y"));
        assertThat(request.members().toString())
                .contains("name=y")
                .contains("location=y")
                .doesNotContain("$X");
        assertThat(request.variables().get(0).value()).isEqualTo("y");
    }

    @Test
    void aBatchIsAskedForLikeABuild() {
        BuildRequest request = BuildRequest.of("it")
                .with("sourceVersion", "main")
                .withAll(Map.of("sourceVersion", "4f2a", "buildTimeoutInMinutesOverride", 7))
                .withVariables(Source.PLAINTEXT, Map.of("A", "1"));
        assertThat(request.batchProblems()).isEmpty();
        StartBuildBatchRequest batch = request.toStartBatch("token-1");
        assertThat(batch.projectName()).isEqualTo("it");
        assertThat(batch.idempotencyToken()).isEqualTo("token-1");
        assertThat(batch.sourceVersion()).isEqualTo("4f2a");
        assertThat(batch.buildTimeoutInMinutesOverride()).isEqualTo(7);
        assertThat(batch.environmentVariablesOverride())
                .extracting(variable -> variable.name() + "=" + variable.value())
                .containsExactly("A=1", "AWS_RELEASE_STAGES_TOKEN=token-1");
        assertThat(BuildRequest.of("it").with("fleetOverride", Map.of()).batchProblems())
                .singleElement()
                .asString()
                .startsWith("fleetOverride: there is no such member");
    }

    @Test
    void aFormsTextIsAnObjectOrNothing() {
        assertThat(BuildRequest.members(null)).isEmpty();
        assertThat(BuildRequest.members(" ")).isEmpty();
        Map<String, Object> members = Map.of("imageOverride", "alpine");
        assertThat(BuildRequest.membersText(Map.of())).isEmpty();
        assertThat(BuildRequest.members(BuildRequest.membersText(members))).isEqualTo(members);
    }

    @Test
    void textThatIsNoJsonIsNotCited() {
        assertThatThrownBy(() -> BuildRequest.members("{\"imageOverride\": hunter2}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("This is not a JSON object (line 1")
                .hasMessageNotContaining("hunter2");
    }
}
