package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.cloudformation.DriftAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.DriftReport;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.WatchTimes;
import io.jenkins.plugins.awsreleasestages.engine.AfterStages;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CfnDriftPlanTest {

    private static DriftReport.ResourceDrift resource(
            String id, String type, String status, DriftReport.ResourceDrift.Property... differences) {
        return new DriftReport.ResourceDrift(id, "phys-" + id, type, status, "", List.of(differences));
    }

    @Test
    void theResultTellsWhatDriftedAndWhatWasNotLookedAt() {
        DriftReport report = new DriftReport(
                "DRIFTED",
                List.of(
                        resource(
                                "Queue",
                                "AWS::SQS::Queue",
                                "MODIFIED",
                                new DriftReport.ResourceDrift.Property(
                                        "VisibilityTimeout", "NOT_EQUAL", "30", "99", false)),
                        resource("Topic", "AWS::SNS::Topic", "IN_SYNC"),
                        resource("Hook", "Custom::Hook", "NOT_CHECKED"),
                        resource("Inner", "AWS::CloudFormation::Stack", "NOT_CHECKED")));
        String id = "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/1234";
        CfnDriftStep.Plan plan = new CfnDriftStep.Plan(AwsRoleScope.NONE, "shop", false, true, Duration.ofMinutes(1));
        AfterStages end = AfterStages.of(plan.sequence(null))
                .well("detect", new DriftAction.State("shop", id, "d-1", new WatchTimes(null, null), report));
        assertThat(end.next()).isNull();
        Map<?, ?> result = (Map<?, ?>) plan.result(end.restored(), null);
        assertThat(result.get("status")).isEqualTo("DRIFTED");
        assertThat(result.get("drifted"))
                .hasToString("[{logicalId=Queue, physicalId=phys-Queue, type=AWS::SQS::Queue, status=MODIFIED,"
                        + " differences=[{path=VisibilityTimeout, kind=NOT_EQUAL, expected=30, actual=99,"
                        + " hidden=false}]}]");
        assertThat(result.get("inSync")).isEqualTo(List.of("Topic"));
        assertThat(result.get("notChecked")).isEqualTo(List.of("Hook"));
        assertThat(result.get("nested")).isEqualTo(List.of("phys-Inner"));
        assertThat(String.valueOf(result.get("console"))).contains("/drifts?stackId=");
    }
}
