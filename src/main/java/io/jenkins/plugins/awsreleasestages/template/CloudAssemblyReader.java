package io.jenkins.plugins.awsreleasestages.template;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.awsreleasestages.template.CloudAssembly.Bootstrap;
import io.jenkins.plugins.awsreleasestages.template.CloudAssembly.Environment;
import io.jenkins.plugins.awsreleasestages.template.CloudAssembly.FileAsset;
import io.jenkins.plugins.awsreleasestages.template.CloudAssembly.FileDestination;
import io.jenkins.plugins.awsreleasestages.template.CloudAssembly.ImageAsset;
import io.jenkins.plugins.awsreleasestages.template.CloudAssembly.ImageDestination;
import io.jenkins.plugins.awsreleasestages.template.CloudAssembly.Packaging;
import io.jenkins.plugins.awsreleasestages.template.CloudAssembly.Role;
import io.jenkins.plugins.awsreleasestages.template.CloudAssembly.Stack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a cloud assembly and those nested in it; goes on after a problem, so that all are named at once. */
final class CloudAssemblyReader {

    /** The newest schema that was read here. A newer one may say things that we do not look at. */
    static final int NEWEST = 55;

    private static final int MOST_NESTED = 20;

    private static final Pattern ENVIRONMENT = Pattern.compile("aws://([^/]+)/([^/]+)");
    private static final Pattern VERSION = Pattern.compile("(\\d{1,6})\\.\\d+\\.\\d+.*");

    /** Artifacts that say nothing about a deployment. */
    private static final Set<String> SKIPPED =
            Set.of("cdk:tree", "cdk:feature-flag-report", "cdk:validation-report", "none");

    /** An artifact, found by its id below those of the assemblies it is nested in. */
    private record Artifact(
            String id, Tree tree, String pointer, JsonNode content, Path folder, String prefix, String parent) {}

    private final Path root;
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Artifact> artifacts = new LinkedHashMap<>();
    private final Map<String, List<FileAsset>> files = new LinkedHashMap<>();
    private final Map<String, List<ImageAsset>> images = new LinkedHashMap<>();
    private String version = "";

    CloudAssemblyReader(Path root) {
        this.root = root;
    }

    CloudAssembly read(Path folder) throws IOException, InvalidDocument {
        if (!Files.isRegularFile(folder.resolve("manifest.json"))) {
            throw new InvalidDocument(Problem.whole(
                    folder.toString(), "has no manifest.json: it is no cloud assembly. Run cdk synth first"));
        }
        Path real = folder.toRealPath();
        if (!real.startsWith(root)) {
            throw new InvalidDocument(Problem.whole(folder.toString(), "lies outside of the workspace"));
        }
        assembly(real, "", null, 0);
        Map<String, Stack> stacks = stacks();
        List<Stack> ordered = problems.isEmpty() ? ordered(stacks) : List.of();
        if (problems.isEmpty() && ordered.isEmpty()) {
            throw new InvalidDocument(Problem.whole(name(real.resolve("manifest.json")), "there is no stack in it"));
        }
        if (!problems.isEmpty()) {
            throw new InvalidDocument(problems);
        }
        return new CloudAssembly(version, List.copyOf(ordered), List.copyOf(notes));
    }

    private String name(Path file) {
        return file.startsWith(root) ? root.relativize(file).toString().replace('\\', '/') : file.toString();
    }

    private Tree tree(Path file) throws IOException {
        try {
            Tree tree = Tree.read(name(file), file);
            if (tree.root().isObject()) {
                return tree;
            }
            problems.add(tree.at("", "has to be a JSON object"));
        } catch (InvalidDocument e) {
            problems.addAll(e.problems());
        }
        return null;
    }

    private void assembly(Path folder, String prefix, String parent, int depth) throws IOException {
        Tree tree = tree(folder.resolve("manifest.json"));
        if (tree == null) {
            return;
        }
        version(tree, parent == null);
        missing(tree);
        for (Map.Entry<String, JsonNode> field : tree.root().path("artifacts").properties()) {
            String pointer = Tree.pointer("/artifacts", field.getKey());
            Artifact artifact =
                    new Artifact(prefix + field.getKey(), tree, pointer, field.getValue(), folder, prefix, parent);
            artifacts.put(artifact.id(), artifact);
            switch (field.getValue().path("type").asText()) {
                case "aws:cloudformation:stack" -> {}
                case "cdk:asset-manifest" -> assets(artifact);
                case "cdk:cloud-assembly" -> nested(artifact, depth);
                default -> skipped(artifact);
            }
        }
    }

    private void version(Tree tree, boolean outer) {
        String text = tree.root().path("version").asText();
        Matcher parts = VERSION.matcher(text);
        if (!parts.matches()) {
            problems.add(tree.at("/version", "'" + text + "' is no version of a cloud assembly"));
            return;
        }
        if (outer) {
            version = text;
            if (Integer.parseInt(parts.group(1)) > NEWEST) {
                notes.add("The cloud assembly has schema " + text + ", newer than the newest known here, " + NEWEST
                        + ".0.0. What is new in it is not looked at.");
            }
        }
    }

    private void missing(Tree tree) {
        JsonNode missing = tree.root().path("missing");
        for (int i = 0; i < missing.size(); i++) {
            problems.add(tree.at(
                    "/missing/" + i,
                    "the context '" + missing.get(i).path("key").asText() + "' ("
                            + missing.get(i).path("provider").asText()
                            + ") was not known at synthesis. Run cdk synth with credentials for the account, and commit"
                            + " cdk.context.json"));
        }
    }

    private void skipped(Artifact artifact) {
        String type = artifact.content().path("type").asText();
        if (!SKIPPED.contains(type)) {
            notes.add("The artifact " + artifact.id() + " of the unknown type '" + type + "' is skipped.");
        }
    }

    private void nested(Artifact artifact, int depth) throws IOException {
        Path folder = path(artifact, "/properties/directoryName", true);
        if (folder == null) {
            return;
        }
        if (depth == MOST_NESTED) {
            problems.add(artifact.tree().at(artifact.pointer(), "cloud assemblies are nested too deeply"));
        } else if (!Files.isRegularFile(folder.resolve("manifest.json"))) {
            problems.add(artifact.tree()
                    .at(artifact.pointer() + "/properties/directoryName", name(folder) + " has no manifest.json"));
        } else {
            assembly(folder, artifact.id() + "/", artifact.id(), depth + 1);
        }
    }

    // Assets

    private void assets(Artifact artifact) throws IOException {
        Path file = path(artifact, "/properties/file", false);
        Tree tree = file == null ? null : tree(file);
        if (tree == null) {
            return;
        }
        List<FileAsset> found = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : tree.root().path("files").properties()) {
            FileAsset asset = file(tree, Tree.pointer("/files", field.getKey()), field, artifact.folder());
            if (asset != null) {
                found.add(asset);
            }
        }
        files.put(artifact.id(), found);
        List<ImageAsset> needed = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field :
                tree.root().path("dockerImages").properties()) {
            needed.add(image(tree, Tree.pointer("/dockerImages", field.getKey()), field, artifact.folder()));
        }
        images.put(artifact.id(), needed);
    }

    private FileAsset file(Tree tree, String pointer, Map.Entry<String, JsonNode> field, Path folder)
            throws IOException {
        JsonNode source = field.getValue().path("source");
        String display = text(field.getValue().path("displayName"), field.getKey());
        if (source.has("executable")) {
            problems.add(tree.at(
                    pointer,
                    "the asset " + display + " is made by a command, which this step does not run. Let the app bundle"
                            + " it at synthesis"));
            return null;
        }
        Path path = path(tree, pointer + "/source/path", source.path("path"), folder);
        if (path == null) {
            return null;
        }
        boolean zip = source.path("packaging").asText("file").equals("zip");
        if (zip != Files.isDirectory(path)) {
            problems.add(tree.at(
                    pointer + "/source",
                    zip ? name(path) + " is to be zipped, but is no folder" : name(path) + " is a folder, not a file"));
            return null;
        }
        List<FileDestination> destinations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> one :
                field.getValue().path("destinations").properties()) {
            JsonNode to = one.getValue();
            String at = Tree.pointer(pointer + "/destinations", one.getKey());
            if (required(tree, at, to, "bucketName") && required(tree, at, to, "objectKey")) {
                destinations.add(new FileDestination(
                        new S3Location(
                                to.path("bucketName").asText(),
                                to.path("objectKey").asText()),
                        text(to.path("region"), null),
                        role(to, "assumeRoleArn")));
            }
        }
        return new FileAsset(
                field.getKey(), display, path.toString(), zip ? Packaging.ZIP : Packaging.FILE, destinations);
    }

    private ImageAsset image(Tree tree, String pointer, Map.Entry<String, JsonNode> field, Path folder)
            throws IOException {
        JsonNode source = field.getValue().path("source");
        List<ImageDestination> destinations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> one :
                field.getValue().path("destinations").properties()) {
            JsonNode to = one.getValue();
            String at = Tree.pointer(pointer + "/destinations", one.getKey());
            if (required(tree, at, to, "repositoryName") && required(tree, at, to, "imageTag")) {
                destinations.add(new ImageDestination(
                        to.path("repositoryName").asText(),
                        to.path("imageTag").asText(),
                        text(to.path("region"), null),
                        role(to, "assumeRoleArn")));
            }
        }
        Path directory =
                source.has("directory") ? path(tree, pointer + "/source", source.path("directory"), folder) : null;
        return new ImageAsset(
                field.getKey(),
                text(field.getValue().path("displayName"), field.getKey()),
                directory == null ? null : directory.toString(),
                text(source.path("dockerFile"), null),
                text(source.path("dockerBuildTarget"), null),
                text(source.path("platform"), null),
                texts(source.path("dockerBuildArgs")),
                list(source.path("executable")),
                destinations);
    }

    // Stacks

    private Map<String, Stack> stacks() throws IOException {
        Map<String, Stack> stacks = new LinkedHashMap<>();
        for (Artifact artifact : artifacts.values()) {
            if (isStack(artifact)) {
                Stack stack = stack(artifact);
                if (stack != null) {
                    stacks.put(artifact.id(), stack);
                }
            }
        }
        return stacks;
    }

    private static boolean isStack(Artifact artifact) {
        return artifact.content().path("type").asText().equals("aws:cloudformation:stack");
    }

    private Stack stack(Artifact artifact) throws IOException {
        JsonNode properties = artifact.content().path("properties");
        String own = artifact.id().substring(artifact.prefix().length());
        Path template = path(artifact, "/properties/templateFile", false);
        Environment environment = environment(artifact);
        JsonNode metadata = metadata(artifact);
        said(artifact, metadata);
        List<FileAsset> assets = new ArrayList<>();
        List<ImageAsset> needed = new ArrayList<>();
        for (String dependency : dependencies(artifact)) {
            assets.addAll(files.getOrDefault(dependency, List.of()));
            needed.addAll(images.getOrDefault(dependency, List.of()));
        }
        if (template == null || environment == null) {
            return null;
        }
        JsonNode least = properties.path("requiresBootstrapStackVersion");
        return new Stack(
                artifact.id(),
                text(artifact.content().path("displayName"), artifact.id()),
                text(properties.path("stackName"), own),
                template.toString(),
                S3Location.parse(properties.path("stackTemplateAssetObjectUrl").asText())
                        .orElse(null),
                environment,
                texts(properties.path("parameters")),
                properties.has("tags") ? texts(properties.path("tags")) : tags(metadata),
                list(properties.path("notificationArns")),
                properties.path("terminationProtection").asBoolean(),
                role(properties, "assumeRoleArn"),
                text(properties.path("cloudFormationExecutionRoleArn"), null),
                role(properties.path("lookupRole"), "arn"),
                least.isNumber()
                        ? new Bootstrap(
                                least.intValue(), text(properties.path("bootstrapStackVersionSsmParameter"), null))
                        : null,
                List.copyOf(stacksBefore(artifact)),
                List.copyOf(assets),
                List.copyOf(needed));
    }

    private Environment environment(Artifact artifact) {
        String text = artifact.content().path("environment").asText();
        Matcher parts = ENVIRONMENT.matcher(text);
        if (!parts.matches()) {
            problems.add(artifact.tree()
                    .at(
                            artifact.pointer() + "/environment",
                            "the environment '" + text + "' of " + artifact.id() + " is not aws://account/region"));
            return null;
        }
        String account = parts.group(1);
        String region = parts.group(2);
        return new Environment(
                account.equals("unknown-account") ? null : account, region.equals("unknown-region") ? null : region);
    }

    /** From the manifest and, with newer versions, a file beside it. */
    private JsonNode metadata(Artifact artifact) throws IOException {
        if (artifact.content().has("additionalMetadataFile")) {
            Path file = path(artifact, "/additionalMetadataFile", false);
            Tree tree = file == null ? null : tree(file);
            if (tree != null && !artifact.content().has("metadata")) {
                return tree.root();
            }
            if (tree != null) {
                return Tree.NODES
                        .arrayNode()
                        .add(artifact.content().path("metadata"))
                        .add(tree.root());
            }
        }
        return artifact.content().path("metadata");
    }

    private static List<JsonNode> entries(JsonNode metadata, String type) {
        List<JsonNode> found = new ArrayList<>();
        if (metadata.isObject() && metadata.path("type").asText().equals(type)) {
            found.add(metadata.path("data"));
        } else {
            metadata.forEach(below -> found.addAll(entries(below, type)));
        }
        return found;
    }

    private void said(Artifact artifact, JsonNode metadata) {
        for (JsonNode error : entries(metadata, "aws:cdk:error")) {
            problems.add(artifact.tree()
                    .at(
                            artifact.pointer(),
                            "the app itself reports an error in " + artifact.id() + ": " + error.asText()));
        }
        for (JsonNode warning : entries(metadata, "aws:cdk:warning")) {
            notes.add("Warning of the app about " + artifact.id() + ": " + warning.asText());
        }
        if (!entries(metadata, "aws:cdk:asset").isEmpty()) {
            problems.add(artifact.tree()
                    .at(
                            artifact.pointer(),
                            artifact.id() + " passes its assets by parameters, as CDK version 1 did. Use CDK version 2,"
                                    + " or the DefaultStackSynthesizer"));
        }
    }

    private static Map<String, String> tags(JsonNode metadata) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (JsonNode list : entries(metadata, "aws:cdk:stack-tags")) {
            for (JsonNode tag : list) {
                tags.put(
                        text(tag.path("Key"), tag.path("key").asText()),
                        text(tag.path("Value"), tag.path("value").asText()));
            }
        }
        return tags;
    }

    // Order

    private Set<String> dependencies(Artifact artifact) {
        Set<String> ids = new LinkedHashSet<>();
        JsonNode written = artifact.content().path("dependencies");
        for (int i = 0; i < written.size(); i++) {
            String id = artifact.prefix() + written.get(i).asText();
            if (artifacts.containsKey(id)) {
                ids.add(id);
            } else {
                problems.add(artifact.tree()
                        .at(
                                artifact.pointer() + "/dependencies/" + i,
                                artifact.id() + " depends on '" + written.get(i).asText()
                                        + "', which is not in the assembly"));
            }
        }
        return ids;
    }

    /** The stacks that have to be there before: its own, and those that the assemblies around it wait for. */
    private Set<String> stacksBefore(Artifact artifact) {
        Set<String> before = new LinkedHashSet<>();
        for (Artifact one = artifact; one != null; one = artifacts.get(one.parent())) {
            JsonNode written = one.content().path("dependencies");
            for (JsonNode dependency : written) {
                below(one.prefix() + dependency.asText(), before);
            }
        }
        return before;
    }

    private void below(String id, Set<String> stacks) {
        Artifact artifact = artifacts.get(id);
        if (artifact == null) {
            return;
        }
        if (isStack(artifact)) {
            stacks.add(id);
        }
        artifacts.values().stream()
                .filter(other -> id.equals(other.parent()))
                .forEach(other -> below(other.id(), stacks));
    }

    private List<Stack> ordered(Map<String, Stack> stacks) {
        List<Stack> ordered = new ArrayList<>();
        Set<String> done = new LinkedHashSet<>();
        while (done.size() < stacks.size()) {
            Stack next = stacks.values().stream()
                    .filter(stack -> !done.contains(stack.id()) && done.containsAll(stack.dependsOn()))
                    .findFirst()
                    .orElse(null);
            if (next == null) {
                circle(stacks, done);
                return List.of();
            }
            done.add(next.id());
            ordered.add(next);
        }
        return ordered;
    }

    /** Walks along unmet dependencies until it comes by a stack again. */
    private void circle(Map<String, Stack> stacks, Set<String> done) {
        List<String> way = new ArrayList<>();
        String at = stacks.keySet().stream()
                .filter(id -> !done.contains(id))
                .findFirst()
                .orElseThrow();
        while (!way.contains(at)) {
            way.add(at);
            at = stacks.get(at).dependsOn().stream()
                    .filter(id -> !done.contains(id))
                    .findFirst()
                    .orElseThrow();
        }
        List<String> circle = new ArrayList<>(way.subList(way.indexOf(at), way.size()));
        circle.add(at);
        Artifact first = artifacts.get(at);
        problems.add(first.tree()
                .at(first.pointer() + "/dependencies", "stacks depend on each other: " + String.join(" → ", circle)));
    }

    // Small things

    private Path path(Artifact artifact, String property, boolean folder) throws IOException {
        JsonNode value = artifact.content().at(property);
        Path path = path(artifact.tree(), artifact.pointer() + property, value, artifact.folder());
        if (path != null && folder != Files.isDirectory(path)) {
            problems.add(artifact.tree()
                    .at(artifact.pointer() + property, name(path) + " is " + (folder ? "no folder" : "a folder")));
            return null;
        }
        return path;
    }

    private Path path(Tree tree, String pointer, JsonNode value, Path folder) throws IOException {
        if (!value.isTextual() || value.textValue().isBlank()) {
            String key = pointer.substring(pointer.lastIndexOf('/') + 1);
            problems.add(tree.at(pointer, key + " is missing"));
            return null;
        }
        try {
            Path path = folder.resolve(value.textValue()).normalize();
            if (!Files.exists(path)) {
                problems.add(tree.at(pointer, "'" + value.textValue() + "' is not there. Run cdk synth again"));
                return null;
            }
            Path real = path.toRealPath();
            if (real.startsWith(root)) {
                return real;
            }
            problems.add(tree.at(pointer, "'" + value.textValue() + "' lies outside of the workspace"));
        } catch (InvalidPathException e) {
            problems.add(tree.at(pointer, "'" + value.textValue() + "' is not a path"));
        }
        return null;
    }

    private boolean required(Tree tree, String pointer, JsonNode node, String key) {
        if (node.path(key).isTextual()) {
            return true;
        }
        problems.add(tree.at(pointer, key + " is missing"));
        return false;
    }

    private static Role role(JsonNode node, String arn) {
        if (!node.path(arn).isTextual()) {
            return null;
        }
        Map<String, String> tags = new LinkedHashMap<>();
        node.path("assumeRoleAdditionalOptions")
                .path("Tags")
                .forEach(tag ->
                        tags.put(tag.path("Key").asText(), tag.path("Value").asText()));
        return new Role(node.path(arn).textValue(), text(node.path("assumeRoleExternalId"), null), tags);
    }

    private static String text(JsonNode node, String otherwise) {
        return node.isTextual() ? node.textValue() : otherwise;
    }

    private static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        node.properties()
                .forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
        return texts;
    }

    private static List<String> list(JsonNode node) {
        List<String> list = new ArrayList<>();
        node.forEach(item -> list.add(item.asText()));
        return List.copyOf(list);
    }
}
