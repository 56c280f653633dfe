package io.jenkins.plugins.awsreleasestages.document;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What stands at one place of a document: a mapping, a list, or a scalar, which keeps the text that is written there.
 * What is not there is a value as well, at the nearest place above it, so that nobody has to ask first. Whoever rewrites
 * a document changes its values in place.
 */
public final class Value {

    enum Kind {
        MAPPING,
        LIST,
        TEXT,
        NUMBER,
        BOOLEAN,
        NULL,
        MISSING
    }

    private static final Set<String> TRUE = Set.of("true", "yes", "on");

    private final Kind kind;
    private final String written;
    private Map<String, Value> members = Map.of();
    private List<Value> items = List.of();

    private Value parent;
    private String key;

    // Where it begins, and where its key does: that is what people look for.
    private String file = "";
    private int line;
    private int column;
    private int keyLine;
    private int keyColumn;

    Value(Kind kind, String written) {
        this.kind = kind;
        this.written = written;
    }

    public static Value text(String text) {
        return new Value(Kind.TEXT, text);
    }

    public static Value number(long number) {
        return new Value(Kind.NUMBER, String.valueOf(number));
    }

    public static Value truth(boolean truth) {
        return new Value(Kind.BOOLEAN, String.valueOf(truth));
    }

    /** A null that is written down. */
    public static Value nothing() {
        return new Value(Kind.NULL, "");
    }

    public static Value mapping() {
        return new Value(Kind.MAPPING, "");
    }

    public static Value list(Value... items) {
        Value list = new Value(Kind.LIST, "");
        for (Value item : items) {
            list.add(item);
        }
        return list;
    }

    /**
     * @param plain maps, lists, texts, numbers, booleans, null
     * @throws IllegalArgumentException for anything else, and for numbers that JSON does not have
     */
    public static Value of(Object plain) {
        if (plain instanceof Map<?, ?> map) {
            Value mapping = mapping();
            map.forEach((name, one) -> mapping.put((String) name, of(one)));
            return mapping;
        }
        if (plain instanceof Collection<?> all) {
            return list(all.stream().map(Value::of).toArray(Value[]::new));
        }
        if (plain instanceof Number && Numbers.isJson(plain.toString())) {
            return new Value(Kind.NUMBER, plain.toString());
        }
        if (plain instanceof Boolean truth) {
            return truth(truth);
        }
        if (plain instanceof String text) {
            return text(text);
        }
        if (plain == null) {
            return nothing();
        }
        throw new IllegalArgumentException("Not plain data: " + plain);
    }

    /** With one member. */
    public static Value mapping(String key, Value value) {
        Value mapping = mapping();
        mapping.put(key, value);
        return mapping;
    }

    // What it is

    public boolean isMapping() {
        return kind == Kind.MAPPING;
    }

    public boolean isList() {
        return kind == Kind.LIST;
    }

    public boolean isText() {
        return kind == Kind.TEXT;
    }

    public boolean isNumber() {
        return kind == Kind.NUMBER;
    }

    public boolean isBoolean() {
        return kind == Kind.BOOLEAN;
    }

    public boolean isNull() {
        return kind == Kind.NULL;
    }

    public boolean isMissing() {
        return kind == Kind.MISSING;
    }

    /** Neither there nor anything but null. */
    public boolean isNothing() {
        return isNull() || isMissing();
    }

    /** A text, a number, or a truth value. */
    public boolean isScalar() {
        return isText() || isNumber() || isBoolean();
    }

    /** {@code yes} and {@code on} are true in YAML 1.1. */
    public boolean isTrue() {
        return (isBoolean() || isText()) && asText().equals("true");
    }

    // What is in it

    /** As it stands in the document, without quotes: {@code yes}, {@code 1.10}; empty for what is no scalar. */
    public String written() {
        return written;
    }

    /** @return null for what is no text */
    public String text() {
        return isText() ? written : null;
    }

    /** @return a scalar as text, {@code yes} as {@code true}; null for anything else */
    public String scalar() {
        if (isBoolean()) {
            return String.valueOf(TRUE.contains(written.toLowerCase(Locale.ROOT)));
        }
        return isScalar() ? written : null;
    }

    /** A scalar as text; empty for anything else. */
    public String asText() {
        return isScalar() ? scalar() : "";
    }

    /** @return the text; what is given for what is none */
    public String textOr(String otherwise) {
        return isText() ? written : otherwise;
    }

    /** Of JSON: maps, lists, texts, longs, doubles, booleans, null. */
    public Object plain() {
        if (isMapping()) {
            Map<String, Object> plain = new LinkedHashMap<>();
            members.forEach((name, value) -> plain.put(name, value.plain()));
            return plain;
        }
        if (isList()) {
            List<Object> plain = new ArrayList<>();
            items.forEach(item -> plain.add(item.plain()));
            return plain;
        }
        if (isNumber()) {
            return plainNumber();
        }
        return isBoolean() ? (Object) isTrue() : text();
    }

    private Number plainNumber() {
        try {
            return Long.valueOf(written);
        } catch (NumberFormatException e) {
            return Double.valueOf(written);
        }
    }

    public int size() {
        return children().size();
    }

    public boolean has(String name) {
        return members.containsKey(name);
    }

    /** What is below these keys, one after another. */
    public Value get(String... keys) {
        Value value = this;
        for (String name : keys) {
            Value below = value.members.get(name);
            value = below != null ? below : value.missing(name);
        }
        return value;
    }

    public Value get(int index) {
        return index < items.size() ? items.get(index) : missing(null);
    }

    private Value missing(String name) {
        Value missing = new Value(Kind.MISSING, "").at(file, keyLine, keyColumn);
        missing.parent = this;
        missing.key = name;
        return missing;
    }

    /** In the order written; empty for what is no mapping. */
    public Map<String, Value> members() {
        return Collections.unmodifiableMap(members);
    }

    /** Empty for what is no list. */
    public List<Value> items() {
        return Collections.unmodifiableList(items);
    }

    /** Of a mapping or a list. */
    public Collection<Value> children() {
        return isMapping() ? members.values() : items;
    }

    /** How many mappings and lists are in one another. */
    int levels() {
        int below = children().stream().mapToInt(Value::levels).max().orElse(0);
        return isMapping() || isList() ? 1 + below : 0;
    }

    // Where it is

    /** The keys that lead to it, with dots; those of the list for what is in a list. Of a document, its name. */
    public String path() {
        return parent == null ? Objects.requireNonNullElse(key, "") : keys();
    }

    private String keys() {
        String above = parent == null ? "" : parent.keys();
        if (parent == null || key == null) {
            return above;
        }
        return above.isEmpty() ? key : above + "." + key;
    }

    /** The mapping or list that it is in; null for a whole document. */
    public Value parent() {
        return parent;
    }

    /** Of a member of a mapping. */
    public String key() {
        return key;
    }

    void name(String ofDocument) {
        key = ofDocument;
    }

    public String file() {
        return file;
    }

    /** Where its key is. */
    public int line() {
        return keyLine;
    }

    public int column() {
        return keyColumn;
    }

    /** Something that is wrong with it, at the place of its key. */
    public Problem problem(String message) {
        return new Problem(file, keyLine, keyColumn, message);
    }

    /** The same, after its key. */
    public Problem problemOfContent(String message) {
        return new Problem(file, line, column, message);
    }

    Value at(String newFile, int newLine, int newColumn) {
        file = newFile;
        line = newLine;
        column = newColumn;
        keyLine = newLine;
        keyColumn = newColumn;
        return this;
    }

    Value at(Value other) {
        return at(other.file, other.line, other.column);
    }

    void keyAt(int newLine, int newColumn) {
        keyLine = newLine;
        keyColumn = newColumn;
    }

    // Changes

    /** @return the value that was put */
    public Value put(String name, Value value) {
        if (members.isEmpty()) {
            // What a document says may be many small ones.
            members = new LinkedHashMap<>(2);
        }
        members.put(name, value);
        value.parent = this;
        value.key = name;
        return value;
    }

    public void add(Value item) {
        if (items.isEmpty()) {
            items = new ArrayList<>(2);
        }
        items.add(item);
        item.parent = this;
        item.key = null;
    }

    /** Puts another value where this one is. */
    public void replaceBy(Value other) {
        if (key != null) {
            parent.put(key, other);
            return;
        }
        for (int i = 0; i < parent.items.size(); i++) {
            if (parent.items.get(i) == this) {
                parent.items.set(i, other);
                other.parent = parent;
            }
        }
    }

    /** With copies of all that is below; places stay. */
    public Value copy() {
        Value copy = new Value(kind, written).at(file, line, column);
        copy.keyLine = keyLine;
        copy.keyColumn = keyColumn;
        members.forEach((name, value) -> copy.put(name, value.copy()));
        items.forEach(item -> copy.add(item.copy()));
        return copy;
    }

    /** Wherever it stands, and in whichever order the members of mappings do. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Value value
                && kind == value.kind
                && asText().equals(value.asText())
                && members.equals(value.members)
                && items.equals(value.items);
    }

    @Override
    public int hashCode() {
        return isMapping() ? members.hashCode() : isList() ? items.hashCode() : asText().hashCode();
    }

    /** As JSON. */
    @Override
    public String toString() {
        return JsonWriter.compact(this);
    }
}
