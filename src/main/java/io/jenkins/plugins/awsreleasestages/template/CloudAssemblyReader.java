package io.jenkins.plugins.awsreleasestages.template;

import io.jenkins.plugins.awsreleasestages.document.Budget;
import io.jenkins.plugins.awsreleasestages.document.DocumentReader;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.document.Problem;
import io.jenkins.plugins.awsreleasestages.document.Problems;
import io.jenkins.plugins.awsreleasestages.document.Value;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
    private record Artifact(String id, Value content, Path folder, String prefix, String parent) {

        String type() {
            return content.get("type").asText();
        }

        boolean isStack() {
            return type().equals("aws:cloudformation:stack");
        }

        Value property(String name) {
            return content.get("properties", name);
        }
    }

    private final Workspace workspace;
    private final Problems problems = new Problems();
    private final Budget budget = Budget.ofFiles();
    private final Set<Path> folders = new HashSet<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Artifact> artifacts = new LinkedHashMap<>();
    private final Map<String, List<FileAsset>> files = new LinkedHashMap<>();
    private final Map<String, List<ImageAsset>> images = new LinkedHashMap<>();

    CloudAssemblyReader(Workspace workspace) {
        this.workspace = workspace;
    }

    CloudAssembly read(Path folder) throws IOException, InvalidDocument {
        if (!Files.isRegularFile(folder.resolve("manifest.json"))) {
            throw new InvalidDocument(Problem.whole(
                    folder.toString(), "has no manifest.json: it is no cloud assembly. Run cdk synth first"));
        }
        Path real = workspace.inside(folder);
        folders.add(real);
        assembly(real, "", null, 0);
        Map<String, Stack> stacks = stacks();
        List<Stack> ordered = problems.isEmpty() ? ordered(stacks) : List.of();
        if (problems.isEmpty() && ordered.isEmpty()) {
            throw new InvalidDocument(
                    Problem.whole(workspace.name(real.resolve("manifest.json")), "there is no stack in it"));
        }
        problems.refuse();
        return new CloudAssembly(List.copyOf(ordered), List.copyOf(notes));
    }

    /** @return null when it cannot be read, which is among the problems then */
    private Value read(String name, Path file) throws IOException {
        try {
            Value root = new DocumentReader(name, problems).within(budget).read(DocumentReader.text(name, file));
            if (root.isMapping()) {
                return root;
            }
            problems.at(root, "has to be a JSON object");
        } catch (InvalidDocument e) {
            problems.addAll(e.problems());
        }
        return null;
    }

    private void assembly(Path folder, String prefix, String parent, int depth) throws IOException {
        Path file = folder.resolve("manifest.json");
        Value manifest = read(workspace.name(file), file);
        if (manifest == null) {
            return;
        }
        version(manifest.get("version"), parent == null);
        missing(manifest.get("missing"));
        for (Map.Entry<String, Value> member :
                manifest.get("artifacts").members().entrySet()) {
            if (artifacts.size() == MOST_ARTIFACTS) {
                problems.at(member.getValue(), "there are more than " + MOST_ARTIFACTS + " artifacts");
                return;
            }
            Artifact artifact = new Artifact(prefix + member.getKey(), member.getValue(), folder, prefix, parent);
            artifacts.put(artifact.id(), artifact);
            switch (artifact.type()) {
                case "aws:cloudformation:stack" -> {}
                case "cdk:asset-manifest" -> assets(artifact);
                case "cdk:cloud-assembly" -> nested(artifact, depth);
                default -> skipped(artifact);
            }
        }
    }

    private void version(Value value, boolean outer) {
        String text = value.asText();
        Matcher parts = VERSION.matcher(text);
        if (!parts.matches()) {
            problems.at(value, "'" + text + "' is no version of a cloud assembly");
            return;
        }
        if (outer && Integer.parseInt(parts.group(1)) > NEWEST) {
            notes.add("The cloud assembly has schema " + text + ", newer than the newest known here, " + NEWEST
                    + ".0.0. What is new in it is not looked at.");
        }
    }

    private void missing(Value contexts) {
        for (Value context : contexts.items()) {
            problems.at(
                    context,
                    "the context '" + context.get("key").asText() + "' ("
                            + context.get("provider").asText()
                            + ") was not known at synthesis. Run cdk synth with credentials for the account, and commit"
                            + " cdk.context.json");
        }
    }

    private void skipped(Artifact artifact) {
        if (!SKIPPED.contains(artifact.type())) {
            notes.add("The artifact " + artifact.id() + " of the unknown type '" + artifact.type() + "' is skipped.");
        }
    }

    private void nested(Artifact artifact, int depth) throws IOException {
        Value directory = artifact.property("directoryName");
        Path folder = path(directory, artifact.folder(), true);
        if (folder == null) {
            return;
        }
        if (depth == MOST_NESTED) {
            problems.at(artifact.content(), "cloud assemblies are nested too deeply");
        } else if (!Files.isRegularFile(folder.resolve("manifest.json"))) {
            problems.at(directory, workspace.name(folder) + " has no manifest.json");
        } else if (!folders.add(folder)) {
            problems.at(directory, workspace.name(folder) + " is in the assembly twice");
        } else {
            assembly(folder, artifact.id() + "/", artifact.id(), depth + 1);
        }
    }

    // Assets

    private void assets(Artifact artifact) throws IOException {
        Path file = path(artifact.property("file"), artifact.folder(), false);
        Value manifest = file == null ? null : read(workspace.name(file), file);
        if (manifest == null) {
            return;
        }
        List<FileAsset> found = new ArrayList<>();
        for (Value asset : manifest.get("files").members().values()) {
            FileAsset sent = file(asset, artifact.folder());
            if (sent != null) {
                found.add(sent);
            }
        }
        files.put(artifact.id(), found);
        List<ImageAsset> needed = new ArrayList<>();
        for (Value asset : manifest.get("dockerImages").members().values()) {
            needed.add(image(asset, artifact.folder()));
        }
        images.put(artifact.id(), needed);
    }

    private FileAsset file(Value asset, Path folder) throws IOException {
        Value source = asset.get("source");
        String display = asset.get("displayName").textOr(asset.key());
        if (source.has("executable")) {
            problems.at(
                    asset,
                    "the asset " + display + " is made by a command, which this step does not run. Let the app bundle"
                            + " it at synthesis");
            return null;
        }
        Path path = path(source.get("path"), folder);
        if (path == null) {
            return null;
        }
        boolean zip = source.get("packaging").asText().equals("zip");
        if (zip != Files.isDirectory(path)) {
            problems.at(
                    source,
                    workspace.name(path) + (zip ? " is to be zipped, but is no folder" : " is a folder, not a file"));
            return null;
        }
        List<FileDestination> destinations = destinations(asset, "bucketName", "objectKey")
                .map(to -> new FileDestination(
                        new S3Location(
                                to.get("bucketName").text(), to.get("objectKey").text()),
                        to.get("region").text(),
                        role(to)))
                .toList();
        return new FileAsset(asset.key(), display, path.toString(), zip ? Packaging.ZIP : Packaging.FILE, destinations);
    }

    private ImageAsset image(Value asset, Path folder) throws IOException {
        Value source = asset.get("source");
        Path directory = source.has("directory") ? path(source.get("directory"), folder) : null;
        List<ImageDestination> destinations = destinations(asset, "repositoryName", "imageTag")
                .map(to -> new ImageDestination(
                        to.get("repositoryName").text(), to.get("imageTag").text()))
                .toList();
        return new ImageAsset(
                asset.get("displayName").textOr(asset.key()),
                directory == null ? null : directory.toString(),
                source.get("dockerFile").text(),
                list(source.get("executable")),
                destinations);
    }

    private Stream<Value> destinations(Value asset, String... required) {
        Collection<Value> destinations = asset.get("destinations").members().values();
        for (Value to : destinations) {
            Stream.of(required)
                    .map(to::get)
                    .filter(value -> !value.isText())
                    .forEach(value -> problems.at(value, value.key() + " is missing"));
        }
        return destinations.stream();
    }

    // Stacks

    private Map<String, Stack> stacks() throws IOException {
        Map<String, Stack> stacks = new LinkedHashMap<>();
        for (Artifact artifact : artifacts.values()) {
            Stack stack = artifact.isStack() ? stack(artifact) : null;
            if (stack != null) {
                stacks.put(artifact.id(), stack);
            }
        }
        return stacks;
    }

    private Stack stack(Artifact artifact) throws IOException {
        Value properties = artifact.content().get("properties");
        Path template = path(properties.get("templateFile"), artifact.folder(), false);
        Environment environment = environment(artifact);
        List<Value> metadata = metadata(artifact);
        reported(artifact, metadata);
        List<FileAsset> assets = new ArrayList<>();
        List<ImageAsset> needed = new ArrayList<>();
        for (String dependency : dependencies(artifact)) {
            assets.addAll(files.getOrDefault(dependency, List.of()));
            needed.addAll(images.getOrDefault(dependency, List.of()));
        }
        if (template == null || environment == null) {
            return null;
        }
        return new Stack(
                artifact.id(),
                artifact.content().get("displayName").textOr(artifact.id()),
                properties.get("stackName").textOr(artifact.content().key()),
                template.toString(),
                S3Location.parse(properties.get("stackTemplateAssetObjectUrl").asText())
                        .orElse(null),
                environment,
                texts(properties.get("parameters")),
                properties.has("tags") ? texts(properties.get("tags")) : tags(metadata),
                list(properties.get("notificationArns")),
                properties.get("terminationProtection").isTrue(),
                role(properties),
                properties.get("cloudFormationExecutionRoleArn").text(),
                List.copyOf(stacksBefore(artifact)),
                List.copyOf(assets),
                List.copyOf(needed));
    }

    private Environment environment(Artifact artifact) {
        Value environment = artifact.content().get("environment");
        String text = environment.asText();
        Matcher parts = ENVIRONMENT.matcher(text);
        if (!parts.matches()) {
            problems.at(
                    environment, "the environment '" + text + "' of " + artifact.id() + " is not aws://account/region");
            return null;
        }
        String account = parts.group(1);
        String region = parts.group(2);
        return new Environment(
                account.equals("unknown-account") ? null : account, region.equals("unknown-region") ? null : region);
    }

    /** From the manifest and, with newer versions, a file beside it. */
    private List<Value> metadata(Artifact artifact) throws IOException {
        Value written = artifact.content().get("metadata");
        Value elsewhere = artifact.content().get("additionalMetadataFile");
        Path file = elsewhere.isMissing() ? null : path(elsewhere, artifact.folder(), false);
        Value more = file == null ? null : read(workspace.name(file), file);
        return more == null ? List.of(written) : List.of(written, more);
    }

    private static Stream<Value> entries(Collection<Value> metadata, String type) {
        return metadata.stream()
                .flatMap(value -> value.get("type").asText().equals(type)
                        ? Stream.of(value.get("data"))
                        : entries(value.children(), type));
    }

    private void reported(Artifact artifact, List<Value> metadata) {
        String id = artifact.id();
        entries(metadata, "aws:cdk:error")
                .forEach(error -> problems.at(
                        artifact.content(), "the app itself reports an error in " + id + ": " + error.asText()));
        entries(metadata, "aws:cdk:warning")
                .forEach(warning -> notes.add("Warning of the app about " + id + ": " + warning.asText()));
        if (entries(metadata, "aws:cdk:asset").findAny().isPresent()) {
            problems.at(
                    artifact.content(),
                    id + " passes its assets by parameters, as CDK version 1 did. Use CDK version 2, or the"
                            + " DefaultStackSynthesizer");
        }
    }

    private static Map<String, String> tags(List<Value> metadata) {
        Map<String, String> tags = new LinkedHashMap<>();
        entries(metadata, "aws:cdk:stack-tags")
                .flatMap(list -> list.children().stream())
                .forEach(tag -> tags.put(
                        tag.get("Key").textOr(tag.get("key").asText()),
                        tag.get("Value").textOr(tag.get("value").asText())));
        return tags;
    }

    // Order

    private Set<String> dependencies(Artifact artifact) {
        Set<String> ids = new LinkedHashSet<>();
        for (Value dependency : artifact.content().get("dependencies").items()) {
            String id = artifact.prefix() + dependency.asText();
            if (artifacts.containsKey(id)) {
                ids.add(id);
            } else {
                problems.at(
                        dependency,
                        artifact.id() + " depends on '" + dependency.asText() + "', which is not in the assembly");
            }
        }
        return ids;
    }

    /** The stacks that have to be there before: its own, and those that the assemblies around it wait for. */
    private Set<String> stacksBefore(Artifact artifact) {
        Set<String> before = new LinkedHashSet<>();
        for (Artifact one = artifact; one != null; one = artifacts.get(one.parent())) {
            for (Value dependency : one.content().get("dependencies").items()) {
                addWithNested(artifacts.get(one.prefix() + dependency.asText()), before);
            }
        }
        before.removeIf(id -> !artifacts.get(id).isStack());
        return before;
    }

    private void addWithNested(Artifact artifact, Set<String> seen) {
        if (artifact == null || !seen.add(artifact.id()) || artifact.isStack()) {
            return;
        }
        artifacts.values().stream()
                .filter(other -> artifact.id().equals(other.parent()))
                .forEach(other -> addWithNested(other, seen));
    }

    /** As written, but each after those that it depends on. */
    private List<Stack> ordered(Map<String, Stack> stacks) {
        Map<String, Set<String>> waitsFor = new LinkedHashMap<>();
        stacks.values().forEach(stack -> waitsFor.put(stack.id(), new LinkedHashSet<>(stack.dependsOn())));
        List<Stack> ordered = new ArrayList<>();
        while (!waitsFor.isEmpty()) {
            Optional<String> next = waitsFor.keySet().stream()
                    .filter(id -> waitsFor.get(id).isEmpty())
                    .findFirst();
            if (next.isEmpty()) {
                circle(waitsFor);
                break;
            }
            waitsFor.remove(next.get());
            waitsFor.values().forEach(ids -> ids.remove(next.get()));
            ordered.add(stacks.get(next.get()));
        }
        return ordered;
    }

    /** Walks along what stacks wait for until it comes by a stack again. */
    private void circle(Map<String, Set<String>> waitsFor) {
        List<String> way = new ArrayList<>();
        String at = waitsFor.keySet().stream().findFirst().orElseThrow();
        while (!way.contains(at)) {
            way.add(at);
            at = waitsFor.get(at).iterator().next();
        }
        List<String> circle = new ArrayList<>(way.subList(way.indexOf(at), way.size()));
        circle.add(at);
        problems.at(
                artifacts.get(at).content().get("dependencies"),
                "stacks depend on each other: " + String.join(" → ", circle));
    }

    // Small things

    private Path path(Value value, Path folder, boolean wantsFolder) throws IOException {
        Path path = path(value, folder);
        if (path != null && wantsFolder != Files.isDirectory(path)) {
            problems.at(value, workspace.name(path) + " is " + (wantsFolder ? "no folder" : "a folder"));
            return null;
        }
        return path;
    }

    /** @return null when it is not there or may not be read, which is among the problems then */
    private Path path(Value value, Path folder) throws IOException {
        String named = value.textOr("");
        if (named.isBlank()) {
            problems.at(value, value.key() + " is missing");
            return null;
        }
        return workspace.find(
                folder, named, "Run cdk synth again", why -> problems.at(value, "'" + named + "' " + why));
    }

    private Role role(Value value) {
        if (!value.get("assumeRoleArn").isText()) {
            return null;
        }
        return new Role(
                value.get("assumeRoleArn").text(),
                value.get("assumeRoleExternalId").text(),
                RoleOptions.read(value.get("assumeRoleAdditionalOptions"), problems));
    }

    private static Map<String, String> texts(Value mapping) {
        Map<String, String> texts = new LinkedHashMap<>();
        mapping.members().forEach((name, value) -> texts.put(name, value.asText()));
        return texts;
    }

    private static List<String> list(Value list) {
        return list.items().stream().map(Value::asText).toList();
    }
}
