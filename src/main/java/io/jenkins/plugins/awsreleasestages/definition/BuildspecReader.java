package io.jenkins.plugins.awsreleasestages.definition;

import io.jenkins.plugins.awsreleasestages.definition.Buildspec.Artifact;
import io.jenkins.plugins.awsreleasestages.definition.Buildspec.OnFailure;
import io.jenkins.plugins.awsreleasestages.definition.Buildspec.Phase;
import io.jenkins.plugins.awsreleasestages.definition.Buildspec.PhaseName;
import io.jenkins.plugins.awsreleasestages.definition.Buildspec.Report;
import io.jenkins.plugins.awsreleasestages.document.DocumentReader;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.document.Problem;
import io.jenkins.plugins.awsreleasestages.document.Problems;
import io.jenkins.plugins.awsreleasestages.document.Value;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a buildspec. A scalar is the text that is written ({@code 3.10} does not become 3.1). Goes on after a problem, so
 * that all are named at once.
 */
final class BuildspecReader {

    /** In characters. The largest buildspec that CodeBuild takes inline is far smaller. */
    private static final int LONGEST = 1_000_000;

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    /** Names that the script needs for itself. */
    private static final Pattern RESERVED = Pattern.compile("_rs_.*");

    /** They change nothing of the commands: around what a command does, CodeBuild does something. */
    private static final Set<String> LEFT_OUT = Set.of("batch", "cache", "proxy");

    private static final String ARTIFACT_KEYS =
            "files, name, discard-paths, base-directory, exclude-paths, secondary-artifacts";

    private final Problems problems = new Problems();
    private final List<String> notes = new ArrayList<>();

    private boolean oneShell = true;
    private String shell = "sh";
    private final Map<String, String> variables = new LinkedHashMap<>();
    private List<String> exported = List.of();
    private final Map<PhaseName, Phase> phases = new EnumMap<>(PhaseName.class);
    private final List<Artifact> artifacts = new ArrayList<>();
    private final List<Report> reports = new ArrayList<>();

    Buildspec read(String yaml) throws InvalidDocument {
        Value root = parse(yaml);
        if (root.isNull()) {
            problems.at(root, "the file is empty");
        } else {
            top(root);
        }
        problems.refuse();
        return new Buildspec(
                oneShell,
                shell,
                variables,
                exported,
                List.copyOf(phases.values()),
                List.copyOf(artifacts),
                List.copyOf(reports),
                notes);
    }

    private Value parse(String yaml) throws InvalidDocument {
        if (yaml.length() > LONGEST) {
            throw new InvalidDocument(
                    new Problem("", 1, 1, "has " + yaml.length() + " characters; at most " + LONGEST + " are read"));
        }
        try {
            return new DocumentReader("", problems).named("the buildspec").readYaml(yaml);
        } catch (InvalidDocument e) {
            throw new InvalidDocument(
                    e.problems().stream().map(BuildspecReader::explained).toList());
        }
    }

    private static Problem explained(Problem problem) {
        String hint = problem.message().startsWith("not YAML")
                ? ". A command that begins with [, {, *, &, !, %, @, ` or a quote, or that contains ': ' or ' #', has"
                        + " to be quoted as a whole or written after '|'."
                : "";
        return new Problem("", problem.line(), problem.column(), problem.message() + hint);
    }

    private void top(Value root) {
        if (!isMapping(root)) {
            return;
        }
        version(root);
        if (!root.has("phases")) {
            problems.at(root, "'phases' is missing");
        }
        root.members().forEach((key, value) -> {
            switch (key) {
                case "version" -> {}
                case "env" -> env(value);
                case "environment_variables" -> {
                    note(
                            value,
                            "environment_variables, the name in version 0.1, is read as env, and plaintext as"
                                    + " variables.");
                    env(value);
                }
                case "phases" -> phases(value);
                case "artifacts" -> artifacts(value);
                case "reports" -> reports(value);
                case "run-as" -> inCodeBuildOnly(value);
                default -> {
                    if (LEFT_OUT.contains(key)) {
                        note(value, key + " is left out: it is CodeBuild's own, and changes nothing of the commands.");
                    } else {
                        unknown(value, "version, env, phases, artifacts, reports");
                    }
                }
            }
        });
    }

    private void version(Value root) {
        if (!root.has("version")) {
            problems.at(root, "'version' is missing. Write version: 0.2");
            return;
        }
        Value version = root.get("version");
        String text = text(version);
        if (text == null) {
            return;
        }
        if (!text.equals("0.1") && !text.equals("0.2")) {
            problems.atContent(version, "version '" + text + "' is not known; there are 0.1 and 0.2");
        }
        oneShell = !text.equals("0.1");
    }

    private void env(Value env) {
        members(env).forEach((key, value) -> {
            switch (key) {
                case "variables", "plaintext" -> variables(value);
                case "exported-variables" -> exported = variableNames(value);
                case "shell" -> shell(value);
                case "git-credential-helper" -> {
                    if (isYes(value)) {
                        inCodeBuildOnly(value);
                    }
                }
                case "parameter-store", "secrets-manager" -> {
                    if (!value.isNull()) {
                        problems.at(
                                value,
                                "'" + value.path() + "' is not supported by this step. Use Jenkins credentials"
                                        + " (withCredentials) around it, or run it in CodeBuild with codeBuild");
                    }
                }
                default -> unknown(value, "variables, exported-variables, shell");
            }
        });
    }

    private void variables(Value mapping) {
        members(mapping).forEach((name, value) -> {
            String problem = whyNoVariable(name);
            if (problem != null) {
                problems.at(value, problem);
                return;
            }
            String text = value.isNull() ? "" : text(value);
            if (text != null && variables.put(name, text) != null) {
                problems.at(value, "the variable '" + name + "' is there twice");
            }
        });
    }

    private List<String> variableNames(Value list) {
        List<String> names = new ArrayList<>();
        for (Value item : items(list)) {
            String name = text(item);
            String problem = name == null ? null : whyNoVariable(name);
            if (problem != null) {
                problems.atContent(item, problem);
            } else if (name != null) {
                names.add(name);
            }
        }
        return names.stream().distinct().toList();
    }

    /** @return null when it can be one */
    private static String whyNoVariable(String name) {
        if (RESERVED.matcher(name).matches()) {
            return "'" + name + "': names that begin with _rs_ are this step's own";
        }
        return VARIABLE.matcher(name).matches()
                ? null
                : "'" + name + "' is not the name of a shell variable (letters, digits, _)";
    }

    private void shell(Value value) {
        String name = text(value);
        if (name == null) {
            return;
        }
        switch (name) {
            case "bash", "/bin/bash" -> shell = "bash";
            case "sh", "/bin/sh" -> shell = "sh";
            default ->
                problems.atContent(
                        value, "env.shell '" + name + "' is not supported by this step; it knows sh and bash");
        }
    }

    private void phases(Value mapping) {
        members(mapping).forEach((key, value) -> {
            switch (key) {
                case "install" -> phase(PhaseName.INSTALL, value);
                case "pre_build" -> phase(PhaseName.PRE_BUILD, value);
                case "build" -> phase(PhaseName.BUILD, value);
                case "post_build" -> phase(PhaseName.POST_BUILD, value);
                default -> unknown(value, "install, pre_build, build, post_build");
            }
        });
    }

    private void phase(PhaseName name, Value phase) {
        Map<String, Value> members = members(phase);
        members.forEach((key, value) -> {
            switch (key) {
                case "commands", "finally", "on-failure" -> {}
                case "run-as" -> inCodeBuildOnly(value);
                case "runtime-versions" ->
                    note(value, "runtime-versions is skipped; the agent's own runtimes are used.");
                default -> unknown(value, "commands, finally, on-failure, runtime-versions");
            }
        });
        phases.put(
                name,
                new Phase(
                        name,
                        onFailure(members.get("on-failure")),
                        commands(members.get("commands")),
                        commands(members.get("finally"))));
    }

    private OnFailure onFailure(Value value) {
        String text = value == null ? null : text(value);
        if (text == null) {
            return OnFailure.DEFAULT;
        }
        if (text.equals("ABORT") || text.equals("CONTINUE")) {
            return OnFailure.valueOf(text);
        }
        problems.atContent(
                value,
                text.startsWith("RETRY")
                        ? "'" + value.path() + ": " + text + "' is not supported by this step. Surround it with retry,"
                                + " or run it in CodeBuild with codeBuild"
                        : value.path() + " '" + text + "' is not known; there are ABORT and CONTINUE");
        return OnFailure.DEFAULT;
    }

    /** @param list null for none */
    private List<String> commands(Value list) {
        List<String> commands = new ArrayList<>();
        for (Value item : list == null ? List.<Value>of() : items(list)) {
            if (item.isMapping() || item.isList()) {
                String shape = item.isMapping() ? "a mapping, because of its ': '" : "a list";
                problems.atContent(
                        item,
                        "this command of " + item.path() + " is not a string: YAML made it " + shape
                                + ". Put the whole command in quotes ('…'), or write it on the line after '- |'");
            } else if (item.written().indexOf('\0') >= 0) {
                problems.atContent(item, "a command cannot hold the character NUL");
            } else if (!item.isNull()) {
                // Null is what "- # a comment" is to YAML.
                commands.add(item.written());
            }
        }
        return commands;
    }

    private void artifacts(Value primary) {
        Map<String, Value> members = members(primary);
        Value secondary = members.get("secondary-artifacts");
        if (primary.isMapping() && (members.containsKey("files") || secondary == null)) {
            artifact("", primary);
        }
        if (secondary != null) {
            members(secondary).forEach((identifier, artifact) -> {
                if (isMapping(artifact)) {
                    artifact(identifier, artifact);
                }
            });
        }
    }

    private void artifact(String identifier, Value artifact) {
        String name = null;
        String base = null;
        List<String> files = List.of();
        List<String> excludes = List.of();
        boolean discard = false;
        for (Map.Entry<String, Value> member : artifact.members().entrySet()) {
            Value value = member.getValue();
            switch (member.getKey()) {
                case "files" -> files = texts(value);
                case "exclude-paths" -> excludes = texts(value);
                case "name" -> name = text(value);
                case "base-directory" -> base = text(value);
                case "discard-paths" -> discard = isYes(value);
                case "enable-symlinks" -> {
                    if (isYes(value)) {
                        inCodeBuildOnly(value);
                    }
                }
                case "secondary-artifacts" -> {
                    if (!identifier.isEmpty()) {
                        unknown(value, ARTIFACT_KEYS);
                    }
                }
                case "type" -> note(value, value.path() + " is skipped.");
                case "s3-prefix" -> inCodeBuildOnly(value);
                default -> unknown(value, ARTIFACT_KEYS);
            }
        }
        if (files.isEmpty()) {
            problems.atContent(artifact, "'" + artifact.path() + ".files' is missing or empty");
        }
        artifacts.add(new Artifact(identifier, name, files, excludes, base, discard));
    }

    /** What is wrong with a report stops no build, as in CodeBuild; which files there are is seen at the end. */
    private void reports(Value mapping) {
        members(mapping).forEach(this::report);
    }

    private void report(String group, Value report) {
        String format = "JUNITXML";
        String base = null;
        List<String> files = List.of();
        for (Map.Entry<String, Value> member : members(report).entrySet()) {
            Value value = member.getValue();
            switch (member.getKey()) {
                case "files" -> files = texts(value);
                case "file-format" -> format = text(value);
                case "base-directory" -> base = text(value);
                case "discard-paths" -> isYes(value);
                default -> unknown(value, "files, file-format, base-directory, discard-paths");
            }
        }
        if (files.isEmpty()) {
            problems.at(report, "'" + report.path() + ".files' is missing or empty");
        } else if ("JUNITXML".equalsIgnoreCase(format)) {
            reports.add(new Report(group, files, base));
        } else {
            note(report, report.path() + " is left out: its format " + format + " is none that Jenkins's JUnit reads.");
        }
    }

    // Shapes of values. Each names what it does not understand and goes on with something harmless.

    private Map<String, Value> members(Value value) {
        return value.isNull() || isMapping(value) ? value.members() : Map.of();
    }

    private boolean isMapping(Value value) {
        if (!value.isMapping()) {
            problems.atContent(value, "'" + value.path() + "' has to be a mapping (key: value)");
        }
        return value.isMapping();
    }

    /** A list; one value alone stands for a list of one, as many people write it. */
    private List<Value> items(Value value) {
        if (value.isScalar()) {
            return List.of(value);
        }
        if (value.isMapping()) {
            problems.atContent(value, "'" + value.path() + "' has to be a list (lines that begin with '- ')");
        }
        return value.items();
    }

    private List<String> texts(Value list) {
        return items(list).stream().map(this::text).filter(Objects::nonNull).toList();
    }

    private String text(Value value) {
        if (value.isScalar() && value.written().indexOf('\0') < 0) {
            return value.written();
        }
        problems.atContent(value, "'" + value.path() + "' has to be a string");
        return null;
    }

    private boolean isYes(Value value) {
        String text = text(value);
        if (text == null) {
            return false;
        }
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "yes", "true", "on" -> true;
            case "no", "false", "off" -> false;
            default -> {
                problems.atContent(value, "'" + value.path() + "' has to be yes or no, not '" + text + "'");
                yield false;
            }
        };
    }

    private void note(Value place, String note) {
        notes.add("buildspec line " + place.line() + ": " + note);
    }

    private void inCodeBuildOnly(Value value) {
        problems.at(value, "'" + value.path() + "' is not supported by this step; run it in CodeBuild with codeBuild");
    }

    private void unknown(Value value, String known) {
        problems.at(value, "'" + value.path() + "' is not known; there are " + known);
    }
}
