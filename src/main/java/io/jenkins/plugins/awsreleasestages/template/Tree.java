package io.jenkins.plugins.awsreleasestages.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What a JSON or YAML file says, and where it says it. Short forms of functions are long ones here. */
final class Tree {

    /** In bytes and in code points. Several times what CloudFormation takes. */
    static final int LONGEST = 8_000_000;

    /** Levels of nesting. No template that people write has half as many; the readers are recursive. */
    static final int DEEPEST = 200;

    static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);

    private static final ObjectMapper WRITER = new ObjectMapper();
    private static final Pattern INTEGER = Pattern.compile("-?(0|[1-9][0-9]{0,99})");
    private static final Pattern DECIMAL =
            Pattern.compile("-?(0|[1-9][0-9]{0,99})(\\.[0-9]{1,99})?([eE][-+]?[0-9]{1,3})?");

    private record Place(int line, int column) {}

    private final String file;
    private final Map<String, Place> places = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private JsonNode root = NODES.missingNode();

    Tree(String file) {
        this.file = file;
    }

    static Tree read(String file, String text) throws InvalidDocument {
        Tree tree = new Tree(file);
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (body.length() > LONGEST) {
            throw new InvalidDocument(
                    Problem.whole(file, "has " + body.length() + " characters; at most " + LONGEST + " are read"));
        }
        if (body.isBlank()) {
            throw new InvalidDocument(Problem.whole(file, "the file is empty"));
        }
        // As CloudFormation decides it. JSON may be indented with tabs, which YAML refuses.
        char first = body.stripLeading().charAt(0);
        boolean json = first == '{' || first == '[';
        tree.root = json ? new JsonTree(tree).read(body) : new YamlTree(tree).read(body);
        tree.throwProblems();
        return tree;
    }

    static Tree read(String file, Path path) throws IOException, InvalidDocument {
        return read(file, text(file, path));
    }

    static String text(String file, Path path) throws IOException, InvalidDocument {
        if (Files.size(path) > LONGEST) {
            throw new InvalidDocument(
                    Problem.whole(file, "has " + Files.size(path) + " bytes; at most " + LONGEST + " are read"));
        }
        return text(file, Files.readAllBytes(path));
    }

    static String text(String file, byte[] bytes) throws InvalidDocument {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidDocument(Problem.whole(file, "is not UTF-8 text"));
        }
    }

    JsonNode root() {
        return root;
    }

    String file() {
        return file;
    }

    /** Problems of reading; the readers go on after each. */
    void problem(int line, int column, String message) {
        problems.add(new Problem(file, line, column, message));
    }

    /** A problem of what stands at a pointer, or at the nearest place above it that is known. */
    Problem at(String pointer, String message) {
        String known = pointer;
        while (!known.isEmpty() && !places.containsKey(known)) {
            known = known.substring(0, known.lastIndexOf('/'));
        }
        Place place = places.getOrDefault(known, new Place(1, 1));
        return new Problem(file, place.line(), place.column(), message);
    }

    void place(String pointer, int line, int column) {
        places.putIfAbsent(pointer, new Place(line, column));
    }

    int line(String pointer) {
        return at(pointer, "").line();
    }

    static String pointer(String parent, String key) {
        return parent + "/" + key.replace("~", "~0").replace("/", "~1");
    }

    static String pointer(String parent, int index) {
        return parent + "/" + index;
    }

    private void throwProblems() throws InvalidDocument {
        if (!problems.isEmpty()) {
            throw new InvalidDocument(sorted(problems));
        }
    }

    static List<Problem> sorted(List<Problem> problems) {
        return problems.stream()
                .distinct()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .toList();
    }

    /** @return a number that is written back as it stood, or null when JSON has no such number */
    static JsonNode number(String text) {
        if (INTEGER.matcher(text).matches()) {
            return integer(new BigInteger(text));
        }
        return DECIMAL.matcher(text).matches() ? NODES.numberNode(new BigDecimal(text)) : null;
    }

    private static JsonNode integer(BigInteger value) {
        return value.bitLength() < Long.SIZE ? NODES.numberNode(value.longValue()) : NODES.numberNode(value);
    }

    static Map<String, JsonNode> fields(JsonNode object) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        object.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return fields;
    }

    static String compact(JsonNode node) {
        try {
            return WRITER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree that was read cannot be written", e);
        }
    }

    static String pretty(JsonNode node) {
        return node.isContainerNode() ? new PrettyJson().write(node) : compact(node);
    }
}
