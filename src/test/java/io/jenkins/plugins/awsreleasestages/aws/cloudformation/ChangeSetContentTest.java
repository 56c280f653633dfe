package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangeSetContentTest {

    static final String STACK_ID = "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/1111";
    static final String ID = "arn:aws:cloudformation:eu-west-1:111122223333:changeSet/jenkins-shop-1-abc/2222";
    static final Instant CREATED = Instant.parse("2026-01-01T10:00:00Z");

    static ChangeSetContent content(String status, String executionStatus, String reason, ResourceChange... changes) {
        return new ChangeSetContent(
                ID,
                "jenkins-shop-1-abc",
                "shop",
                STACK_ID,
                status,
                executionStatus,
                reason,
                CREATED,
                null,
                List.of(changes),
                Map.of("Image", "1"),
                List.of(),
                Map.of());
    }

    private static ResourceChange queue(String after) {
        return new ResourceChange(
                "Modify",
                "Queue",
                "q",
                "AWS::SQS::Queue",
                "False",
                null,
                List.of("Properties"),
                List.of(new ResourceChange.Property("DelaySeconds", "Never", "1", after, null)),
                List.of());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        FAILED          | The submitted information didn't contain changes. Submit different information.| true
        FAILED          | No updates are to be performed.                                                | true
        FAILED          | THE SUBMITTED INFORMATION DIDN'T CONTAIN CHANGES.                              | true
        FAILED          | Template error: instance of Fn::GetAtt references undefined resource X         | false
        CREATE_COMPLETE | No updates are to be performed.                                                | false
        """, quoteCharacter = '"')
    void noChangesIsKnownByAwsWords(String status, String reason, boolean expected) {
        assertThat(content(status, "UNAVAILABLE", reason).hasNoChanges()).isEqualTo(expected);
    }

    @Test
    void theFingerprintFollowsTheContentAndNotTheState() {
        String one = content("CREATE_COMPLETE", "AVAILABLE", "", queue("2")).fingerprint();
        assertThat(one).matches("[0-9a-f]{64}");
        assertThat(content("CREATE_COMPLETE", "OBSOLETE", "later", queue("2")).fingerprint())
                .isEqualTo(one);
        assertThat(content("CREATE_COMPLETE", "AVAILABLE", "", queue("3")).fingerprint())
                .isNotEqualTo(one);
        assertThat(content("CREATE_COMPLETE", "AVAILABLE", "", queue("2"), queue("2"))
                        .fingerprint())
                .isNotEqualTo(one);
        assertThat(content("CREATE_COMPLETE", "AVAILABLE", "", queue(null)).fingerprint())
                .isNotEqualTo(
                        content("CREATE_COMPLETE", "AVAILABLE", "", queue("")).fingerprint());
    }

    private static final ResourceChange INNER = new ResourceChange(
            "Add", "Inner", "i", "AWS::SNS::Topic", "False", "Delete", List.of("Tags"), List.of(), List.of());

    /** A change set in all its parts; each may be another one. */
    private static final class Parts {
        String stackId = STACK_ID;
        Map<String, String> parameters = Map.of("Image", "1");
        List<String> capabilities = List.of("CAPABILITY_IAM");
        Map<String, String> tags = Map.of("team", "shop");
        String action = "Modify";
        String logicalId = "Queue";
        String physicalId = "q";
        String type = "AWS::SQS::Queue";
        String replacement = "False";
        String policy = "Delete";
        List<String> scope = List.of("Properties");
        ResourceChange.Property property = new ResourceChange.Property("DelaySeconds", "Never", "1", "2", "Delay");
        List<ResourceChange> nested = List.of(INNER);

        String fingerprint() {
            return new ChangeSetContent(
                            ID,
                            "jenkins-shop-1-abc",
                            "shop",
                            stackId,
                            "CREATE_COMPLETE",
                            "AVAILABLE",
                            "",
                            CREATED,
                            null,
                            List.of(new ResourceChange(
                                    action,
                                    logicalId,
                                    physicalId,
                                    type,
                                    replacement,
                                    policy,
                                    scope,
                                    List.of(property),
                                    nested)),
                            parameters,
                            capabilities,
                            tags)
                    .fingerprint();
        }
    }

    static Map<String, Consumer<Parts>> anotherPart() {
        Map<String, Consumer<Parts>> parts = new LinkedHashMap<>();
        parts.put("the stack", p -> p.stackId = STACK_ID.replace("shop", "shop-2"));
        parts.put("a parameter's value", p -> p.parameters = Map.of("Image", "2"));
        parts.put("a parameter's name", p -> p.parameters = Map.of("Images", "1"));
        parts.put("one parameter more", p -> p.parameters = Map.of("Image", "1", "Size", ""));
        parts.put("no parameter", p -> p.parameters = Map.of());
        parts.put("a capability", p -> p.capabilities = List.of("CAPABILITY_NAMED_IAM"));
        parts.put("no capability", p -> p.capabilities = List.of());
        parts.put("a tag's value", p -> p.tags = Map.of("team", "other"));
        parts.put("a tag's name", p -> p.tags = Map.of("teams", "shop"));
        parts.put("no tag", p -> p.tags = Map.of());
        parts.put("a tag for a parameter", p -> {
            p.parameters = Map.of("Image", "1", "team", "shop");
            p.tags = Map.of();
        });
        parts.put("the action", p -> p.action = "Remove");
        parts.put("the logical id", p -> p.logicalId = "Queue2");
        parts.put("the physical id", p -> p.physicalId = "q2");
        parts.put("no physical id", p -> p.physicalId = null);
        parts.put("a physical id that is empty", p -> p.physicalId = "");
        parts.put("the type", p -> p.type = "AWS::SNS::Topic");
        parts.put("the replacement", p -> p.replacement = "True");
        parts.put("what becomes of the old one", p -> p.policy = "Retain");
        parts.put("the scope", p -> p.scope = List.of("Tags"));
        parts.put("a wider scope", p -> p.scope = List.of("Properties", "Tags"));
        parts.put("the property", p -> p.property = new ResourceChange.Property("Delay", "Never", "1", "2", "Delay"));
        parts.put(
                "what the property forces",
                p -> p.property = new ResourceChange.Property("DelaySeconds", "Always", "1", "2", "Delay"));
        parts.put(
                "the value before",
                p -> p.property = new ResourceChange.Property("DelaySeconds", "Never", "0", "2", "Delay"));
        parts.put(
                "the value after",
                p -> p.property = new ResourceChange.Property("DelaySeconds", "Never", "1", "3", "Delay"));
        parts.put(
                "the cause", p -> p.property = new ResourceChange.Property("DelaySeconds", "Never", "1", "2", "Wait"));
        parts.put("no nested change", p -> p.nested = List.of());
        parts.put("a nested change twice", p -> p.nested = List.of(INNER, INNER));
        parts.put(
                "what happens in the nested stack",
                p -> p.nested = List.of(new ResourceChange(
                        "Remove",
                        "Inner",
                        "i",
                        "AWS::SNS::Topic",
                        "False",
                        "Delete",
                        List.of("Tags"),
                        List.of(),
                        List.of())));
        parts.put(
                "what happens deeper",
                p -> p.nested = List.of(new ResourceChange(
                        "Add",
                        "Inner",
                        "i",
                        "AWS::SNS::Topic",
                        "False",
                        "Delete",
                        List.of("Tags"),
                        List.of(),
                        List.of(INNER))));
        // A list of parts is not the same as another one of the same letters.
        parts.put("a border moved", p -> {
            p.logicalId = "Que";
            p.physicalId = "ueq";
        });
        return parts;
    }

    @TestFactory
    Stream<DynamicTest> whatWouldDoSomethingElseIsNotWhatWasRead() {
        String one = new Parts().fingerprint();
        Map<String, String> known = new ConcurrentHashMap<>(Map.of(one, "what was read"));
        return anotherPart().entrySet().stream()
                .map(part -> DynamicTest.dynamicTest(part.getKey(), () -> {
                    Parts other = new Parts();
                    part.getValue().accept(other);
                    assertThat(known.put(other.fingerprint(), part.getKey())).isNull();
                }));
    }

    @Test
    void theOrderInWhichAwsNamesThemIsNoDifference() {
        Parts one = new Parts();
        one.parameters = new LinkedHashMap<>(Map.of("A", "1"));
        one.parameters.put("B", "2");
        one.capabilities = List.of("CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND");
        Parts other = new Parts();
        other.parameters = new LinkedHashMap<>(Map.of("B", "2"));
        other.parameters.put("A", "1");
        other.capabilities = List.of("CAPABILITY_AUTO_EXPAND", "CAPABILITY_IAM");
        assertThat(other.fingerprint()).isEqualTo(one.fingerprint());
        // Approved before a restart, it is still the same after the next version of the plugin was installed.
        assertThat(new Parts().fingerprint())
                .isEqualTo("854acf765405844899140acc787565e3cf497efc20600c2dec698bc9e6b74864");
    }

    @Test
    void whatWasExecutedIsKnown() {
        assertThat(content("CREATE_COMPLETE", "EXECUTE_COMPLETE", "").isExecuted())
                .isTrue();
        assertThat(content("CREATE_COMPLETE", "EXECUTE_FAILED", "").isExecuted())
                .isTrue();
        assertThat(content("CREATE_COMPLETE", "AVAILABLE", "").isExecuted()).isFalse();
        assertThat(content("CREATE_COMPLETE", "AVAILABLE", "").isComplete()).isTrue();
        assertThat(content("CREATE_PENDING", "AVAILABLE", "").isComplete()).isFalse();
    }
}
