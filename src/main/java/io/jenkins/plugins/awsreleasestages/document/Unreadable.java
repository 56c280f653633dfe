package io.jenkins.plugins.awsreleasestages.document;

/** A text that cannot be read, and where. */
public final class Unreadable extends Exception {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    /** @param line counted from 1, as the column is */
    public Unreadable(int line, int column, String message) {
        super(message);
        this.line = line;
        this.column = column;
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }
}
