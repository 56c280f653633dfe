package io.jenkins.plugins.awsreleasestages.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * What the log comes to, when it is read from its first line to its last.
 *
 * @param lines how many there are
 * @param first number of the first one; above 1 where older files were taken away; 0 where there is none
 * @param last number of the last one
 * @param lastHash by which a copy can be compared later
 * @param problems a sentence each, with file and line; the first {@link #MOST}
 */
public record AuditReport(long lines, long first, long last, String lastHash, List<String> problems) {

    /** Whoever has changed that much has changed all. */
    static final int MOST = 20;

    public AuditReport {
        problems = new ArrayList<>(problems);
    }

    public boolean isWhole() {
        return problems.isEmpty();
    }

    /** In one sentence. */
    public String sentence() {
        if (!isWhole()) {
            return "The audit log was changed: " + problems.get(0)
                    + (problems.size() == 1 ? "" : " That is the first of " + problems.size() + " places.");
        }
        if (lines == 0) {
            return "The audit log is empty.";
        }
        return "The audit log is whole: " + lines + " events, " + first + " to " + last + ", the last one with SHA-256 "
                + lastHash + "." + (first == 1 ? "" : " Those before " + first + " are not here.");
    }
}
