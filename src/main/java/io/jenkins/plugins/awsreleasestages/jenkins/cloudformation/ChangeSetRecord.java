package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.Util;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetContent;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetDiff;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ResourceChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A change set as it stands in the run's {@code build.xml}. Plain fields: XStream cannot read records. */
public final class ChangeSetRecord {

    private final String id;
    private final String name;

    /** Null in records of version 1.0. */
    private final String fingerprint;

    private final String stack;
    private final String stackConsole;
    private final String console;
    private final String summary;
    private final ArrayList<Line> lines = new ArrayList<>();
    private String status;

    /** What is longer stands in the AWS console alone: a run's record is read whole. */
    private static final int LONGEST_VALUE = 10_000;

    private static final int LONGEST_VALUES = 200_000;

    /** A property's values as they are. */
    public static final class Whole {
        private final String name;
        private final String before;
        private final String after;

        Whole(ResourceChange.Property property) {
            name = property.name();
            before = cut(property.before());
            after = cut(property.after());
        }

        private static String cut(String value) {
            return value == null || value.length() <= LONGEST_VALUE
                    ? value
                    : value.substring(0, LONGEST_VALUE) + "\n… (" + (value.length() - LONGEST_VALUE)
                            + " more characters are in the AWS console)";
        }

        private int length() {
            return Util.fixNull(before).length() + Util.fixNull(after).length();
        }

        public String getName() {
            return name;
        }

        /** Null for none. */
        public String getBefore() {
            return before;
        }

        /** Null for none. */
        public String getAfter() {
            return after;
        }
    }

    /** One resource. */
    public static final class Line {
        private final int depth;
        private final String sign;
        private final String logicalId;
        private final String type;
        private final String remarks;
        private final ArrayList<String> details;
        private final String effect;
        private final boolean permissions;
        private final ArrayList<Whole> whole = new ArrayList<>();

        Line(ChangeSetDiff.Row row) {
            depth = row.depth();
            effect = row.effect().meaning();
            permissions = row.permissions();
            sign = row.effect().sign();
            logicalId = row.logicalId();
            type = row.type();
            remarks = row.remarks();
            details = new ArrayList<>(row.details());
        }

        /** What the sign means: "to add". */
        public String getEffect() {
            return effect;
        }

        /** Whether it says who may do what. */
        public boolean isPermissions() {
            return permissions;
        }

        /** The values that the details do not show whole. */
        public List<Whole> getWhole() {
            // A record of an earlier version has none.
            return whole == null ? List.of() : List.copyOf(whole);
        }

        public String getSign() {
            return sign;
        }

        public String getLogicalId() {
            return logicalId;
        }

        public String getType() {
            return type;
        }

        public String getRemarks() {
            return remarks;
        }

        public List<String> getDetails() {
            return List.copyOf(details);
        }

        /** Classes of the page's style sheet. */
        public String getLook() {
            return ChangeLine.look(sign) + " aws-change-depth-" + Math.min(depth, 4)
                    + (permissions ? " aws-change-permissions" : "");
        }
    }

    ChangeSetRecord(ChangeSetContent content) {
        ChangeSetDiff diff = ChangeSetDiff.of(content.changes());
        id = content.id();
        fingerprint = content.fingerprint();
        name = content.name();
        stack = content.stack();
        stackConsole = ConsoleLink.stack(content.stackId());
        console = ConsoleLink.changeSet(content.stackId(), content.id());
        summary = diff.countLine();
        int length = 0;
        for (ChangeSetDiff.Row row : diff.rows()) {
            Line line = new Line(row);
            lines.add(line);
            for (ResourceChange.Property property : row.whole()) {
                Whole whole = new Whole(property);
                length += whole.length();
                if (length <= LONGEST_VALUES) {
                    line.whole.add(whole);
                }
            }
        }
    }

    void executed(String newStatus) {
        status = newStatus;
    }

    /** As plain data, without the values. */
    Map<String, Object> toMap() {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", name);
        facts.put("stack", stack);
        facts.put("status", getStatus());
        facts.put("fingerprint", fingerprint);
        facts.put("summary", getSummary());
        facts.put("console", getConsole());
        facts.put("stackConsole", getStackConsole());
        return facts;
    }

    public String getId() {
        return id;
    }

    public String getFingerprint() {
        return fingerprint;
    }

    public String getName() {
        return name;
    }

    public String getStack() {
        return stack;
    }

    public String getStackConsole() {
        return stackConsole;
    }

    public String getConsole() {
        return console;
    }

    /** How many resources of each kind, in words. */
    public String getSummary() {
        return summary;
    }

    public List<Line> getLines() {
        return List.copyOf(lines);
    }

    /** The stack's state since this run has executed it; empty when it has not. */
    public String getStatus() {
        return status == null ? "" : status;
    }
}
