package io.jenkins.plugins.awsreleasestages.jenkins.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.document.DocumentReader;
import io.jenkins.plugins.awsreleasestages.document.Problems;
import io.jenkins.plugins.awsreleasestages.document.Value;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedAccount;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.template.Template;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.Output;
import software.amazon.awssdk.services.cloudformation.model.Stack;
import software.amazon.awssdk.services.cloudformation.model.StackResourceSummary;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The template that the plugin hands out. */
class EventsTemplateEmulatorTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    @Test
    void theOneInTheDocumentationIsTheSame() throws Exception {
        assertThat(Files.readString(EmulatedAccount.projectRoot().resolve("docs/examples/release-events.yaml")))
                .isEqualTo(EventsPage.templateText());
    }

    @Test
    void ourOwnReaderReadsIt() throws Exception {
        Template template =
                Template.read("release-events.yaml", EventsPage.templateText().getBytes(StandardCharsets.UTF_8));
        assertThat(template.parameters())
                .extracting(Template.Parameter::name)
                .containsExactlyInAnyOrder(
                        "QueueName", "Buckets", "CodeDeploy", "Ecs", "StepFunctions", "CodePipeline");
    }

    @Test
    void itMakesAQueue() {
        CloudFormationClient cloudFormation =
                AWS.at(CloudFormationClient.builder()).build();
        cloudFormation.createStack(r -> r.stackName("release-events")
                .templateBody(EventsPage.templateText())
                // The emulator takes a list by default for a text.
                .parameters(p -> p.parameterKey("Buckets").parameterValue("releases,artifacts")));
        Stack stack = cloudFormation
                .describeStacks(r -> r.stackName("release-events"))
                .stacks()
                .get(0);
        assertThat(stack.stackStatusAsString()).isEqualTo("CREATE_COMPLETE");
        Map<String, String> outputs =
                stack.outputs().stream().collect(Collectors.toMap(Output::outputKey, Output::outputValue));
        Map<QueueAttributeName, String> queue = AWS.at(SqsClient.builder())
                .build()
                .getQueueAttributes(r -> r.queueUrl(outputs.get("QueueUrl")).attributeNames(QueueAttributeName.ALL))
                .attributes();
        assertThat(queue.get(QueueAttributeName.QUEUE_ARN)).isEqualTo(outputs.get("QueueArn"));
        assertThat(queue.get(QueueAttributeName.REDRIVE_POLICY)).contains("release-events-dead");
        assertThat(rulesOf(cloudFormation, "release-events"))
                .containsExactlyInAnyOrder("Branches", "Objects", "Images", "Builds", "Stacks");
    }

    @Test
    void whatNothingWaitsForYetIsToldOfWhereThatIsAskedFor() {
        CloudFormationClient cloudFormation =
                AWS.at(CloudFormationClient.builder()).build();
        cloudFormation.createStack(r -> r.stackName("more-events")
                .templateBody(EventsPage.templateText())
                .parameters(
                        p -> p.parameterKey("QueueName").parameterValue("more-events"),
                        p -> p.parameterKey("Buckets").parameterValue("releases,artifacts"),
                        p -> p.parameterKey("CodeDeploy").parameterValue("yes"),
                        p -> p.parameterKey("Ecs").parameterValue("yes"),
                        p -> p.parameterKey("StepFunctions").parameterValue("yes"),
                        p -> p.parameterKey("CodePipeline").parameterValue("yes")));
        assertThat(rulesOf(cloudFormation, "more-events"))
                .hasSize(9)
                .contains("Deployments", "Services", "Executions", "Pipelines");
    }

    private static List<String> rulesOf(CloudFormationClient cloudFormation, String stack) {
        return cloudFormation.listStackResources(r -> r.stackName(stack)).stackResourceSummaries().stream()
                .filter(resource -> resource.resourceType().equals("AWS::Events::Rule"))
                .map(StackResourceSummary::logicalResourceId)
                .toList();
    }

    /** Where the rule has a condition, the policy names it under the same. */
    private static String ruleOf(Value arn, Value resources) {
        Value choice = arn.get("If");
        if (!choice.isList()) {
            return arn.get("GetAtt").text();
        }
        String rule = choice.get(1).get("GetAtt").text();
        assertThat(choice.get(0).text())
                .isEqualTo(resources
                        .get(rule.substring(0, rule.indexOf('.')), "Condition")
                        .text());
        assertThat(choice.get(2).get("Ref").text()).isEqualTo("AWS::NoValue");
        return rule;
    }

    /** The emulator has no policies of queues in stacks, so this reads the template. */
    @Test
    void exactlyItsRulesMaySend() throws Exception {
        Value resources = new DocumentReader("", new Problems())
                .tags(Value::mapping)
                .readYaml(EventsPage.templateText())
                .get("Resources");
        List<String> rules = resources.members().entrySet().stream()
                .filter(resource -> "AWS::Events::Rule"
                        .equals(resource.getValue().get("Type").text()))
                .map(rule -> rule.getKey() + ".Arn")
                .toList();
        assertThat(rules).hasSize(9);
        Value statements = resources.get("QueuePolicy", "Properties", "PolicyDocument", "Statement");
        assertThat(statements.size()).isEqualTo(1);
        assertThat(statements.get(0).get("Principal", "Service").text()).isEqualTo("events.amazonaws.com");
        assertThat(statements.get(0).get("Condition", "ArnEquals", "aws:SourceArn").items().stream()
                        .map(arn -> ruleOf(arn, resources)))
                .containsExactlyElementsOf(rules);
    }
}
