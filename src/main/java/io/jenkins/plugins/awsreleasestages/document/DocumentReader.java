package io.jenkins.plugins.awsreleasestages.document;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.BiFunction;

/**
 * Reads JSON and YAML. What is wrong with a part of a document is added to the problems, and reading goes on; only what
 * cannot be read at all, or would cost too much, ends it.
 */
public final class DocumentReader {

    private final String file;
    private final Problems problems;
    private String name;
    private Budget budget;
    private BiFunction<String, Value, Value> tags = this::unknownTag;

    /** @param file how problems name it; empty where that is clear */
    public DocumentReader(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /** @param document how problems and paths call the whole of it */
    public DocumentReader named(String document) {
        name = document;
        return this;
    }

    /** With a budget that several files share. */
    public DocumentReader within(Budget shared) {
        budget = shared;
        return this;
    }

    /** @param meaning what a local tag of YAML makes of a value: {@code !Name value} becomes {@code (Name, value)} */
    public DocumentReader tags(BiFunction<String, Value, Value> meaning) {
        tags = meaning;
        return this;
    }

    /**
     * JSON or YAML, as CloudFormation tells them apart. JSON may be indented with tabs, which YAML refuses.
     *
     * @return null as a value for a document without content
     */
    public Value read(String text) throws InvalidDocument {
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (body.length() > Budget.LONGEST) {
            throw new InvalidDocument(Problem.whole(
                    file, "has " + body.length() + " characters; at most " + Budget.LONGEST + " are read"));
        }
        if (body.isBlank()) {
            throw new InvalidDocument(Problem.whole(file, "the file is empty"));
        }
        char first = body.stripLeading().charAt(0);
        return first == '{' || first == '[' ? readJson(body) : readYaml(body);
    }

    public Value readJson(String text) throws InvalidDocument {
        return new JsonReader(file, problems, budget == null ? Budget.ofJson() : budget).read(text);
    }

    public Value readYaml(String text) throws InvalidDocument {
        return new YamlReader(file, name, problems, budget == null ? Budget.ofYaml() : budget, tags).read(text);
    }

    private Value unknownTag(String tag, Value value) {
        problems.add(value.problemOfContent("the tag !" + tag + " is not known here"));
        return value;
    }

    /**
     * The text of a file.
     *
     * @throws NoSuchFileException when there is none
     */
    public static String text(String file, Path path) throws IOException, InvalidDocument {
        try {
            return text(file, BoundedFile.read(path, Budget.LONGEST));
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            throw new InvalidDocument(Problem.whole(file, Objects.requireNonNullElse(e.getMessage(), e.toString())));
        }
    }

    public static String text(String file, byte[] bytes) throws InvalidDocument {
        try {
            return Utf8.text(bytes);
        } catch (IOException e) {
            throw new InvalidDocument(Problem.whole(file, e.getMessage()));
        }
    }
}
