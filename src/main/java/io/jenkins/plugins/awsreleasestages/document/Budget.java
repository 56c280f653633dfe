package io.jenkins.plugins.awsreleasestages.document;

/**
 * What a document may cost. A small file can stand for a large one (aliases), and a large one need not be long in any
 * single way, so everything that is read is counted as it will be once its aliases are written out. Whoever visits each
 * value of what was read a fixed number of times is then done in a second, and in the memory of a few copies.
 */
public final class Budget {

    /** In characters: several times what CloudFormation takes as a template, and more than any assembly's manifest. */
    public static final int LONGEST = 8_000_000;

    /** Levels of nesting. Nothing that people write has half as many; the readers are recursive. */
    public static final int DEEPEST = 200;

    /** Characters of a key: YAML's own limit. Keys come back in every message about what is below them. */
    public static final int LONGEST_KEY = 1_024;

    /** Digits of a number, and of its exponent: what somebody calculates with can be written out. */
    public static final int DIGITS = 100;

    public static final int EXPONENT_DIGITS = 3;

    /** Of a message. What a file says comes back in it, and a file may say much. */
    private static final int LONGEST_MESSAGE = 1_000;

    private final int mostNodes;
    private final int mostCharacters;
    private int nodes;
    private int characters;

    private final boolean anyNumber;

    private Budget(int mostNodes, int mostCharacters, boolean anyNumber) {
        this.mostNodes = mostNodes;
        this.mostCharacters = mostCharacters;
        this.anyNumber = anyNumber;
    }

    public static Budget ofJson() {
        return new Budget(300_000, LONGEST, false);
    }

    /** Of JSON that is only shown: its numbers may be as long as they want. */
    public static Budget ofShownJson() {
        return new Budget(300_000, LONGEST, true);
    }

    /** Of a message that anybody may have sent: events have some hundred keys and values. */
    public static Budget ofMessage() {
        return new Budget(10_000, 300_000, true);
    }

    /** A value in YAML costs three times as much memory: it is parsed to a graph first. No template has half as many. */
    public static Budget ofYaml() {
        return new Budget(100_000, LONGEST / 2, false);
    }

    /** For several files together. */
    public static Budget ofFiles() {
        return new Budget(500_000, 4 * LONGEST, false);
    }

    int nodes() {
        return nodes;
    }

    int characters() {
        return characters;
    }

    /**
     * @param more values and keys
     * @return why that is too much; null when it is not
     */
    public String take(int more, int moreCharacters) {
        if (more > mostNodes - nodes) {
            return "there are more than " + mostNodes + " keys and values, with all aliases written out";
        }
        if (moreCharacters > mostCharacters - characters) {
            return "there are more than " + mostCharacters + " characters, with all aliases written out";
        }
        nodes += more;
        characters += moreCharacters;
        return null;
    }

    /** The same for a key. */
    public String takeKey(int length) {
        return length > LONGEST_KEY
                ? "a key has " + length + " characters; at most " + LONGEST_KEY + " are read"
                : take(1, length);
    }

    boolean allowsNumber(String json) {
        return anyNumber || Numbers.isJson(json);
    }

    /** The beginning and the end of a message that is too long. */
    public static String shown(String message) {
        return message.length() <= LONGEST_MESSAGE
                ? message
                : message.substring(0, LONGEST_MESSAGE / 2)
                        + " … "
                        + message.substring(message.length() - LONGEST_MESSAGE / 2);
    }
}
