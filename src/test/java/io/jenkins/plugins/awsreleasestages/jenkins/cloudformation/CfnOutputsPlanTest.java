package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.cloudformation.FoundStack;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.StackReport;
import io.jenkins.plugins.awsreleasestages.engine.AfterStages;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CfnOutputsPlanTest {

    private static final String ID = "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/1234";

    static FoundStack found(String status) {
        StackReport report = new StackReport(
                ID,
                "shop",
                status,
                "",
                Instant.EPOCH,
                true,
                null,
                "IN_SYNC",
                null,
                Map.of("Url", "https://shop"),
                Map.of("shop-url", "https://shop"),
                Map.of("Password", "****"),
                Map.of("team", "shop"));
        return new FoundStack("shop", "eu-west-1", report);
    }

    private static Object result(FoundStack found, boolean details) {
        CfnOutputsStep.Plan plan =
                new CfnOutputsStep.Plan(AwsRoleScope.NONE, "shop", false, details, Duration.ofMinutes(1));
        AfterStages end = AfterStages.of(plan.sequence(null)).well("find", found);
        assertThat(end.next()).isNull();
        return plan.result(end.restored(), null);
    }

    @Test
    void theOutputsAloneOrAllAboutTheStackAreReturned() {
        assertThat(result(found("CREATE_COMPLETE"), false)).isEqualTo(Map.of("Url", "https://shop"));
        assertThat((Map<?, ?>) result(found("CREATE_COMPLETE"), true))
                .isEqualTo(CfnOutputsStep.Plan.details(found("CREATE_COMPLETE")));
        assertThat(CfnOutputsStep.Plan.details(found("CREATE_COMPLETE")))
                .containsEntry("exists", true)
                .containsEntry("status", "CREATE_COMPLETE")
                .containsEntry("exports", Map.of("shop-url", "https://shop"))
                .containsEntry("protected", true)
                .containsEntry("drift", "IN_SYNC");
    }

    @Test
    void anAbsentStackHasTheSameKeysAndNoOutputs() {
        FoundStack absent = new FoundStack("shop", "eu-west-1", null);
        assertThat(result(absent, false)).isEqualTo(Map.of());
        assertThat(CfnOutputsStep.Plan.details(absent).keySet())
                .isEqualTo(CfnOutputsStep.Plan.details(found("CREATE_COMPLETE")).keySet());
        assertThat(CfnOutputsStep.Plan.details(absent))
                .containsEntry("status", "ABSENT")
                .containsEntry("exists", false);
        assertThat(CfnOutputsStep.Plan.describe(absent)).isEqualTo("There is no stack shop in eu-west-1.");
    }

    @Test
    void theLogNamesTheOutputsAndNotTheirValues() {
        assertThat(CfnOutputsStep.Plan.describe(found("UPDATE_IN_PROGRESS")))
                .isEqualTo(
                        "Stack shop is in UPDATE_IN_PROGRESS and has the outputs Url, which may be about to change.");
    }
}
