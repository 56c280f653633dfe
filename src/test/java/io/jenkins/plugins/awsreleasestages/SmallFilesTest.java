package io.jenkins.plugins.awsreleasestages;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.definition.Buildspec;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.template.ArtifactFolder;
import io.jenkins.plugins.awsreleasestages.template.CloudAssembly;
import io.jenkins.plugins.awsreleasestages.template.LocalArtifacts;
import io.jenkins.plugins.awsreleasestages.template.ParameterFile;
import io.jenkins.plugins.awsreleasestages.template.ParameterOverrides;
import io.jenkins.plugins.awsreleasestages.template.Template;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are small and would cost much. Each is read or refused, in a second, by a machine with 64 MB. */
class SmallFilesTest {

    private static final String RESOURCE = "Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n";

    /** Refused, by what the first problem says; "" where it is harmless once read, and so is read. */
    private record Case(String text, String refusal) {}

    private final Map<String, Case> cases = new LinkedHashMap<>();

    private void refused(String name, String text, String refusal) {
        cases.put(name, new Case(text, refusal));
    }

    private void read(String name, String text) {
        cases.put(name, new Case(text, ""));
    }

    private void everyKind() {
        String first = RESOURCE + "Parameters:\n  N: {Type: Number, Default: '1', ";
        refused("template-exponent", first + "MinValue: '1e999999999'}\n", "line 5, column 35: MinValue has to be");
        refused("template-negative-exponent", first + "MaxValue: -1e-999999999}\n", "MaxValue has to be");
        refused("template-length", first + "MaxLength: 9e2147483647}\n", "MaxLength has to be");
        refused("template-digits", first + "MinValue: '" + "9".repeat(500_000) + "'}\n", "MinValue has to be");
        read("template-number-text", RESOURCE + "    Properties: {A: " + "9".repeat(500_000) + "}\n");
        read(
                "template-number-key",
                RESOURCE + "    Properties: {1e999999999: x, 0x1F: y, ? " + "9".repeat(900) + " : z}\n");
        read("template-times", RESOURCE + "    Properties: {A: 1" + ":59".repeat(100_000) + "}\n");
        refused(
                "template-json-number",
                "{\"Resources\": {\"A\": {\"Type\": \"X\", \"P\": " + "9".repeat(400_000) + "}}}",
                "line 1, column");

        String key = "k".repeat(60_000);
        String elements = "1,".repeat(20_000) + "1";
        refused(
                "template-long-key",
                "{\"Resources\": {\"A\": {\"Type\": \"X\", \"" + key + "\": [" + elements + "]}}}",
                "line 1, column");
        refused("parameters-long-key", "{\"" + key + "\": [" + elements + "]}", "line 1, column");
        refused("overrides-long-key", "{\"" + key + "\": [" + elements + "]}", "line 1, column");
        refused(
                "assembly-long-key",
                "{\"version\": \"48.0.0\", \"artifacts\": {\"" + key + "\": [" + elements + "]}}",
                "line 1, column");
        refused("template-explicit-key", RESOURCE + "    ? " + key + "\n    : [" + elements + "]\n", "a key has 60000");
        refused("buildspec-explicit-key", "version: 0.2\n? " + key + "\n: x\nphases: {}\n", "a key has 60000");
        String deepKeys = IntStream.range(0, 190)
                .mapToObj(i -> "{\"" + "k".repeat(1000) + "\":")
                .collect(Collectors.joining());
        read(
                "template-deep-keys",
                "{\"Resources\": {\"A\": {\"Type\": \"X\", \"P\": " + deepKeys + "[" + elements + "]" + "}".repeat(190)
                        + "}}}");

        String long100k = "x".repeat(100_000);
        String aliases = "*a, ".repeat(2_000) + "*a";
        refused("template-scalar-aliases", RESOURCE + "    P: [&a " + long100k + ", " + aliases + "]\n", "written out");
        refused("parameters-scalar-aliases", "A: &a " + long100k + "\nB: [" + aliases + "]\n", "written out");
        refused(
                "buildspec-scalar-aliases",
                "version: 0.2\nphases:\n  build:\n    commands:\n      - &a " + long100k + "\n"
                        + "      - *a\n".repeat(2_000),
                "written out");
        refused(
                "buildspec-list-aliases",
                "version: 0.2\nphases:\n  build:\n    commands: &c\n" + "      - echo a\n".repeat(100)
                        + "    finally: &d [*c, *c, *c]\n",
                "is not a string");
        refused("buildspec-aliases-in-aliases", bomb("version: 0.2\nphases: {}\n"), "written out");
        refused(
                "buildspec-artifact-aliases",
                "version: 0.2\nphases: {build: {commands: [a]}}\nartifacts:\n  files: &f [" + "x, ".repeat(1_000)
                        + "x]\n  secondary-artifacts:\n"
                        + IntStream.range(0, 1_000)
                                .mapToObj(i -> "    a" + i + ": {files: *f}\n")
                                .collect(Collectors.joining()),
                "written out");
        refused("template-aliases-in-aliases", bomb(RESOURCE), "written out");
        refused("parameters-aliases-in-aliases", bomb("A: b\n"), "written out");
        refused("template-merges", merges(RESOURCE, "{<<: [%1$s, %1$s]}"), "written out");
        refused("template-nested-merges", merges(RESOURCE, "{<<: [[%1$s, %1$s], [[%1$s]]]}"), "written out");
        refused("template-merged-maps", merges(RESOURCE, "{<<: {a: %1$s, <<: %1$s}}"), "written out");
        refused("parameters-merges", merges("A: b\n", "{<<: [%1$s, %1$s]}"), "written out");
        refused("buildspec-merges", merges("version: 0.2\nphases: {}\n", "{<<: [%1$s, %1$s]}"), "written out");
        refused("template-anchored-keys", merges(RESOURCE, "{? %1$s : %1$s}"), "written out");
        refused("template-deep-aliases", RESOURCE + chain(31), "nested more than 200");
        refused("buildspec-deep-aliases", "version: 0.2\nphases: {}\n" + chain(31), "nested more than 200");
        refused("template-recursion", "Resources: &r\n  A: *r\n", "line 2, column 6: an alias stands inside");
        refused("template-recursive-merge", "Resources: &r\n  <<: *r\n", "line 2, column 7: an alias stands inside");
        refused("buildspec-recursion", "version: 0.2\nphases: &p\n  build: *p\n", "line 3, column 10: an alias");
        read("template-anchors", RESOURCE + "    P: [" + "&a x, ".repeat(20_000) + "*a]\n");

        String deep = "[".repeat(20_000);
        refused("template-deep", "Resources: " + deep, "nested more than 200");
        refused("template-deep-json", "{\"Resources\": " + deep, "line 1, column");
        refused("template-deep-maps", "Resources: " + "{a: ".repeat(20_000), "nested more than 200");
        refused("template-deep-items", "Resources:\n  " + "- ".repeat(20_000) + "x", "nested more than 200");
        refused("template-deep-keys-of-keys", "Resources:\n  " + "? ".repeat(20_000) + "x", "nested more than 200");
        refused("template-deep-functions", RESOURCE + "    P: " + "!Not [".repeat(5_000), "nested more than 200");
        refused("buildspec-deep", "version: 0.2\nphases: " + deep, "nested more than 200");
        refused("parameters-deep", "{\"A\": " + deep, "line 1, column");

        refused("template-many", RESOURCE + "    P: [" + "1,".repeat(500_000) + "1]\n", "keys and values");
        refused("template-many-json", "{\"Resources\": [" + "[],".repeat(900_000) + "1]}", "keys and values");
        refused("template-many-maps", "{\"Resources\": [" + "{\"a\":1},".repeat(400_000) + "1]}", "keys and values");
        refused(
                "parameters-many",
                "[" + "{\"ParameterValue\":\"x\"},".repeat(60_000) + "1]",
                "ParameterKey is missing");
        refused(
                "template-many-problems",
                RESOURCE
                        + IntStream.range(0, 20_000)
                                .mapToObj(i -> "  a-" + i + ": {}\n")
                                .collect(Collectors.joining()),
                "is not the id of a resource");

        refused(
                "template-java",
                RESOURCE + "    P: !!java.net.URL ['http://localhost']\n",
                "Global tag is not allowed");
        for (String tag : List.of("binary aGk=", "set {a, b}", "omap [a: 1]", "pairs [a: 1]")) {
            refused("template-" + tag.substring(0, 3), RESOURCE + "    P: !!" + tag + "\n", "the YAML type");
        }
        refused("template-nul", "{\"Resources\": {\"A\0\": 1}}", "line 1, column");
        refused(
                "template-wide",
                new String(RESOURCE.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.UTF_8),
                "line 1, column 2: not YAML: the character with code 0");
        refused("template-tabs", RESOURCE + "\tProperties: {}\n", "line 4, column 1");
        refused("template-documents", (RESOURCE + "---\n").repeat(3_000), "a second YAML document");
        refused("buildspec-documents", "version: 0.2\nphases: {}\n---\n".repeat(3_000), "line 3, column 1");

        refused(
                "pack-colons",
                "Resources: {F: {Type: 'AWS::Serverless::Function', Properties: {PackageType: Image, ImageUri: '"
                        + ":".repeat(400_000) + "'}}}",
                "is a local one");
        refused(
                "pack-includes",
                "{\"Resources\": {\"A\": {\"Type\": \"X\", \"P\": " + deepKeys + "["
                        + "{\"Fn::Transform\": {\"Name\": \"AWS::Include\", \"Parameters\": {\"Location\": \"x\"}}},"
                                .repeat(5_000)
                        + "1]" + "}".repeat(190) + "}}}",
                "is not there");

        String twice = "\"%s\": {\"type\": \"cdk:cloud-assembly\", \"properties\": {\"directoryName\": \".\"}}";
        refused(
                "assembly-in-itself",
                "{\"version\": \"48.0.0\", \"artifacts\": {" + twice.formatted("A") + ", " + twice.formatted("B")
                        + "}}",
                "twice");
        refused(
                "assembly-many",
                "{\"version\": \"48.0.0\", \"artifacts\": {"
                        + IntStream.range(0, 30_000)
                                .mapToObj(i -> "\"A" + i + "\": {\"type\": \"cdk:tree\"}")
                                .collect(Collectors.joining(","))
                        + "}}",
                "artifacts");
        refused(
                "assembly-dependencies",
                "{\"version\": \"48.0.0\", \"artifacts\": {"
                        + IntStream.range(0, 600)
                                .mapToObj(i -> "\"S" + i + "\": {\"type\": \"aws:cloudformation:stack\","
                                        + "\"environment\": \"aws://unknown-account/unknown-region\","
                                        + "\"properties\": {\"templateFile\": \"manifest.json\"}, \"dependencies\": ["
                                        + IntStream.range(i + 1, 600)
                                                .map(j -> 600 + i - j)
                                                .mapToObj(j -> "\"S" + j + "\"")
                                                .collect(Collectors.joining(","))
                                        + "]}")
                                .collect(Collectors.joining(","))
                        + "}, \"missing\": [{}]}",
                "was not known at synthesis");
    }

    private static String bomb(String head) {
        StringBuilder text = new StringBuilder(head + "x0: &a0 [x, x]\n");
        for (int i = 1; i < 30; i++) {
            text.append("x%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        return text.toString();
    }

    /** Each alias stands at the bottom of what the next one stands for. */
    private static String chain(int links) {
        StringBuilder text = new StringBuilder("x0: &a0 x\n");
        for (int i = 1; i <= links; i++) {
            text.append("x%d: &a%d %s*a%d%s\n".formatted(i, i, "[".repeat(195), i - 1, "]".repeat(195)));
        }
        return text.toString();
    }

    private static String merges(String head, String form) {
        StringBuilder text = new StringBuilder(head + "x0: &a0 {k: v}\n");
        for (int i = 1; i < 30; i++) {
            text.append("x%d: &a%d %s\n".formatted(i, i, form.formatted("*a" + (i - 1))));
        }
        return text.toString();
    }

    @Test
    void eachIsReadOrRefusedInASecondAnd64Megabytes(@TempDir Path folder) throws Exception {
        everyKind();
        for (Map.Entry<String, Case> one : cases.entrySet()) {
            Files.writeString(folder.resolve(one.getKey()), one.getValue().text());
        }
        Path answers = folder.resolve("answers.txt");
        Process reading = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reading.class.getName(),
                        folder.toString(),
                        String.join(",", cases.keySet()))
                .redirectErrorStream(true)
                .redirectOutput(answers.toFile())
                .start();
        boolean ended = reading.waitFor(5, TimeUnit.MINUTES);
        reading.destroyForcibly();
        List<String> lines = Files.readAllLines(answers);
        assertThat(ended).as("%s", lines).isTrue();
        List<String> wrong = new ArrayList<>();
        int at = 0;
        for (Map.Entry<String, Case> one : cases.entrySet()) {
            String line = at < lines.size() ? lines.get(at++) : "no answer";
            String[] parts = line.split("\t", 3);
            boolean right = parts.length == 3
                    && parts[0].equals(one.getKey())
                    && Long.parseLong(parts[1]) < 1_000
                    && (one.getValue().refusal().isEmpty()
                            ? parts[2].equals("read")
                            : parts[2].contains("line ")
                                    && parts[2].contains(one.getValue().refusal()))
                    && parts[2].length() < 3_000;
            if (!right) {
                wrong.add(one.getKey() + ": " + line.substring(0, Math.min(300, line.length())));
            }
        }
        assertThat(String.join("\n", wrong)).isEmpty();
    }

    /** The machine with 64 MB. */
    public static final class Reading {

        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            warmUp();
            for (String name : arguments[1].split(",")) {
                long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                String answer = answer(folder, name);
                long millis = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1_000_000;
                System.out.println(name + "\t" + millis + "\t" + answer.replace('\n', ' '));
            }
        }

        private static void warmUp() throws Exception {
            Template.read("t", RESOURCE);
            Template.read("t", "{\"Resources\": {\"A\": {\"Type\": \"X\"}}}").json();
        }

        private static String answer(Path folder, String name) {
            Path file = folder.resolve(name);
            try {
                switch (name.substring(0, name.indexOf('-'))) {
                    case "template" -> Template.read(name, file).json();
                    case "parameters" -> ParameterFile.read(name, Files.readAllBytes(file));
                    case "overrides" ->
                        ParameterOverrides.resolve(name, Files.readString(file), Map.of(), (artifact, path) -> null);
                    case "buildspec" -> Buildspec.read(Files.readString(file));
                    case "pack" ->
                        LocalArtifacts.pack(file, folder, folder, ArtifactFolder.in("eu-west-1", "bucket", ""));
                    default -> {
                        Path assembly = Files.createDirectories(folder.resolve("of-" + name));
                        Files.copy(file, assembly.resolve("manifest.json"));
                        CloudAssembly.read(assembly, folder);
                    }
                }
                return "read";
            } catch (InvalidDocument e) {
                return e.getMessage().lines().limit(3).collect(Collectors.joining(" | "));
            } catch (Exception | OutOfMemoryError | StackOverflowError e) {
                return "fell: " + e;
            }
        }
    }
}
