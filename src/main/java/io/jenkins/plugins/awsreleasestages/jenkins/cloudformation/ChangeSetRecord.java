package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetContent;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetDiff;
import java.util.ArrayList;
import java.util.List;

/** A change set as it stands in the run's {@code build.xml}. Plain fields: XStream cannot read records. */
public final class ChangeSetRecord {

    private final String id;
    private final String name;
    private final String stack;
    private final String stackConsole;
    private final String console;
    private final String summary;
    private final ArrayList<Line> lines = new ArrayList<>();
    private String status;

    /** One resource. */
    public static final class Line {
        private final int depth;
        private final String sign;
        private final String logicalId;
        private final String type;
        private final String remarks;
        private final ArrayList<String> details;

        Line(ChangeSetDiff.Row row) {
            depth = row.depth();
            sign = row.effect().sign();
            logicalId = row.logicalId();
            type = row.type();
            remarks = row.remarks();
            details = new ArrayList<>(row.details());
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
            return ChangeLine.look(sign) + " aws-change-depth-" + Math.min(depth, 4);
        }
    }

    ChangeSetRecord(ChangeSetContent content) {
        ChangeSetDiff diff = ChangeSetDiff.of(content.changes());
        id = content.id();
        name = content.name();
        stack = content.stack();
        stackConsole = ConsoleLink.stack(content.stackId());
        console = ConsoleLink.changeSet(content.stackId(), content.id());
        summary = diff.countLine();
        diff.rows().forEach(row -> lines.add(new Line(row)));
    }

    void executed(String newStatus) {
        status = newStatus;
    }

    public String getId() {
        return id;
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
