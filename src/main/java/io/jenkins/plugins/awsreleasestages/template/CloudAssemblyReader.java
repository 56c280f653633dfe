package io.jenkins.plugins.awsreleasestages.template;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.awsreleasestages.document.Budget;
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
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a cloud assembly and those nested in it; goes on after a problem, so that all are named at once. */
final class CloudAssemblyReader {

    /** The newest schema that was read here. A newer one may say things that we do not look at. */
    static final int NEWEST = 55;

    private static final int MOST_NESTED = 20;

    /** Of all assemblies nested in each other together: some work here grows with the square of it. */
    private static final int MOST_ARTIFACTS = 2_000;

    private static final Pattern ENVIRONMENT = Pattern.compile("aws://([^/]+)/([^/]+)");
    private static final Pattern VERSION = Pattern.compile("(\\d{1,6})\\.\\d+\\.\\d+.*");

    /** Artifacts that say nothing about a deployment. */
    private static final Set<String> SKIPPED =
            Set.of("cdk:tree", "cdk:feature-flag-report", "cdk:validation-report", "none");

    /** An artifact, found by its id below those of the assemblies it is nested in. */
    private record Artifact(
            String id, Tree tree, Place at, JsonNode content, Path folder, String prefix, String parent) {}

    private final Path root;
    private final Problems problems = new Problems();
    private final Budget budget = Budget.ofFiles();
    private final Set<Path> folders = new HashSet<>();
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
        folders.add(real);
        assembly(real, "", null, 0);
        Map<String, Stack> stacks = stacks();
        List<Stack> ordered = problems.isEmpty() ? ordered(stacks) : List.of();
        if (problems.isEmpty() && ordered.isEmpty()) {
            throw new InvalidDocument(Problem.whole(name(real.resolve("manifest.json")), "there is no stack in it"));
        }
        problems.refuse();
        return new CloudAssembly(version, List.copyOf(ordered), List.copyOf(notes));
    }

    private String name(Path file) {
        return file.startsWith(root) ? root.relativize(file).toString().replace('\\', '/') : file.toString();
    }

    private Tree tree(Path file) throws IOException {
        try {
            Tree tree = Tree.read(name(file), Tree.text(name(file), file), budget);
            if (tree.root().isObject()) {
                return tree;
            }
            problems.add(tree.at(tree.place(), "has to be a JSON object"));
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
            Place at = tree.place().below("artifacts", field.getKey());
            if (artifacts.size() == MOST_ARTIFACTS) {
                problems.add(tree.at(at, "there are more than " + MOST_ARTIFACTS + " artifacts"));
                return;
            }
            Artifact artifact =
                    new Artifact(prefix + field.getKey(), tree, at, field.getValue(), folder, prefix, parent);
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
            problems.add(tree.at(tree.place().below("version"), "'" + text + "' is no version of a cloud assembly"));
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
                    tree.place().below("missing").below(i),
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
        Path folder = path(artifact, true, "properties", "directoryName");
        if (folder == null) {
            return;
        }
        if (depth == MOST_NESTED) {
            problems.add(artifact.tree().at(artifact.at(), "cloud assemblies are nested too deeply"));
        } else if (!Files.isRegularFile(folder.resolve("manifest.json"))) {
            problems.add(artifact.tree()
                    .at(artifact.at().below("properties", "directoryName"), name(folder) + " has no manifest.json"));
        } else if (!folders.add(folder)) {
            problems.add(artifact.tree()
                    .at(
                            artifact.at().below("properties", "directoryName"),
                            name(folder) + " is in the assembly twice"));
        } else {
            assembly(folder, artifact.id() + "/", artifact.id(), depth + 1);
        }
    }

    // Assets

    private void assets(Artifact artifact) throws IOException {
        Path file = path(artifact, false, "properties", "file");
        Tree tree = file == null ? null : tree(file);
        if (tree == null) {
            return;
        }
        List<FileAsset> found = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : tree.root().path("files").properties()) {
            FileAsset asset = file(tree, tree.place().below("files", field.getKey()), field, artifact.folder());
            if (asset != null) {
                found.add(asset);
            }
        }
        files.put(artifact.id(), found);
        List<ImageAsset> needed = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field :
                tree.root().path("dockerImages").properties()) {
            needed.add(image(tree, tree.place().below("dockerImages", field.getKey()), field, artifact.folder()));
        }
        images.put(artifact.id(), needed);
    }

    private FileAsset file(Tree tree, Place place, Map.Entry<String, JsonNode> field, Path folder) throws IOException {
        JsonNode source = field.getValue().path("source");
        String display = text(field.getValue().path("displayName"), field.getKey());
        if (source.has("executable")) {
            problems.add(tree.at(
                    place,
                    "the asset " + display + " is made by a command, which this step does not run. Let the app bundle"
                            + " it at synthesis"));
            return null;
        }
        Path path = path(tree, place.below("source", "path"), "path", source.path("path"), folder);
        if (path == null) {
            return null;
        }
        boolean zip = source.path("packaging").asText("file").equals("zip");
        if (zip != Files.isDirectory(path)) {
            problems.add(tree.at(
                    place.below("source"),
                    zip ? name(path) + " is to be zipped, but is no folder" : name(path) + " is a folder, not a file"));
            return null;
        }
        List<FileDestination> destinations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> one :
                field.getValue().path("destinations").properties()) {
            JsonNode to = one.getValue();
            Place at = place.below("destinations", one.getKey());
            if (required(tree, at, to, "bucketName") && required(tree, at, to, "objectKey")) {
                destinations.add(new FileDestination(
                        new S3Location(
                                to.path("bucketName").asText(),
                                to.path("objectKey").asText()),
                        text(to.path("region"), null),
                        role(tree, at, to, "assumeRoleArn")));
            }
        }
        return new FileAsset(
                field.getKey(), display, path.toString(), zip ? Packaging.ZIP : Packaging.FILE, destinations);
    }

    private ImageAsset image(Tree tree, Place place, Map.Entry<String, JsonNode> field, Path folder)
            throws IOException {
        JsonNode source = field.getValue().path("source");
        List<ImageDestination> destinations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> one :
                field.getValue().path("destinations").properties()) {
            JsonNode to = one.getValue();
            Place at = place.below("destinations", one.getKey());
            if (required(tree, at, to, "repositoryName") && required(tree, at, to, "imageTag")) {
                destinations.add(new ImageDestination(
                        to.path("repositoryName").asText(),
                        to.path("imageTag").asText(),
                        text(to.path("region"), null),
                        role(tree, at, to, "assumeRoleArn")));
            }
        }
        Path directory = source.has("directory")
                ? path(tree, place.below("source"), "directory", source.path("directory"), folder)
                : null;
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
        Path template = path(artifact, false, "properties", "templateFile");
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
                role(artifact.tree(), artifact.at().below("properties"), properties, "assumeRoleArn"),
                text(properties.path("cloudFormationExecutionRoleArn"), null),
                role(
                        artifact.tree(),
                        artifact.at().below("properties", "lookupRole"),
                        properties.path("lookupRole"),
                        "arn"),
                least.isNumber()
                        ? new Bootstrap(
                                number(artifact, least),
                                text(properties.path("bootstrapStackVersionSsmParameter"), null))
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
                            artifact.at().below("environment"),
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
            Path file = path(artifact, false, "additionalMetadataFile");
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
                    .at(artifact.at(), "the app itself reports an error in " + artifact.id() + ": " + error.asText()));
        }
        for (JsonNode warning : entries(metadata, "aws:cdk:warning")) {
            notes.add("Warning of the app about " + artifact.id() + ": " + warning.asText());
        }
        if (!entries(metadata, "aws:cdk:asset").isEmpty()) {
            problems.add(artifact.tree()
                    .at(
                            artifact.at(),
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
                                artifact.at().below("dependencies").below(i),
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
            for (JsonNode dependency : one.content().path("dependencies")) {
                below(artifacts.get(one.prefix() + dependency.asText()), before);
            }
        }
        before.removeIf(id -> !isStack(artifacts.get(id)));
        return before;
    }

    private void below(Artifact artifact, Set<String> seen) {
        if (artifact == null || !seen.add(artifact.id()) || isStack(artifact)) {
            return;
        }
        artifacts.values().stream()
                .filter(other -> artifact.id().equals(other.parent()))
                .forEach(other -> below(other, seen));
    }

    /** As written, but each after those that it depends on. */
    private List<Stack> ordered(Map<String, Stack> stacks) {
        List<Stack> written = List.copyOf(stacks.values());
        Map<String, Integer> unmet = new HashMap<>();
        Map<String, List<Integer>> waiting = new HashMap<>();
        Queue<Integer> ready = new PriorityQueue<>();
        for (int i = 0; i < written.size(); i++) {
            Stack stack = written.get(i);
            unmet.put(stack.id(), stack.dependsOn().size());
            for (String before : stack.dependsOn()) {
                waiting.computeIfAbsent(before, id -> new ArrayList<>()).add(i);
            }
            if (stack.dependsOn().isEmpty()) {
                ready.add(i);
            }
        }
        Map<String, Stack> ordered = new LinkedHashMap<>();
        while (!ready.isEmpty()) {
            Stack next = written.get(ready.remove());
            ordered.put(next.id(), next);
            for (int i : waiting.getOrDefault(next.id(), List.of())) {
                if (unmet.merge(written.get(i).id(), -1, Integer::sum) == 0) {
                    ready.add(i);
                }
            }
        }
        if (ordered.size() < stacks.size()) {
            circle(stacks, ordered.keySet());
        }
        return List.copyOf(ordered.values());
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
                .at(first.at().below("dependencies"), "stacks depend on each other: " + String.join(" → ", circle)));
    }

    // Small things

    private Path path(Artifact artifact, boolean folder, String... property) throws IOException {
        JsonNode value = artifact.content();
        for (String key : property) {
            value = value.path(key);
        }
        Place at = artifact.at().below(property);
        Path path = path(artifact.tree(), at, property[property.length - 1], value, artifact.folder());
        if (path != null && folder != Files.isDirectory(path)) {
            problems.add(artifact.tree().at(at, name(path) + " is " + (folder ? "no folder" : "a folder")));
            return null;
        }
        return path;
    }

    private Path path(Tree tree, Place place, String key, JsonNode value, Path folder) throws IOException {
        if (!value.isTextual() || value.textValue().isBlank()) {
            problems.add(tree.at(place, key + " is missing"));
            return null;
        }
        try {
            Path path = folder.resolve(value.textValue()).normalize();
            if (!Files.exists(path)) {
                problems.add(tree.at(place, "'" + value.textValue() + "' is not there. Run cdk synth again"));
                return null;
            }
            Path real = path.toRealPath();
            if (!real.startsWith(root)) {
                problems.add(tree.at(place, "'" + value.textValue() + "' lies outside of the workspace"));
            } else if (!Files.isRegularFile(real) && !Files.isDirectory(real)) {
                problems.add(tree.at(place, "'" + value.textValue() + "' is neither a file nor a folder"));
            } else {
                return real;
            }
        } catch (InvalidPathException e) {
            problems.add(tree.at(place, "'" + value.textValue() + "' is not a path"));
        }
        return null;
    }

    private boolean required(Tree tree, Place place, JsonNode node, String key) {
        if (node.path(key).isTextual()) {
            return true;
        }
        problems.add(tree.at(place, key + " is missing"));
        return false;
    }

    private Role role(Tree tree, Place place, JsonNode node, String arn) {
        if (!node.path(arn).isTextual()) {
            return null;
        }
        JsonNode options = node.path("assumeRoleAdditionalOptions");
        return new Role(
                node.path(arn).textValue(),
                text(node.path("assumeRoleExternalId"), null),
                new RoleOptions(tree, place.below("assumeRoleAdditionalOptions"), problems).read(options));
    }

    private int number(Artifact artifact, JsonNode node) {
        BigDecimal number = Tree.amount(node.asText());
        if (number != null && number.compareTo(BigDecimal.valueOf(Integer.MAX_VALUE)) < 0) {
            return number.intValue();
        }
        problems.add(artifact.tree().at(artifact.at(), "requiresBootstrapStackVersion is no version"));
        return 0;
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
