package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** All that the look-alike knows. Its monitor guards everything in it. */
final class Account {

    static final String ID = "123456789012";

    final String region;
    final Timeline timeline;
    final Map<String, Stack> stacks = new LinkedHashMap<>();
    final Map<String, String> templates = new LinkedHashMap<>();
    final Map<String, byte[]> objects = new LinkedHashMap<>();
    final Map<String, String> ssm = new LinkedHashMap<>();
    final List<StackSet> stackSets = new ArrayList<>();

    /** The accounts of each organizational unit. */
    final Map<String, List<String>> units = new LinkedHashMap<>();

    final PageTokens pages = new PageTokens();

    /** By stack name and logical id, what a template's {@code Metadata.LookAlike} could say as well. */
    final Map<String, Map<String, Object>> behaviours = new LinkedHashMap<>();

    /** By {@code Type.Property}: Always, Conditionally, Never. */
    final Map<String, String> recreation = new LinkedHashMap<>(Map.of(
            "AWS::DynamoDB::Table.KeySchema", "Conditionally",
            "AWS::EC2::Instance.ImageId", "Always",
            "AWS::EC2::Instance.InstanceType", "Conditionally",
            "AWS::EC2::Instance.SubnetId", "Always",
            "AWS::RDS::DBInstance.Engine", "Always",
            "AWS::Lambda::Function.PackageType", "Always",
            "AWS::SQS::Queue.FifoQueue", "Always"));

    double changeSetSeconds = 1;
    double resourceSeconds = 1;
    double driftSeconds = 2;
    double stackSetSeconds = 2;
    int pageSize = 100;
    int changesAPage = 100;

    private final Random random = new Random();
    private final Map<String, Integer> named = new LinkedHashMap<>();

    Account(String region, Clock clock) {
        this.region = region;
        this.timeline = new Timeline(clock);
    }

    String arn(String service, String rest) {
        return "arn:aws:" + service + ":" + region + ":" + ID + ":" + rest;
    }

    /**
     * As it looks at AWS. Each is another, but the n-th of a thing is the same in every account: who is asked the same once
     * more, as after a restart that a test brings about much later, has the same ids.
     */
    String uuid(String thing) {
        String nth = thing + "#" + named.merge(thing, 1, Integer::sum);
        return UUID.nameUUIDFromBytes(nth.getBytes(StandardCharsets.UTF_8)).toString();
    }

    String letters(int count) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < count; i++) {
            letters.append("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".charAt(random.nextInt(36)));
        }
        return letters.toString();
    }

    Stack byId(String id) {
        return stacks.get(id);
    }

    Collection<Stack> all() {
        return stacks.values();
    }

    /** By name only one that is alive, by id a deleted one too; null when there is none. */
    Stack find(String nameOrId) {
        if (nameOrId.startsWith("arn:")) {
            return stacks.get(nameOrId);
        }
        for (Stack stack : stacks.values()) {
            if (stack.isAlive() && stack.name.equals(nameOrId)) {
                return stack;
            }
        }
        return null;
    }

    /** By its name one that was not deleted, by its id any; null when there is none. */
    StackSet stackSet(String nameOrId) {
        for (StackSet set : stackSets) {
            if (set.id.equals(nameOrId) || set.name.equals(nameOrId) && !set.deleted) {
                return set;
            }
        }
        return null;
    }

    Stack add(Stack stack) {
        stacks.put(stack.id, stack);
        return stack;
    }

    Map<String, String> pseudo(Stack stack) {
        return Map.of(
                "AWS::Region",
                region,
                "AWS::AccountId",
                ID,
                "AWS::Partition",
                "aws",
                "AWS::URLSuffix",
                "amazonaws.com",
                "AWS::StackName",
                stack.name,
                "AWS::StackId",
                stack.id,
                "AWS::NotificationARNs",
                "");
    }

    /** With the resources as they are. */
    Resolution resolution(Stack stack, Deployment deployment) {
        return resolution(stack, deployment, new Resolution.Resources() {
            @Override
            public String ref(String logicalId) {
                Resource resource = stack.resources.get(logicalId);
                return resource == null || resource.physicalId == null ? Resolution.KNOWN_LATER : resource.physicalId;
            }

            @Override
            public String attribute(String logicalId, String attribute) {
                Resource resource = stack.resources.get(logicalId);
                return resource == null || resource.physicalId == null
                        ? Resolution.KNOWN_LATER
                        : Account.this.attribute(resource, attribute);
            }
        });
    }

    Resolution resolution(Stack stack, Deployment deployment, Resolution.Resources resources) {
        return Resolution.of(deployment.template(), deployment.values(), pseudo(stack), resources, this::export);
    }

    String attribute(Resource resource, String attribute) {
        Stack nested = resource.isNested() ? byId(resource.physicalId) : null;
        if (nested != null && attribute.startsWith("Outputs.")) {
            Map<String, Object> output = nested.outputs.get(attribute.substring("Outputs.".length()));
            return output == null ? Resolution.KNOWN_LATER : String.valueOf(output.get("OutputValue"));
        }
        if (attribute.endsWith("Arn") && !resource.physicalId.startsWith("arn:")) {
            String[] type = resource.type.split("::");
            return arn(type.length > 1 ? type[1].toLowerCase(Locale.ROOT) : "custom", resource.physicalId);
        }
        return attribute.endsWith("Arn") ? resource.physicalId : resource.physicalId + "." + attribute;
    }

    private String export(String name) {
        for (Stack stack : stacks.values()) {
            for (Map<String, Object> output : stack.outputs.values()) {
                if (stack.isAlive() && name.equals(output.get("ExportName"))) {
                    return String.valueOf(output.get("OutputValue"));
                }
            }
        }
        throw Refusal.invalid("No export named " + name + " found.");
    }

    /** What the look-alike is to do with a resource: of the template, and of who set it from outside, who wins. */
    Map<String, Object> behaviour(Stack stack, String logicalId, Map<String, Object> definition) {
        Map<String, Object> behaviour = new LinkedHashMap<>(
                Template.map(Template.map(definition.get("Metadata")).get("LookAlike")));
        behaviour.putAll(behaviours.getOrDefault(stack.name + "/" + logicalId, Map.of()));
        behaviour.values().removeIf(value -> value == null || value.equals(""));
        return behaviour;
    }

    /** How a change of a property acts on the resource. */
    String recreation(String type, String property) {
        String set = recreation.get(type + "." + property);
        if (set != null) {
            return set;
        }
        return property.equals(namingProperty(type)) || type.equals("AWS::SSM::Parameter") && property.equals("Name")
                ? "Always"
                : "Never";
    }

    String physicalId(Stack stack, String logicalId, String type, Map<String, Object> properties, Object wanted) {
        if (wanted != null) {
            return wanted.toString();
        }
        for (String property : List.of(namingProperty(type), "Name")) {
            if (properties.get(property) instanceof String name) {
                return name;
            }
        }
        return stack.name + "-" + logicalId + "-" + letters(12);
    }

    private static String namingProperty(String type) {
        return type.substring(type.lastIndexOf(':') + 1) + "Name";
    }

    /** A template by its address: one that was registered, or an object of this account's S3. */
    Template templateAt(String url) {
        String text = templates.get(url);
        if (text == null) {
            byte[] object = objects.get(objectAt(url));
            text = object == null ? null : new String(object, StandardCharsets.UTF_8);
        }
        if (text == null) {
            throw Refusal.invalid("S3 error: The specified key does not exist.\nFor more information check"
                    + " http://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html");
        }
        if (text.length() > 1_000_000) {
            throw Refusal.invalid("Template may not exceed 1000000 bytes in size.");
        }
        return Template.parse(text);
    }

    /** The bucket and key that an address of S3 is about, as {@code bucket/key}. */
    private static String objectAt(String url) {
        URI address;
        try {
            address = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("TemplateURL must be a supported URL.");
        }
        String host = address.getHost() == null ? "" : address.getHost();
        if (address.getScheme() == null || !address.getScheme().startsWith("http")) {
            throw Refusal.invalid("TemplateURL must be a supported URL.");
        }
        String path = address.getPath().substring(1);
        boolean pathStyle = host.startsWith("s3.") || host.startsWith("s3-") || !host.endsWith(".amazonaws.com");
        return pathStyle ? path : host.substring(0, host.indexOf(".s3")) + "/" + path;
    }
}
