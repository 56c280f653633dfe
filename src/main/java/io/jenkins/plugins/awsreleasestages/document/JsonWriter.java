package io.jenkins.plugins.awsreleasestages.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes values as JSON. Numbers stay as they are written: {@code 1.10} is not {@code 1.1}. */
public final class JsonWriter {

    private static final JsonFactory GENERATORS = new JsonFactory();

    /** The same on every system: line feeds, one space a level. */
    private static final DefaultPrettyPrinter INDENTED = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                    .withObjectEmptySeparator("")
                    .withArrayEmptySeparator(""))
            .withObjectIndenter(new DefaultIndenter(" ", "\n"))
            .withArrayIndenter(new DefaultIndenter(" ", "\n"));

    private JsonWriter() {}

    /** Without spaces. */
    public static String compact(Value value) {
        return written(value, null);
    }

    /** For people. */
    public static String indented(Value value) {
        return written(value, INDENTED.createInstance()) + "\n";
    }

    private static String written(Value value, PrettyPrinter printer) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = GENERATORS.createGenerator(text).setPrettyPrinter(printer)) {
            write(value, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(Value value, JsonGenerator json) throws IOException {
        if (value.isMapping()) {
            json.writeStartObject();
            for (Map.Entry<String, Value> member : value.members().entrySet()) {
                json.writeFieldName(member.getKey());
                write(member.getValue(), json);
            }
            json.writeEndObject();
        } else if (value.isList()) {
            json.writeStartArray();
            for (Value item : value.items()) {
                write(item, json);
            }
            json.writeEndArray();
        } else if (value.isText()) {
            json.writeString(value.text());
        } else if (value.isNumber()) {
            json.writeNumber(value.written());
        } else if (value.isBoolean()) {
            json.writeBoolean(value.isTrue());
        } else {
            json.writeNull();
        }
    }
}
