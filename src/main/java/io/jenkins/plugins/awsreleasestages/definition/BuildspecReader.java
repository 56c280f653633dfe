package io.jenkins.plugins.awsreleasestages.definition;

import io.jenkins.plugins.awsreleasestages.definition.Buildspec.Artifact;
import io.jenkins.plugins.awsreleasestages.definition.Buildspec.OnFailure;
import io.jenkins.plugins.awsreleasestages.definition.Buildspec.Phase;
import io.jenkins.plugins.awsreleasestages.definition.Buildspec.PhaseName;
import io.jenkins.plugins.awsreleasestages.definition.Buildspec.Report;
import io.jenkins.plugins.awsreleasestages.definition.InvalidBuildspec.Problem;
import io.jenkins.plugins.awsreleasestages.document.Budget;
import io.jenkins.plugins.awsreleasestages.document.Unreadable;
import io.jenkins.plugins.awsreleasestages.document.YamlNodes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads the YAML as a tree of nodes, never as objects: nodes know their place, and a scalar keeps the text as written
 * ({@code 3.10} does not become 3.1). Goes on after a problem, so that all are named at once.
 */
final class BuildspecReader {

    /** In characters. The largest buildspec that CodeBuild takes inline is far smaller. */
    private static final int LONGEST = 1_000_000;

    private static final int MOST_PROBLEMS = 1_000;

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** Names that the script needs for itself. */
    private static final Pattern RESERVED = Pattern.compile("_rs_.*");

    /** They change nothing of the commands: around what a command does, CodeBuild does something. */
    private static final Set<String> LEFT_OUT = Set.of("batch", "cache", "proxy");

    private final List<Problem> problems = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private boolean oneShell = true;
    private String shell = "sh";
    private final Map<String, String> variables = new LinkedHashMap<>();
    private List<String> exported = List.of();
    private final Map<PhaseName, Phase> phases = new LinkedHashMap<>();
    private final List<Artifact> artifacts = new ArrayList<>();
    private final List<Report> reports = new ArrayList<>();

    Buildspec read(String yaml) throws InvalidBuildspec {
        Node root = parse(yaml);
        if (root == null) {
            problem(1, 1, "the file is empty");
        } else {
            top(root);
        }
        if (!problems.isEmpty()) {
            problems.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
            throw new InvalidBuildspec(problems);
        }
        List<Phase> inOrder = new ArrayList<>();
        for (PhaseName name : PhaseName.values()) {
            if (phases.containsKey(name)) {
                inOrder.add(phases.get(name));
            }
        }
        return new Buildspec(
                oneShell, shell, variables, exported, inOrder, List.copyOf(artifacts), List.copyOf(reports), notes);
    }

    private static Node parse(String yaml) throws InvalidBuildspec {
        if (yaml.length() > LONGEST) {
            throw new InvalidBuildspec(List.of(
                    new Problem(1, 1, "has " + yaml.length() + " characters; at most " + LONGEST + " are read")));
        }
        try {
            return YamlNodes.compose(yaml, Budget.ofYaml());
        } catch (Unreadable e) {
            String quoting = e.getMessage().startsWith("not YAML")
                    ? ". A command that begins with [, {, *, &, !, %, @, ` or a quote, or that contains ': ' or ' #', has"
                            + " to be quoted as a whole or written after '|'."
                    : "";
            throw new InvalidBuildspec(List.of(new Problem(e.line(), e.column(), e.getMessage() + quoting)));
        }
    }

    private void top(Node root) {
        Map<String, Entry> keys = mapping(root, "the buildspec");
        if (keys == null) {
            return;
        }
        version(keys.get("version"), root);
        if (!keys.containsKey("phases")) {
            problem(root, "'phases' is missing");
        }
        keys.forEach((key, entry) -> {
            switch (key) {
                case "version" -> {}
                case "env" -> env("env", entry.value());
                case "environment_variables" -> {
                    notes.add("buildspec line " + line(entry.key())
                            + ": environment_variables, the name in version 0.1, is"
                            + " read as env, and plaintext as variables.");
                    env(key, entry.value());
                }
                case "phases" -> phases(entry.value());
                case "artifacts" -> artifacts(entry.value());
                case "reports" -> reports(entry.value());
                case "run-as" -> inCodeBuildOnly(entry, key);
                default -> {
                    if (LEFT_OUT.contains(key)) {
                        leftOut(entry, key);
                    } else {
                        unknown(entry, key, "version, env, phases, artifacts, reports");
                    }
                }
            }
        });
    }

    private void version(Entry entry, Node root) {
        if (entry == null) {
            problem(root, "'version' is missing. Write version: 0.2");
            return;
        }
        String text = text(entry.value(), "version");
        if (text == null) {
            return;
        }
        if (!text.equals("0.1") && !text.equals("0.2")) {
            problem(entry.value(), "version '" + text + "' is not known; there are 0.1 and 0.2");
        }
        oneShell = !text.equals("0.1");
    }

    private void env(String path, Node node) {
        each(node, path, (key, entry) -> {
            switch (key) {
                case "variables", "plaintext" -> variables(path + "." + key, entry.value());
                case "exported-variables" -> exported = variableNames(entry.value());
                case "shell" -> shell(entry.value());
                case "git-credential-helper" -> {
                    if (yes(entry.value(), key)) {
                        inCodeBuildOnly(entry, path + "." + key);
                    }
                }
                case "parameter-store", "secrets-manager" -> {
                    if (!isNull(entry.value())) {
                        problem(
                                entry.key(),
                                "'" + path + "." + key + "' is not supported by this step. Use Jenkins credentials"
                                        + " (withCredentials) around it, or run it in CodeBuild with codeBuild");
                    }
                }
                default -> unknown(entry, path + "." + key, "variables, exported-variables, shell");
            }
        });
    }

    private void variables(String path, Node node) {
        each(node, path, (name, entry) -> {
            if (variableName(entry.key(), name)) {
                String value = isNull(entry.value()) ? "" : text(entry.value(), path + "." + name);
                if (value != null && variables.put(name, value) != null) {
                    problem(entry.key(), "the variable '" + name + "' is there twice");
                }
            }
        });
    }

    private List<String> variableNames(Node node) {
        List<String> names = new ArrayList<>();
        for (Node item : items(node, "env.exported-variables")) {
            String name = text(item, "env.exported-variables");
            if (name != null && variableName(item, name)) {
                names.add(name);
            }
        }
        return names.stream().distinct().toList();
    }

    private boolean variableName(Node place, String name) {
        if (RESERVED.matcher(name).matches()) {
            problem(place, "'" + name + "': names that begin with _rs_ are this step's own");
            return false;
        }
        if (!VARIABLE.matcher(name).matches()) {
            problem(place, "'" + name + "' is not the name of a shell variable (letters, digits, _)");
            return false;
        }
        return true;
    }

    private void shell(Node node) {
        String name = text(node, "env.shell");
        if (name == null) {
            return;
        }
        switch (name) {
            case "bash", "/bin/bash" -> shell = "bash";
            case "sh", "/bin/sh" -> shell = "sh";
            default -> problem(node, "env.shell '" + name + "' is not supported by this step; it knows sh and bash");
        }
    }

    private void phases(Node node) {
        each(node, "phases", (key, entry) -> {
            switch (key) {
                case "install" -> phase(PhaseName.INSTALL, entry.value());
                case "pre_build" -> phase(PhaseName.PRE_BUILD, entry.value());
                case "build" -> phase(PhaseName.BUILD, entry.value());
                case "post_build" -> phase(PhaseName.POST_BUILD, entry.value());
                default -> unknown(entry, "phases." + key, "install, pre_build, build, post_build");
            }
        });
    }

    private void phase(PhaseName name, Node node) {
        String path = "phases." + name.name().toLowerCase(Locale.ROOT);
        List<String> commands = new ArrayList<>();
        List<String> last = new ArrayList<>();
        OnFailure[] onFailure = {OnFailure.DEFAULT};
        each(node, path, (key, entry) -> {
            switch (key) {
                case "commands" -> commands.addAll(commands(entry.value(), path + ".commands"));
                case "finally" -> last.addAll(commands(entry.value(), path + ".finally"));
                case "on-failure" -> onFailure[0] = onFailure(entry.value(), path);
                case "run-as" -> inCodeBuildOnly(entry, path + ".run-as");
                case "runtime-versions" -> runtimeVersions(entry);
                default -> unknown(entry, path + "." + key, "commands, finally, on-failure, runtime-versions");
            }
        });
        phases.put(name, new Phase(name, onFailure[0], commands, last));
    }

    private OnFailure onFailure(Node node, String path) {
        String text = text(node, path + ".on-failure");
        if (text == null) {
            return OnFailure.DEFAULT;
        }
        if (text.startsWith("RETRY")) {
            problem(
                    node,
                    "'" + path + ".on-failure: " + text + "' is not supported by this step. Surround it with retry,"
                            + " or run it in CodeBuild with codeBuild");
            return OnFailure.DEFAULT;
        }
        return switch (text) {
            case "ABORT" -> OnFailure.ABORT;
            case "CONTINUE" -> OnFailure.CONTINUE;
            default -> {
                problem(node, path + ".on-failure '" + text + "' is not known; there are ABORT and CONTINUE");
                yield OnFailure.DEFAULT;
            }
        };
    }

    private void runtimeVersions(Entry entry) {
        notes.add("buildspec line " + line(entry.key()) + ": runtime-versions is skipped; the agent's own runtimes are"
                + " used.");
    }

    private List<String> commands(Node node, String path) {
        List<String> commands = new ArrayList<>();
        for (Node item : items(node, path)) {
            if (isNull(item)) {
                // What "- # a comment" is to YAML.
                continue;
            }
            if (!(item instanceof ScalarNode scalar)) {
                String shape = item instanceof MappingNode ? "a mapping, because of its ': '" : "a list";
                problem(
                        item,
                        "this command of " + path + " is not a string: YAML made it " + shape
                                + ". Put the whole command in quotes ('…'), or write it on the line after '- |'");
                continue;
            }
            if (scalar.getValue().indexOf('\0') >= 0) {
                problem(item, "a command cannot hold the character NUL");
                continue;
            }
            commands.add(scalar.getValue());
        }
        return commands;
    }

    private void artifacts(Node node) {
        if (isNull(node)) {
            return;
        }
        Map<String, Entry> keys = mapping(node, "artifacts");
        if (keys == null) {
            return;
        }
        Entry secondary = keys.remove("secondary-artifacts");
        if (keys.containsKey("files") || secondary == null) {
            artifact("", "artifacts", node, keys);
        }
        if (secondary == null) {
            return;
        }
        each(secondary.value(), "artifacts.secondary-artifacts", (identifier, entry) -> {
            String path = "artifacts.secondary-artifacts." + identifier;
            Map<String, Entry> below = mapping(entry.value(), path);
            if (below != null) {
                artifact(identifier, path, entry.value(), below);
            }
        });
    }

    private void artifact(String identifier, String path, Node place, Map<String, Entry> keys) {
        String name = null;
        String base = null;
        List<String> files = List.of();
        List<String> excludes = List.of();
        boolean discard = false;
        for (Map.Entry<String, Entry> one : keys.entrySet()) {
            Node value = one.getValue().value();
            String key = path + "." + one.getKey();
            switch (one.getKey()) {
                case "files" -> files = texts(value, key);
                case "exclude-paths" -> excludes = texts(value, key);
                case "name" -> name = text(value, key);
                case "base-directory" -> base = text(value, key);
                case "discard-paths" -> discard = yes(value, key);
                case "enable-symlinks" -> {
                    if (yes(value, key)) {
                        inCodeBuildOnly(one.getValue(), key);
                    }
                }
                case "type" -> notes.add("buildspec line " + line(value) + ": " + key + " is skipped.");
                case "s3-prefix" -> inCodeBuildOnly(one.getValue(), key);
                default ->
                    unknown(
                            one.getValue(),
                            key,
                            "files, name, discard-paths, base-directory, exclude-paths, secondary-artifacts");
            }
        }
        if (files.isEmpty()) {
            problem(place, "'" + path + ".files' is missing or empty");
        }
        artifacts.add(new Artifact(identifier, name, files, excludes, base, discard));
    }

    /** What is wrong with a report stops no build, as in CodeBuild; which files there are is seen at the end. */
    private void reports(Node node) {
        each(node, "reports", (group, entry) -> {
            String path = "reports." + group;
            List<String> files = new ArrayList<>();
            String[] read = {"JUNITXML", null};
            each(entry.value(), path, (key, below) -> {
                switch (key) {
                    case "files" -> files.addAll(texts(below.value(), path + ".files"));
                    case "file-format" -> read[0] = text(below.value(), path + ".file-format");
                    case "base-directory" -> read[1] = text(below.value(), path + ".base-directory");
                    case "discard-paths" -> yes(below.value(), path + ".discard-paths");
                    default -> unknown(below, path + "." + key, "files, file-format, base-directory, discard-paths");
                }
            });
            if (files.isEmpty()) {
                problem(entry.key(), "'" + path + ".files' is missing or empty");
            } else if ("JUNITXML".equalsIgnoreCase(read[0])) {
                reports.add(new Report(group, List.copyOf(files), read[1]));
            } else {
                notes.add("buildspec line " + line(entry.key()) + ": " + path + " is left out: its format " + read[0]
                        + " is none that Jenkins's JUnit reads.");
            }
        });
    }

    // Shapes of nodes. Each names what it does not understand and goes on with something harmless.

    private record Entry(Node key, Node value) {}

    private void each(Node node, String path, BiConsumer<String, Entry> then) {
        if (isNull(node)) {
            return;
        }
        Map<String, Entry> keys = mapping(node, path);
        if (keys != null) {
            keys.forEach(then);
        }
    }

    private Map<String, Entry> mapping(Node node, String path) {
        if (!(node instanceof MappingNode mapping)) {
            problem(node, "'" + path + "' has to be a mapping (key: value)");
            return null;
        }
        Map<String, Entry> keys = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problem(tuple.getKeyNode(), "a key of '" + path + "' is not a string");
            } else if (keys.put(key.getValue(), new Entry(key, tuple.getValueNode())) != null) {
                problem(key, "'" + key.getValue() + "' is there twice");
            }
        }
        return keys;
    }

    /** A list; one value alone stands for a list of one, as many people write it. */
    private List<Node> items(Node node, String path) {
        if (isNull(node)) {
            return List.of();
        }
        if (node instanceof SequenceNode list) {
            return list.getValue();
        }
        if (node instanceof ScalarNode) {
            return List.of(node);
        }
        problem(node, "'" + path + "' has to be a list (lines that begin with '- ')");
        return List.of();
    }

    private List<String> texts(Node node, String path) {
        List<String> texts = new ArrayList<>();
        for (Node item : items(node, path)) {
            String text = text(item, path);
            if (text != null) {
                texts.add(text);
            }
        }
        return List.copyOf(texts);
    }

    private String text(Node node, String path) {
        if (node instanceof ScalarNode scalar
                && !isNull(node)
                && scalar.getValue().indexOf('\0') < 0) {
            return scalar.getValue();
        }
        problem(node, "'" + path + "' has to be a string");
        return null;
    }

    private boolean yes(Node node, String path) {
        String text = text(node, path);
        if (text == null) {
            return false;
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "yes", "true", "on" -> true;
            case "no", "false", "off" -> false;
            default -> {
                problem(node, "'" + path + "' has to be yes or no, not '" + text + "'");
                yield false;
            }
        };
    }

    private static boolean isNull(Node node) {
        return Tag.NULL.equals(node.getTag());
    }

    private static int line(Node node) {
        return node.getStartMark().getLine() + 1;
    }

    private void leftOut(Entry entry, String path) {
        notes.add("buildspec line " + line(entry.key()) + ": " + path
                + " is left out: it is CodeBuild's own, and changes nothing of the commands.");
    }

    private void inCodeBuildOnly(Entry entry, String path) {
        problem(entry.key(), "'" + path + "' is not supported by this step; run it in CodeBuild with codeBuild");
    }

    private void unknown(Entry entry, String path, String known) {
        problem(entry.key(), "'" + path + "' is not known; there are " + known);
    }

    private void problem(Node node, String message) {
        problem(line(node), node.getStartMark().getColumn() + 1, message);
    }

    private void problem(int line, int column, String message) {
        if (problems.size() < MOST_PROBLEMS) {
            problems.add(new Problem(line, column, message));
        }
    }
}
