package io.jenkins.plugins.awsreleasestages.approval;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A regular expression for a whole answer. Read from left to right with all places of the expression that are possible so
 * far, so that none takes longer than its size times that of the answer: the JDK's tries one way after another, and there
 * are expressions for which it never comes to an end. What only works that way (references back, looking around) is refused.
 */
final class AnswerPattern {

    private static final int LONGEST = 1_000;
    private static final int MOST_STATES = 5_000;
    private static final int HIGHEST_COUNT = 1_000;
    private static final int UNLIMITED = -1;

    /** What is understood, still as it is written. */
    private sealed interface Part {}

    private record One(IntPredicate character) implements Part {}

    private record Row(List<Part> parts) implements Part {}

    private record Choice(List<Part> parts) implements Part {}

    private record Repeated(Part part, int min, int max) implements Part {}

    /** Whether the answer begins, or ends, here. */
    private record Edge(boolean end) implements Part {}

    /** A place: with a character one gets to the next; without one further on at once, unless an edge forbids it. */
    private record State(IntPredicate character, Edge edge, int[] next) {}

    private static final int END = 0;

    private final String text;
    private int at;
    private final List<State> states = new ArrayList<>();
    private int steps;
    private final int start;

    /** @throws IllegalArgumentException says what is wrong with it */
    AnswerPattern(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("has more than " + LONGEST + " characters");
        }
        Pattern.compile(text);
        this.text = text;
        states.add(null);
        Part whole = choice();
        if (at < text.length()) {
            throw refusal("there is a ) too many");
        }
        start = states(whole, END);
    }

    private IllegalArgumentException refusal(String what) {
        return new IllegalArgumentException(what + ", at character " + (at + 1));
    }

    // Reading.

    private boolean next(String expected) {
        boolean is = text.startsWith(expected, at);
        at += is ? expected.length() : 0;
        return is;
    }

    private Part choice() {
        List<Part> parts = new ArrayList<>();
        do {
            parts.add(row());
        } while (next("|"));
        return parts.size() == 1 ? parts.get(0) : new Choice(parts);
    }

    private Part row() {
        List<Part> parts = new ArrayList<>();
        while (at < text.length() && text.charAt(at) != '|' && text.charAt(at) != ')') {
            Part part = part();
            for (Part more = repeated(part); more != part; more = repeated(part)) {
                part = more;
            }
            parts.add(part);
        }
        return new Row(parts);
    }

    private Part part() {
        if (next("(")) {
            if (!next("?:") && next("?")) {
                throw refusal("groups are ( ) or (?: ) only");
            }
            Part part = choice();
            next(")");
            return part;
        }
        if (next("^") || next("$")) {
            return new Edge(text.charAt(at - 1) == '$');
        }
        if (next("[")) {
            return one(at - 1, endOfSet());
        }
        if (next("\\")) {
            return one(at - 1, endOfEscape());
        }
        int from = at;
        at += Character.charCount(text.codePointAt(at));
        return one(from, at);
    }

    /** As the JDK reads it: of one character it decides at once. */
    private Part one(int from, int to) {
        Predicate<String> is = Pattern.compile(text.substring(from, to)).asMatchPredicate();
        return new One(character -> is.test(Character.toString(character)));
    }

    private int endOfSet() {
        next("^");
        next("]");
        for (int depth = 1; depth > 0; at++) {
            if (at >= text.length()) {
                throw refusal("this set is not known here");
            }
            char c = text.charAt(at);
            at += c == '\\' ? 1 : 0;
            depth += c == '[' ? 1 : c == ']' ? -1 : 0;
        }
        return at;
    }

    private int endOfEscape() {
        char c = text.charAt(at++);
        if ((c == 'p' || c == 'P') && next("{")) {
            at = text.indexOf('}', at) + 1;
        } else if (Character.isLetterOrDigit(c) && "dDwWsStnr".indexOf(c) < 0) {
            throw refusal("\\" + c + " is not known here");
        }
        return at;
    }

    private Part repeated(Part part) {
        if (next("*?") || next("*")) {
            return single(new Repeated(part, 0, UNLIMITED));
        }
        if (next("+?") || next("+")) {
            return single(new Repeated(part, 1, UNLIMITED));
        }
        if (next("??") || next("?")) {
            return single(new Repeated(part, 0, 1));
        }
        if (next("{")) {
            int min = count();
            int max = !next(",") ? min : text.charAt(at) == '}' ? UNLIMITED : count();
            next("}");
            next("?");
            return single(new Repeated(part, min, max));
        }
        return part;
    }

    private Part single(Part repeated) {
        if (at < text.length() && text.charAt(at) == '+') {
            throw refusal("a + after *, +, ? or } is not known here");
        }
        return repeated;
    }

    private int count() {
        int from = at;
        while (Character.isDigit(text.charAt(at))) {
            at++;
        }
        int count = at - from > 4 ? HIGHEST_COUNT + 1 : Integer.parseInt(text.substring(from, at));
        if (count > HIGHEST_COUNT) {
            throw refusal("counts go up to " + HIGHEST_COUNT);
        }
        return count;
    }

    // From parts to states, the last first.

    private int add(IntPredicate character, Edge edge, int... next) {
        states.add(new State(character, edge, next));
        return states.size() - 1;
    }

    private int states(Part part, int next) {
        if (++steps > MOST_STATES) {
            throw new IllegalArgumentException("its counts multiply to too much");
        }
        if (part instanceof One one) {
            return add(one.character, null, next);
        }
        if (part instanceof Edge edge) {
            return add(null, edge, next);
        }
        if (part instanceof Choice choice) {
            int[] ways =
                    choice.parts.stream().mapToInt(one -> states(one, next)).toArray();
            return add(null, null, ways);
        }
        if (part instanceof Repeated repeated) {
            return states(repeated, next);
        }
        int first = next;
        List<Part> parts = ((Row) part).parts;
        for (int i = parts.size() - 1; i >= 0; i--) {
            first = states(parts.get(i), first);
        }
        return first;
    }

    private int states(Repeated repeated, int next) {
        int first = next;
        if (repeated.max == UNLIMITED) {
            int[] ways = {next, next};
            first = add(null, null, ways);
            ways[0] = states(repeated.part, first);
        }
        for (int i = repeated.min; i < repeated.max; i++) {
            first = add(null, null, states(repeated.part, first), next);
        }
        for (int i = 0; i < repeated.min; i++) {
            first = states(repeated.part, first);
        }
        return first;
    }

    // Matching.

    boolean matches(String answer) {
        int[] characters = answer.codePoints().toArray();
        BitSet here = new BitSet();
        reach(start, 0, characters.length, here);
        for (int i = 0; i < characters.length; i++) {
            BitSet after = new BitSet();
            for (int place = here.nextSetBit(1); place >= 0; place = here.nextSetBit(place + 1)) {
                State state = states.get(place);
                if (state.character != null && state.character.test(characters[i])) {
                    reach(state.next[0], i + 1, characters.length, after);
                }
            }
            here = after;
        }
        return here.get(END);
    }

    /** Adds a place, and all to which one gets from there without a character. */
    private void reach(int first, int position, int length, BitSet places) {
        List<Integer> open = new ArrayList<>(List.of(first));
        while (!open.isEmpty()) {
            int place = open.remove(open.size() - 1);
            if (places.get(place)) {
                continue;
            }
            places.set(place);
            State state = place == END ? null : states.get(place);
            boolean passes = state != null
                    && state.character == null
                    && (state.edge == null || position == (state.edge.end ? length : 0));
            if (passes) {
                for (int next : state.next) {
                    open.add(next);
                }
            }
        }
    }
}
