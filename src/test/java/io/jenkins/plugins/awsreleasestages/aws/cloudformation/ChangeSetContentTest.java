package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
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
                List.of(new PropertyChange("DelaySeconds", "Never", "1", after, null)),
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
}
