package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ResourceChange.Effect;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeSetDiffTest {

    private static ResourceChange change(
            String action, String id, String type, String replacement, String policy, PropertyChange... properties) {
        return new ResourceChange(
                action, id, null, type, replacement, policy, List.of("Properties"), List.of(properties), List.of());
    }

    private static String text(ResourceChange... changes) {
        return String.join("\n", ChangeSetDiff.of(List.of(changes)).lines());
    }

    @Test
    void oneLineAResourceAndACountAtTheEnd() {
        ResourceChange inner = change("Add", "Inner", "AWS::SNS::Topic", null, null);
        ResourceChange nested = new ResourceChange(
                "Modify",
                "Network",
                null,
                "AWS::CloudFormation::Stack",
                "False",
                null,
                List.of("Properties"),
                List.of(),
                List.of(inner));
        assertThat(text(
                        change("Add", "Queue", "AWS::SQS::Queue", null, null),
                        change(
                                "Modify",
                                "Worker",
                                "AWS::Lambda::Function",
                                "False",
                                null,
                                new PropertyChange("MemorySize", "Never", "128", "256", null),
                                new PropertyChange("Environment.Variables.STAGE", "Never", null, "prod", "Stage")),
                        change(
                                "Modify",
                                "Table",
                                "AWS::DynamoDB::Table",
                                "True",
                                "ReplaceAndRetain",
                                new PropertyChange("TableName", "Always", "orders", "orders-2", null)),
                        change(
                                "Modify",
                                "Role",
                                "AWS::IAM::Role",
                                "Conditional",
                                "ReplaceAndDelete",
                                new PropertyChange(
                                        "Path", "Conditionally", "/", "{{changeSet:KNOWN_AFTER_APPLY}}", null)),
                        change("Remove", "Old", "AWS::SNS::Topic", null, "Retain"),
                        change("Import", "Bucket", "AWS::S3::Bucket", null, null),
                        nested))
                .isEqualTo("""
                    +  Queue    AWS::SQS::Queue
                    ~  Worker   AWS::Lambda::Function
                          MemorySize: 128 → 256
                          Environment.Variables.STAGE: (none) → prod  (from Stage)
                    ±  Table    AWS::DynamoDB::Table  replaced because of TableName; the old one stays in the account
                          TableName: orders → orders-2
                    ±? Role     AWS::IAM::Role  may be replaced because of Path
                          Path: / → (known after execution)
                    -  Old      AWS::SNS::Topic  stays in the account
                    +  Bucket   AWS::S3::Bucket  imported
                    ~  Network  AWS::CloudFormation::Stack  Properties
                    +    Inner  AWS::SNS::Topic
                    2 to add, 2 to change, 1 to replace, 1 possibly to replace, 1 to remove, 1 to import.\
                    """);
    }

    @Test
    void aPropertyNamedTwiceIsShownOnceWithTheGraverConsequence() {
        ChangeSetDiff diff = ChangeSetDiff.of(List.of(change(
                "Modify",
                "Queue",
                "AWS::SQS::Queue",
                "True",
                null,
                new PropertyChange("QueueName", "Never", "a", "b", null),
                new PropertyChange("QueueName", "Always", "a", "b", "Name"))));
        assertThat(diff.lines())
                .containsExactly(
                        "±  Queue  AWS::SQS::Queue  replaced because of QueueName",
                        "      QueueName: a → b  (from Name)",
                        "1 to replace.");
    }

    @Test
    void valuesCannotBreakTheLog() {
        String line = ChangeSetDiff.of(List.of(change(
                        "Modify",
                        "Queue",
                        "AWS::SQS::Queue",
                        "False",
                        null,
                        new PropertyChange("Tags", "Never", "a\n\u001b[31mb", "x".repeat(500), null))))
                .lines()
                .get(1);
        assertThat(line).doesNotContain("\n", "\u001b").hasSizeLessThan(200).endsWith("…");
    }

    @Test
    void withoutResourceChangesItSaysWhatIsLeft() {
        assertThat(ChangeSetDiff.of(List.of()).lines())
                .containsExactly("No resource changes; only outputs, tags or other settings of the stack.");
    }

    @Test
    void anUnknownActionCountsAsAChange() {
        assertThat(change("Teleport", "X", "T", null, null).effect()).isEqualTo(Effect.MODIFY);
        assertThat(change("Dynamic", "X", "T", null, null).effect()).isEqualTo(Effect.MAY_REPLACE);
    }
}
