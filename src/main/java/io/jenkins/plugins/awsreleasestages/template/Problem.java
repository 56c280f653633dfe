package io.jenkins.plugins.awsreleasestages.template;

import io.jenkins.plugins.awsreleasestages.document.Budget;
import java.io.Serializable;

/**
 * One thing that is wrong in a file.
 *
 * @param file as the person knows it
 * @param line counted from 1; 0 when the whole file is meant
 * @param column counted from 1; 0 when the whole file is meant
 */
public record Problem(String file, int line, int column, String message) implements Serializable {

    public Problem {
        message = Budget.shown(message);
    }

    static Problem whole(String file, String message) {
        return new Problem(file, 0, 0, message);
    }

    @Override
    public String toString() {
        return line == 0 ? file + ": " + message : file + ", line " + line + ", column " + column + ": " + message;
    }
}
