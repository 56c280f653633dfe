package io.jenkins.plugins.awsreleasestages.document;

import io.jenkins.plugins.awsreleasestages.document.Value.Kind;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML so that texts stay as they are written. Of what looks like a number only that is one which JSON writes the
 * same way and PyYAML, and so the AWS CLI, reads as one too: {@code 42}, {@code 1.10}. Dates, {@code 0123}, {@code 0x1F},
 * {@code 1_000}, {@code 12:30}, {@code .5}, {@code +1}, {@code 12345e67} are texts. {@code yes}, {@code no}, {@code on},
 * {@code off} are booleans, as in YAML 1.1, which CloudFormation reads; anchors, aliases and merge keys are resolved as
 * {@code aws cloudformation package} does. What an alias stands for is counted before it is copied.
 */
final class YamlReader {

    /** YAML 1.1 as PyYAML knows it: with an exponent only what has a point and a sign. */
    private static final Pattern NUMBER = Pattern.compile("[-0-9]+(\\.[0-9]+([eE][-+][0-9]+)?)?");

    private static final Set<Tag> NOT_IN_JSON = Set.of(Tag.BINARY, Tag.SET, Tag.OMAP, Tag.PAIRS);

    /** What an anchor stands for, and how much that is. */
    private static final class Anchored {
        private Value value;
        private int nodes;
        private int characters;
    }

    /** A key that is a mapping or a list. */
    private record BadKey(Value key, Value mapping) {}

    private final String file;
    private final String name;
    private final Problems problems;
    private final Budget budget;
    private final BiFunction<String, Value, Value> tags;
    private final Resolver resolver = new Resolver();
    private final Map<String, Anchored> anchors = new HashMap<>();
    private final List<BadKey> badKeys = new ArrayList<>();
    private Parser parser;
    private int depth;

    /** @param name of the whole document; may be null */
    YamlReader(String file, String name, Problems problems, Budget budget, BiFunction<String, Value, Value> tags) {
        this.file = file;
        this.name = name;
        this.problems = problems;
        this.budget = budget;
        this.tags = tags;
    }

    Value read(String text) throws InvalidDocument {
        LoaderOptions options = new LoaderOptions();
        // The budget counts them.
        options.setCodePointLimit(Integer.MAX_VALUE);
        try {
            parser = new ParserImpl(new StreamReader(new StringReader(text)), options);
            Value root = document();
            root.name(name);
            badKeys.forEach(
                    bad -> problems.add(bad.key().problem(badKey(bad.mapping().path()))));
            return root;
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
            throw refused(mark, "not YAML: " + e.getProblem());
        } catch (ReaderException e) {
            String head = text.substring(0, Math.min(e.getPosition(), text.length()));
            int line = 1 + (int) head.chars().filter(c -> c == '\n').count();
            int column = head.length() - head.lastIndexOf('\n');
            throw new InvalidDocument(new Problem(
                    file, line, column, "not YAML: the character with code " + e.getCodePoint() + " is not allowed"));
        } catch (YAMLException e) {
            throw refused(null, "not YAML: " + e.getMessage());
        }
    }

    private Value document() throws InvalidDocument {
        parser.getEvent();
        if (parser.checkEvent(Event.ID.StreamEnd)) {
            return new Value(Kind.NULL, "").at(file, 1, 1);
        }
        parser.getEvent();
        Value root = value(false);
        parser.getEvent();
        if (!parser.checkEvent(Event.ID.StreamEnd)) {
            throw refused(parser.peekEvent().getStartMark(), "a second YAML document begins here");
        }
        return root;
    }

    private Value value(boolean key) throws InvalidDocument {
        NodeEvent event = (NodeEvent) parser.getEvent();
        if (event instanceof AliasEvent alias) {
            return aliased(alias, key);
        }
        Anchored anchored = new Anchored();
        if (event.getAnchor() != null) {
            anchors.put(event.getAnchor(), anchored);
        }
        int nodes = budget.nodes();
        int characters = budget.characters();
        Value value =
                event instanceof ScalarEvent scalar ? scalar(scalar, key) : collection((CollectionStartEvent) event);
        anchored.value = value;
        anchored.nodes = budget.nodes() - nodes;
        anchored.characters = budget.characters() - characters;
        return value;
    }

    private Value aliased(AliasEvent alias, boolean key) throws InvalidDocument {
        Anchored anchored = anchors.get(alias.getAnchor());
        Mark mark = alias.getStartMark();
        if (anchored == null) {
            throw refused(mark, "not YAML: found undefined alias " + alias.getAnchor());
        }
        if (anchored.value == null) {
            throw refused(mark, "an alias stands inside of what it stands for");
        }
        withinLevels(mark, depth + anchored.value.levels());
        within(
                mark,
                key && anchored.nodes == 1
                        ? budget.takeKey(anchored.characters)
                        : budget.take(anchored.nodes, anchored.characters));
        return anchored.value.copy();
    }

    private Value scalar(ScalarEvent event, boolean key) throws InvalidDocument {
        String text = event.getValue();
        within(event.getStartMark(), key ? budget.takeKey(text.length()) : budget.take(1, text.length()));
        Tag tag = tag(event);
        return tagged(tag, at(event.getStartMark(), new Value(kind(tag, text), text)));
    }

    private Tag tag(ScalarEvent event) {
        boolean plain = event.isPlain() || event.getTag() != null;
        return isGiven(event.getTag())
                ? new Tag(event.getTag())
                : resolver.resolve(NodeId.scalar, event.getValue(), plain);
    }

    /** A lone ! is as good as nothing. */
    private static boolean isGiven(String tag) {
        return tag != null && !tag.equals("!");
    }

    private static Kind kind(Tag tag, String text) {
        if (tag.equals(Tag.NULL)) {
            return Kind.NULL;
        }
        if (tag.equals(Tag.BOOL)) {
            return Kind.BOOLEAN;
        }
        boolean number = tag.equals(Tag.INT) || tag.equals(Tag.FLOAT);
        return number && NUMBER.matcher(text).matches() && Numbers.isJson(text) ? Kind.NUMBER : Kind.TEXT;
    }

    private Value collection(CollectionStartEvent event) throws InvalidDocument {
        Mark mark = event.getStartMark();
        withinLevels(mark, ++depth);
        within(mark, budget.take(1, 0));
        boolean list = event instanceof SequenceStartEvent;
        Value collection = at(mark, list ? list() : mapping());
        depth--;
        return isGiven(event.getTag()) ? tagged(new Tag(event.getTag()), collection) : collection;
    }

    private Value list() throws InvalidDocument {
        Value list = Value.list();
        while (!parser.checkEvent(Event.ID.SequenceEnd)) {
            list.add(value(false));
        }
        parser.getEvent();
        return list;
    }

    private Value mapping() throws InvalidDocument {
        Value mapping = Value.mapping();
        List<Value> merged = new ArrayList<>();
        while (!parser.checkEvent(Event.ID.MappingEnd)) {
            boolean merge = parser.peekEvent() instanceof ScalarEvent scalar && Tag.MERGE.equals(tag(scalar));
            Value key = value(true);
            Value value = value(false);
            if (merge) {
                merged.add(value);
            } else if (key.isMapping() || key.isList()) {
                badKeys.add(new BadKey(key, mapping));
            } else if (mapping.has(key.written())) {
                problems.at(key, "'" + key.written() + "' is there twice");
            } else {
                mapping.put(key.written(), value).keyAt(key.line(), key.column());
            }
        }
        parser.getEvent();
        merged.forEach(value -> merge(mapping, value));
        return mapping;
    }

    /** A key that is there wins over a merged one, an earlier merged one over a later. */
    private void merge(Value mapping, Value merged) {
        if (merged.isList()) {
            merged.items().forEach(item -> merge(mapping, item));
        } else if (!merged.isMapping()) {
            problems.at(merged, "'<<' merges mappings only");
        }
        merged.members().forEach((key, value) -> {
            if (!mapping.has(key)) {
                mapping.put(key, value);
            }
        });
    }

    private Value tagged(Tag tag, Value value) throws InvalidDocument {
        if (tag.isCustomGlobal()) {
            throw new InvalidDocument(value.problem("not YAML: Global tag is not allowed: " + tag.getValue()));
        }
        if (NOT_IN_JSON.contains(tag)) {
            problems.at(value, "JSON does not know the YAML type " + tag.getValue());
        }
        return tag.startsWith("!")
                ? tags.apply(tag.getValue().substring(1), value).at(value)
                : value;
    }

    private String badKey(String path) {
        return name == null ? "a key has to be a string" : "a key of '" + path + "' is not a string";
    }

    private Value at(Mark mark, Value value) {
        return value.at(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    private void within(Mark mark, String tooMuch) throws InvalidDocument {
        if (tooMuch != null) {
            throw refused(mark, tooMuch);
        }
    }

    private void withinLevels(Mark mark, int levels) throws InvalidDocument {
        within(mark, levels <= Budget.DEEPEST ? null : "nested more than " + Budget.DEEPEST + " levels deep");
    }

    private InvalidDocument refused(Mark mark, String message) {
        return new InvalidDocument(
                mark == null
                        ? new Problem(file, 1, 1, message)
                        : new Problem(file, mark.getLine() + 1, mark.getColumn() + 1, message));
    }
}
