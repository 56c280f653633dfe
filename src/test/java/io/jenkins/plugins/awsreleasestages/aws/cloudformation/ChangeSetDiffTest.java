package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ResourceChange.Effect;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChangeSetDiffTest {

    private static ResourceChange change(
            String action,
            String id,
            String type,
            String replacement,
            String policy,
            ResourceChange.Property... properties) {
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
                                new ResourceChange.Property("MemorySize", "Never", "128", "256", null),
                                new ResourceChange.Property(
                                        "Environment.Variables.STAGE", "Never", null, "prod", "Stage")),
                        change(
                                "Modify",
                                "Table",
                                "AWS::DynamoDB::Table",
                                "True",
                                "ReplaceAndRetain",
                                new ResourceChange.Property("TableName", "Always", "orders", "orders-2", null)),
                        change(
                                "Modify",
                                "Role",
                                "AWS::IAM::Role",
                                "Conditional",
                                "ReplaceAndDelete",
                                new ResourceChange.Property(
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
                    ±? Role     AWS::IAM::Role  PERMISSIONS; may be replaced because of Path
                          Path: / → (known after execution)
                    -  Old      AWS::SNS::Topic  stays in the account
                    +  Bucket   AWS::S3::Bucket  imported
                    ~  Network  AWS::CloudFormation::Stack  Properties
                    +    Inner  AWS::SNS::Topic
                    2 to add, 2 to change, 1 to replace, 1 possibly to replace, 1 to remove, 1 to import. Permissions: Role.\
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
                new ResourceChange.Property("QueueName", "Never", "a", "b", null),
                new ResourceChange.Property("QueueName", "Always", "a", "b", "Name"))));
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
                        new ResourceChange.Property("Tags", "Never", "a\n\u001b[31mb", "x".repeat(500), null))))
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

    private static final String STATEMENTS =
            "[{\"PolicyName\":\"deploy\",\"PolicyDocument\":{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\","
                    + "\"Resource\":\"arn:aws:s3:::checkout-artifacts/*\"}]}}]";

    @Test
    void aPolicyThatBecomesWiderIsTheFirstThingToSee() {
        ChangeSetDiff diff = ChangeSetDiff.of(List.of(
                change(
                        "Modify",
                        "DeployRole",
                        "AWS::IAM::Role",
                        "False",
                        null,
                        new ResourceChange.Property(
                                "Policies",
                                "Never",
                                STATEMENTS,
                                STATEMENTS.replace("s3:GetObject", "*").replace("arn:aws:s3:::checkout-artifacts/", ""),
                                "Policies")),
                change("Modify", "Queue", "AWS::SQS::Queue", "False", null)));
        assertThat(diff.lines())
                .containsExactly(
                        "~  DeployRole  AWS::IAM::Role  PERMISSIONS",
                        "      Policies[0].PolicyDocument.Statement[0].Action: s3:GetObject → *  (from Policies)",
                        "      Policies[0].PolicyDocument.Statement[0].Resource: arn:aws:s3:::checkout-artifacts/* → *",
                        "~  Queue       AWS::SQS::Queue  Properties",
                        "2 to change. Permissions: DeployRole.");
        assertThat(diff.rows()).extracting(ChangeSetDiff.Row::permissions).containsExactly(true, false);
        assertThat(diff.rows().get(0).whole())
                .extracting(ResourceChange.Property::before)
                .containsExactly(STATEMENTS);
    }

    @Test
    void permissionsAreThoseOfOtherServicesToo() {
        for (String type : List.of("AWS::IAM::Policy", "AWS::S3::BucketPolicy", "AWS::Lambda::Permission")) {
            assertThat(ChangeSetDiff.of(List.of(change("Add", "X", type, null, null)))
                            .lines()
                            .get(0))
                    .endsWith("  PERMISSIONS");
        }
        for (String property : List.of("AccessPolicies", "RepositoryPolicyText.Statement", "PolicyDocument")) {
            assertThat(ChangeSetDiff.of(List.of(change(
                                    "Modify",
                                    "X",
                                    "AWS::ECR::Repository",
                                    "False",
                                    null,
                                    new ResourceChange.Property(property, "Never", "a", "b", null))))
                            .lines()
                            .get(0))
                    .endsWith("  PERMISSIONS");
        }
        assertThat(ChangeSetDiff.of(List.of(change(
                                "Modify",
                                "X",
                                "AWS::SQS::Queue",
                                "True",
                                null,
                                new ResourceChange.Property("RedrivePolicy", "Never", "a", "b", null),
                                new ResourceChange.Property("DeletionPolicy", "Never", "a", "b", null))))
                        .lines()
                        .get(0))
                .endsWith("  replaced");
    }

    @Test
    void manyPermissionsAreCounted() {
        ResourceChange[] roles = IntStream.range(0, 12)
                .mapToObj(i -> change("Add", "R" + i, "AWS::IAM::Role", null, null))
                .toArray(ResourceChange[]::new);
        assertThat(ChangeSetDiff.of(List.of(roles)).countLine())
                .isEqualTo("12 to add. Permissions: R0, R1, R2, R3, R4, R5, R6, R7, R8, R9 and 2 more.");
    }

    @Test
    void becauseOfNamesOnlyWhatForcesTheReplacement() {
        assertThat(ChangeSetDiff.of(List.of(change(
                                "Modify",
                                "Table",
                                "AWS::DynamoDB::Table",
                                "True",
                                null,
                                new ResourceChange.Property("BillingMode", "Never", "a", "b", null),
                                new ResourceChange.Property("TableName", "Always", "a", "b", null),
                                new ResourceChange.Property("Tags", "", "a", "b", null),
                                new ResourceChange.Property("KeySchema", "Conditionally", "a", "b", null))))
                        .lines()
                        .get(0))
                .isEqualTo("±  Table  AWS::DynamoDB::Table  replaced because of TableName, KeySchema");
    }

    @Test
    void aPropertyNamedTwiceHasTheValuesAndTheCauseOfEither() {
        ChangeSetDiff diff = ChangeSetDiff.of(List.of(change(
                "Modify",
                "Queue",
                "AWS::SQS::Queue",
                "False",
                null,
                new ResourceChange.Property("QueueName", "Never", null, null, null),
                new ResourceChange.Property("QueueName", "Never", "a", "b", "Name"),
                new ResourceChange.Property("DelaySeconds", "Never", "1", "2", "Delay"),
                new ResourceChange.Property("DelaySeconds", "Never", "3", "4", "Wait"),
                new ResourceChange.Property("Tags", "Never", null, null, null))));
        assertThat(diff.lines())
                .containsExactly(
                        "~  Queue  AWS::SQS::Queue",
                        "      QueueName: a → b  (from Name)",
                        "      DelaySeconds: 1 → 2  (from Delay)",
                        "      Tags",
                        "1 to change.");
    }

    @Test
    void whatBecomesOfTheOldOneIsSaid() {
        assertThat(text(
                        change("Remove", "Data", "AWS::RDS::DBInstance", null, "Snapshot"),
                        change("Remove", "Topic", "AWS::SNS::Topic", null, "Delete"),
                        change("Modify", "Db", "AWS::RDS::DBInstance", "True", "ReplaceAndSnapshot")))
                .isEqualTo("""
                    -  Data   AWS::RDS::DBInstance  a snapshot is kept
                    -  Topic  AWS::SNS::Topic
                    ±  Db     AWS::RDS::DBInstance  replaced; a snapshot is kept
                    1 to replace, 2 to remove.\
                    """);
    }

    @Test
    void tenPermissionsAreAllNamed() {
        ResourceChange[] roles = IntStream.range(0, 10)
                .mapToObj(i -> change("Add", "R" + i, "AWS::IAM::Role", null, null))
                .toArray(ResourceChange[]::new);
        assertThat(ChangeSetDiff.of(List.of(roles)).countLine()).endsWith("R8, R9.");
    }
}
