package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What counts as destroying something. */
class ReplacementPolicyTest {

    private static ResourceChange change(String action, String type, String replacement, String policy) {
        return change(action, type, replacement, policy, List.of());
    }

    private static ResourceChange change(
            String action, String type, String replacement, String policy, List<ResourceChange> nested) {
        return new ResourceChange(action, "It", "it-1", type, replacement, policy, List.of(), List.of(), nested);
    }

    private static List<String> destroyed(ResourceChange... changes) {
        return ReplacementPolicy.destroyed(List.of(changes));
    }

    @Test
    void addingAndChangingDestroysNothing() {
        assertThat(destroyed(
                        change("Add", "AWS::S3::Bucket", null, null),
                        change("Modify", "AWS::S3::Bucket", "False", null),
                        change("Import", "AWS::S3::Bucket", null, null)))
                .isEmpty();
    }

    @Test
    void aReplacementOfAnyTypeCounts() {
        assertThat(destroyed(change("Modify", "AWS::SNS::Topic", "True", null)))
                .containsExactly("It (AWS::SNS::Topic) is replaced.");
    }

    @Test
    void aReplacementThatAwsDecidesOnLaterCounts() {
        assertThat(destroyed(
                        change("Modify", "AWS::SNS::Topic", "Conditional", null),
                        change("Dynamic", "AWS::SNS::Topic", null, null)))
                .containsExactly("It (AWS::SNS::Topic) may be replaced.", "It (AWS::SNS::Topic) may be replaced.");
    }

    @Test
    void onlyWhatHoldsDataIsMissedWhenItIsRemoved() {
        assertThat(destroyed(change("Remove", "AWS::SNS::Topic", null, null))).isEmpty();
        assertThat(destroyed(change("Remove", "AWS::DynamoDB::Table", null, "Delete")))
                .containsExactly("It (AWS::DynamoDB::Table) is removed, and what it holds with it.");
        assertThat(destroyed(change("Remove", "AWS::DynamoDB::Table", null, "Retain")))
                .isEmpty();
        assertThat(destroyed(change("Remove", "AWS::RDS::DBInstance", null, "Snapshot")))
                .as("the data is kept, the database is not")
                .hasSize(1);
    }

    @Test
    void nestedStacksAreLookedInto() {
        ResourceChange table = change("Modify", "AWS::DynamoDB::Table", "True", null);
        assertThat(destroyed(change("Modify", "AWS::CloudFormation::Stack", "Conditional", null, List.of(table))))
                .containsExactly("It → It (AWS::DynamoDB::Table) is replaced.");
        assertThat(destroyed(change("Remove", "AWS::CloudFormation::Stack", null, "Delete")))
                .hasSize(1);
    }
}
