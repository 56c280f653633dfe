package io.jenkins.plugins.awsreleasestages.benchmark.codebuild;

import io.jenkins.plugins.awsreleasestages.lookalike.codebuild.BuildScript;

/**
 * Sees that every line of a log comes, in order. What was logged again after a restart is no fault; what was left out
 * is.
 */
final class LogCheck {

    private static final String LINE = "line ";

    private final BuildScript script;
    private int next;
    private long missed;
    private long bytes;
    private long firstAt;
    private long lastAt;

    /** @param next the number of the first line that is to come */
    LogCheck(BuildScript script, int next) {
        this.script = script;
        this.next = next;
    }

    void take(String line) {
        if (!line.startsWith(LINE)) {
            return;
        }
        lastAt = System.nanoTime();
        firstAt = firstAt == 0 ? lastAt : firstAt;
        // As UTF-8, with its end: the script has nothing but ASCII.
        bytes += line.length() + 1;
        int number = number(line);
        // A sample of them to the letter: to make each anew would take longer than what is measured.
        boolean whole = number % 100 == 0 ? line.equals(script.line(number)) : line.length() >= script.lineLength();
        missed += (whole ? 0 : 1) + Math.max(0, number - next);
        next = Math.max(next, number + 1);
    }

    private static int number(String line) {
        int number = 0;
        for (int i = LINE.length(); i < line.length() && Character.isDigit(line.charAt(i)); i++) {
            number = number * 10 + line.charAt(i) - '0';
        }
        return number;
    }

    int next() {
        return next;
    }

    /** Lines that did not come, or not as they are. */
    long lost() {
        return missed + script.lines() - next;
    }

    long bytes() {
        return bytes;
    }

    /** From the first line to the last. */
    long nanos() {
        return lastAt - firstAt;
    }
}
