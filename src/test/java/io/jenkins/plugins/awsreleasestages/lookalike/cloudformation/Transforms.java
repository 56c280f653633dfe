package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the serverless transform makes of a template, as far as resources, names and refusals go. */
final class Transforms {

    private static final Map<String, String> TYPES = Map.of(
            "AWS::Serverless::Function", "AWS::Lambda::Function",
            "AWS::Serverless::Api", "AWS::ApiGateway::RestApi",
            "AWS::Serverless::HttpApi", "AWS::ApiGatewayV2::Api",
            "AWS::Serverless::SimpleTable", "AWS::DynamoDB::Table",
            "AWS::Serverless::LayerVersion", "AWS::Lambda::LayerVersion",
            "AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine",
            "AWS::Serverless::Application", "AWS::CloudFormation::Stack");

    private static final Map<String, String> CODE = Map.of(
            "AWS::Serverless::Function", "CodeUri",
            "AWS::Serverless::LayerVersion", "ContentUri");

    private Transforms() {}

    static boolean isServerless(Template template) {
        return template.transforms().contains("AWS::Serverless-2016-10-31");
    }

    /** @throws Refusal with the reason that the change set then fails for */
    static Template applied(Template template) {
        if (!isServerless(template)) {
            return template;
        }
        Map<String, Object> tree = new LinkedHashMap<>(template.tree);
        tree.remove("Transform");
        Map<String, Object> resources = new LinkedHashMap<>();
        template.section("Resources").forEach((id, resource) -> {
            Map<String, Object> definition = new LinkedHashMap<>(Template.map(resource));
            String type = String.valueOf(definition.get("Type"));
            Map<String, Object> properties = Template.map(definition.get("Properties"));
            checkCode(id, type, properties);
            definition.put("Type", TYPES.getOrDefault(type, type));
            resources.put(id, definition);
            if (type.equals("AWS::Serverless::Function") && !properties.containsKey("Role")) {
                resources.put(id + "Role", Xml.fields("Type", "AWS::IAM::Role", "Properties", Map.of()));
                definition.put("DependsOn", List.of(id + "Role"));
            }
        });
        tree.put("Resources", resources);
        return Template.parse(Template.json(tree, true));
    }

    private static void checkCode(String id, String type, Map<String, Object> properties) {
        String property = CODE.get(type);
        Object code = property == null ? null : properties.get(property);
        if (code instanceof String uri && !uri.startsWith("s3://")) {
            throw Refusal.invalid("Transform AWS::Serverless-2016-10-31 failed with: Invalid Serverless Application"
                    + " Specification document. Number of errors found: 1. Resource with id [" + id
                    + "] is invalid. '" + property
                    + "' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.");
        }
    }
}
