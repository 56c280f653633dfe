package io.jenkins.plugins.awsreleasestages.document;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Reads YAML to nodes, never to objects: a node knows its place and the text as it is written. What aliases make of the
 * document is counted while it is parsed, so that whoever walks over the nodes need not count.
 */
public final class YamlNodes {

    private YamlNodes() {}

    /** @return null for a document without content */
    public static Node compose(String text, Budget budget) throws Unreadable {
        LoaderOptions options = new LoaderOptions();
        // The budget counts all of these, and better.
        options.setCodePointLimit(Integer.MAX_VALUE);
        options.setMaxAliasesForCollections(Integer.MAX_VALUE);
        options.setNestingDepthLimit(Integer.MAX_VALUE);
        try {
            Parser parser = new ParserImpl(new StreamReader(new StringReader(text)), options);
            return new Composer(new Counting(parser, budget), new Resolver(), options).getSingleNode();
        } catch (TooMuch e) {
            throw at(e, e.getProblem());
        } catch (MarkedYAMLException e) {
            throw at(e, "not YAML: " + e.getProblem());
        } catch (ReaderException e) {
            String head = text.substring(0, Math.min(e.getPosition(), text.length()));
            int line = 1 + (int) head.chars().filter(c -> c == '\n').count();
            int column = head.length() - head.lastIndexOf('\n');
            throw new Unreadable(
                    line, column, "not YAML: the character with code " + e.getCodePoint() + " is not allowed");
        } catch (YAMLException e) {
            throw new Unreadable(1, 1, "not YAML: " + e.getMessage());
        }
    }

    private static Unreadable at(MarkedYAMLException e, String message) {
        Mark mark = e.getProblemMark() != null ? e.getProblemMark() : e.getContextMark();
        return mark == null
                ? new Unreadable(1, 1, message)
                : new Unreadable(mark.getLine() + 1, mark.getColumn() + 1, message);
    }

    private static final class TooMuch extends MarkedYAMLException {
        private static final long serialVersionUID = 1L;

        TooMuch(String problem, Mark mark) {
            super(null, null, problem, mark);
        }
    }

    /** What an anchor stands for, or a collection that is not at its end yet. */
    private static final class Extent {
        private final int nodesBefore;
        private final int charactersBefore;
        private int nodes;
        private int characters;
        private boolean open = true;
        private final boolean mapping;
        private int children;

        Extent(Budget budget, boolean mapping) {
            this.mapping = mapping;
            nodesBefore = budget.nodes();
            charactersBefore = budget.characters();
        }

        /** Keys and values of a mapping come in turn. */
        boolean isNextAKey() {
            return mapping && children++ % 2 == 0;
        }

        void close(Budget budget) {
            nodes = budget.nodes() - nodesBefore;
            characters = budget.characters() - charactersBefore;
            open = false;
        }
    }

    /** Passes events on, each counted; an alias counts as all that it stands for. */
    private static final class Counting implements Parser {
        private final Parser parser;
        private final Budget budget;
        private final Map<String, Extent> anchors = new HashMap<>();
        private final Deque<Extent> open = new ArrayDeque<>();

        Counting(Parser parser, Budget budget) {
            this.parser = parser;
            this.budget = budget;
        }

        @Override
        public boolean checkEvent(Event.ID choice) {
            return parser.checkEvent(choice);
        }

        @Override
        public Event peekEvent() {
            return parser.peekEvent();
        }

        @Override
        public Event getEvent() {
            Event event = parser.getEvent();
            if (event instanceof CollectionEndEvent) {
                open.pop().close(budget);
            } else if (event instanceof NodeEvent node) {
                node(node, !open.isEmpty() && open.peek().isNextAKey());
            }
            return event;
        }

        private void node(NodeEvent node, boolean key) {
            if (node instanceof AliasEvent alias) {
                alias(alias, key);
                return;
            }
            Extent extent = new Extent(budget, node instanceof MappingStartEvent);
            if (node.getAnchor() != null) {
                anchors.put(node.getAnchor(), extent);
            }
            if (node instanceof ScalarEvent scalar) {
                int length = scalar.getValue().length();
                refuse(key ? budget.takeKey(length) : budget.take(1, length), node);
                extent.close(budget);
                return;
            }
            refuse(open.size() < Budget.DEEPEST ? null : "nested more than " + Budget.DEEPEST + " levels deep", node);
            open.push(extent);
            refuse(budget.take(1, 0), node);
        }

        private void alias(AliasEvent alias, boolean key) {
            Extent extent = anchors.get(alias.getAnchor());
            if (extent == null) {
                // The composer says so.
                return;
            }
            refuse(extent.open ? "an alias stands inside of what it stands for" : null, alias);
            refuse(
                    key && extent.nodes == 1
                            ? budget.takeKey(extent.characters)
                            : budget.take(extent.nodes, extent.characters),
                    alias);
        }

        private static void refuse(String tooMuch, Event event) {
            if (tooMuch != null) {
                throw new TooMuch(tooMuch, event.getStartMark());
            }
        }
    }
}
