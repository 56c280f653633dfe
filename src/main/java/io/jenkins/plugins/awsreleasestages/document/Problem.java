package io.jenkins.plugins.awsreleasestages.document;

import java.io.Serializable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One thing that is wrong in a file.
 *
 * @param file as the person knows it; empty where that is clear
 * @param line counted from 1; 0 when the whole file is meant
 * @param column counted from 1; 0 when the whole file is meant
 */
public record Problem(String file, int line, int column, String message) implements Serializable {

    public Problem {
        message = Budget.shown(message);
    }

    public static Problem whole(String file, String message) {
        return new Problem(file, 0, 0, message);
    }

    @Override
    public String toString() {
        String place = line == 0 ? "" : "line " + line + ", column " + column;
        String where = Stream.of(file, place).filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
        return where.isEmpty() ? message : where + ": " + message;
    }
}
