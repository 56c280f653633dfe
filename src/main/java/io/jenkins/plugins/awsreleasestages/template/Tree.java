package io.jenkins.plugins.awsreleasestages.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.jenkins.plugins.awsreleasestages.document.Budget;
import io.jenkins.plugins.awsreleasestages.document.Unreadable;
import io.jenkins.plugins.awsreleasestages.document.Utf8;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/** What a JSON or YAML file says, and where it says it. Short forms of functions are long ones here. */
final class Tree {

    static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final ObjectMapper WRITER = new ObjectMapper();

    /** Canonical: JSON's own numbers, written back as they stand. */
    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]{0,%1$d})(\\.[0-9]{1,%1$d})?([eE][-+]?[0-9]{1,%2$d})?"
                    .formatted(Budget.DIGITS, Budget.EXPONENT_DIGITS));

    /** What somebody wants to calculate with; also in forms that JSON does not have, such as {@code +1} and {@code .5}. */
    private static final Pattern AMOUNT =
            Pattern.compile("[-+]?(?=\\.?[0-9])[0-9]{0,%1$d}(\\.[0-9]{0,%1$d})?([eE][-+]?[0-9]{1,%2$d})?"
                    .formatted(Budget.DIGITS, Budget.EXPONENT_DIGITS));

    private final String file;
    private final Problems problems = new Problems();
    private JsonNode root = NODES.missingNode();
    private Place place = new Place(1, 1);

    private Tree(String file) {
        this.file = file;
    }

    static Tree read(String file, String text) throws InvalidDocument {
        return read(file, text, null);
    }

    /** @param shared by several files; null for one of its own */
    static Tree read(String file, String text, Budget shared) throws InvalidDocument {
        Tree tree = new Tree(file);
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (body.length() > Budget.LONGEST) {
            throw new InvalidDocument(Problem.whole(
                    file, "has " + body.length() + " characters; at most " + Budget.LONGEST + " are read"));
        }
        if (body.isBlank()) {
            throw new InvalidDocument(Problem.whole(file, "the file is empty"));
        }
        // As CloudFormation decides it. JSON may be indented with tabs, which YAML refuses.
        char first = body.stripLeading().charAt(0);
        try {
            tree.root = first == '{' || first == '['
                    ? new JsonTree(tree, shared == null ? Budget.ofJson() : shared).read(body)
                    : new YamlTree(tree, shared == null ? Budget.ofYaml() : shared).read(body);
        } catch (Unreadable e) {
            throw new InvalidDocument(new Problem(file, e.line(), e.column(), e.getMessage()));
        }
        tree.problems.refuse();
        return tree;
    }

    static Tree read(String file, Path path) throws IOException, InvalidDocument {
        return read(file, text(file, path));
    }

    static String text(String file, Path path) throws IOException, InvalidDocument {
        try {
            return text(file, BoundedFile.read(path, Budget.LONGEST));
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            throw new InvalidDocument(Problem.whole(file, Objects.requireNonNullElse(e.getMessage(), e.toString())));
        }
    }

    static String text(String file, byte[] bytes) throws InvalidDocument {
        try {
            return Utf8.text(bytes);
        } catch (IOException e) {
            throw new InvalidDocument(Problem.whole(file, e.getMessage()));
        }
    }

    JsonNode root() {
        return root;
    }

    String file() {
        return file;
    }

    /** Of the root. */
    Place place() {
        return place;
    }

    void begins(Place root) {
        place = root;
    }

    /** Problems of reading; the readers go on after each. */
    void problem(Place at, String message) {
        problems.add(at(at, message));
    }

    Problem at(Place at, String message) {
        return new Problem(file, at.line(), at.column(), message);
    }

    /** @return a number that is written back as it stands, or null when JSON has no such number */
    static JsonNode number(String text) {
        return NUMBER.matcher(text).matches() ? new WrittenNumber(text) : null;
    }

    /** @return null when it is none, or has so many digits that nobody means it */
    static BigDecimal amount(String text) {
        return AMOUNT.matcher(text).matches() ? new BigDecimal(text) : null;
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
