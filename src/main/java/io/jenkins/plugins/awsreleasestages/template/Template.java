package io.jenkins.plugins.awsreleasestages.template;

import io.jenkins.plugins.awsreleasestages.document.DocumentReader;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.document.JsonWriter;
import io.jenkins.plugins.awsreleasestages.document.Value;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A CloudFormation template, as far as it can be understood without AWS.
 *
 * <p>Source: CloudFormation User Guide, "Template sections" and "CloudFormation quotas".
 */
public final class Template {

    /** What a request takes as text, in bytes; more goes through S3. */
    public static final int LARGEST_BODY = 51_200;

    /** What CloudFormation takes from S3, in bytes. */
    public static final int LARGEST = 1 << 20;

    /**
     * A parameter as it is declared.
     *
     * @param type such as {@code String}, {@code Number}, {@code CommaDelimitedList},
     *     {@code AWS::SSM::Parameter::Value<String>}
     * @param defaultValue null when it has none, so that a new stack needs a value
     * @param allowedValues empty when all are
     * @param minValue null when there is none, as the other limits
     */
    public record Parameter(
            String name,
            String type,
            String defaultValue,
            List<String> allowedValues,
            BigDecimal minValue,
            BigDecimal maxValue,
            Integer minLength,
            Integer maxLength) {

        public boolean hasDefault() {
            return defaultValue != null;
        }
    }

    private final String file;
    private final String text;
    private final Value root;
    private final List<Parameter> parameters;

    private Template(String file, String text, Value root, TemplateReader reader) {
        this.file = file;
        this.text = text;
        this.root = root;
        this.parameters = List.copyOf(reader.parameters());
    }

    /**
     * @param file how problems name it
     * @throws InvalidDocument with everything that is wrong
     */
    public static Template read(String file, String text) throws InvalidDocument {
        TemplateReader reader = new TemplateReader(file);
        return new Template(file, text, reader.read(text), reader);
    }

    /** @throws InvalidDocument with everything that is wrong */
    public static Template read(String file, byte[] utf8) throws InvalidDocument {
        return read(file, DocumentReader.text(file, utf8));
    }

    /** @throws InvalidDocument with everything that is wrong */
    public static Template read(String file, Path path) throws IOException, InvalidDocument {
        return read(file, DocumentReader.text(file, path));
    }

    /** How problems name it. */
    public String file() {
        return file;
    }

    /** As it was read. */
    public String text() {
        return text;
    }

    /** Of the text as it was read, in bytes. */
    public int size() {
        return bytes(text);
    }

    /** Whether it can be sent as text; otherwise it goes through S3. */
    public boolean fitsInRequest() {
        return size() <= LARGEST_BODY;
    }

    /** The same as JSON, every function in its long form. Readable where it still fits in a request. */
    public String json() {
        return json(root);
    }

    static String json(Value root) {
        String compact = JsonWriter.compact(root);
        if (bytes(compact) > LARGEST_BODY) {
            return compact;
        }
        String pretty = JsonWriter.indented(root);
        return bytes(pretty) <= LARGEST_BODY ? pretty : compact;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** A copy: change it freely. */
    Value content() {
        return root.copy();
    }

    public List<Parameter> parameters() {
        return parameters;
    }

    /** The macros that it goes through as a whole, such as {@code AWS::Serverless-2016-10-31}. */
    public List<String> transforms() {
        Value transform = root.get("Transform");
        List<Value> macros = transform.isList() ? transform.items() : List.of(transform);
        return macros.stream()
                .map(macro -> macro.isMapping() ? macro.get("Name") : macro)
                .filter(Value::isText)
                .map(Value::text)
                .toList();
    }

    /** Whether a macro works on it, as a whole or on a part. */
    public boolean hasTransform() {
        return !transforms().isEmpty() || hasMember(root, "Fn::Transform");
    }

    private static boolean hasMember(Value value, String name) {
        return value.has(name) || value.children().stream().anyMatch(below -> hasMember(below, name));
    }

    /**
     * What CloudFormation would refuse about values for its parameters, one sentence each; never shows a value.
     *
     * @param values by name
     * @param previousKept whether a parameter without a value keeps its previous one, so that none is missing
     */
    public List<String> parameterProblems(Map<String, String> values, boolean previousKept) {
        return ParameterChecks.problems(
                parameters, values, previousKept, !transforms().isEmpty());
    }
}
