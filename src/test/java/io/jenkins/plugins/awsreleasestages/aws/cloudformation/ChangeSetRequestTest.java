package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangeSetRequestTest {

    @Test
    void allProblemsAreNamedAtOnceAndNoValueIsShown() {
        ChangeSetRequest request = new ChangeSetRequest(
                "1shop",
                Map.of("Pass-word", "hunter2"),
                List.of("CAPABILITY_EVERYTHING"),
                Map.of("aws:x", "y"),
                null,
                null);
        assertThat(request.problems())
                .hasSize(4)
                .anyMatch(p -> p.startsWith("stack: '1shop'"))
                .anyMatch(p -> p.startsWith("capabilities: 'CAPABILITY_EVERYTHING'"))
                .anyMatch(p -> p.startsWith("parameters: 'Pass-word'"))
                .anyMatch(p -> p.startsWith("tags: 'aws:x'"))
                .noneMatch(p -> p.contains("hunter2"));
    }

    @Test
    void aGoodRequestHasNone() {
        assertThat(new ChangeSetRequest(
                                "shop-prod",
                                Map.of("Image", "1"),
                                List.of("CAPABILITY_IAM"),
                                Map.of("team", "shop"),
                                null,
                                null)
                        .problems())
                .isEmpty();
    }

    @Test
    void namesAreLegalUniqueAndTellJobAndBuild() {
        assertThat(ChangeSetRequest.changeSetName("team/shop deploy", 12, "1a2b"))
                .isEqualTo("jenkins-team-shop-deploy-12-1a2b");
        assertThat(ChangeSetRequest.changeSetName("é".repeat(5) + "x".repeat(300), 123456, "1a2b"))
                .hasSize(118)
                .matches("[a-zA-Z][-a-zA-Z0-9]*")
                .endsWith("-123456-1a2b");
    }
}
