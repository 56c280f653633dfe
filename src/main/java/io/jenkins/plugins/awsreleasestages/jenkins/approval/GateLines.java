package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.console.HyperlinkNote;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.Approval;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateStatus;
import io.jenkins.plugins.awsreleasestages.approval.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;

/** What the log says while people are waited for: also who reads it as plain text finds the page. */
final class GateLines {

    private GateLines() {}

    static List<String> of(Gate gate, Run<?, ?> run) {
        List<String> lines = new ArrayList<>(gate.question());
        lines.addAll(page(run));
        return lines;
    }

    /** A run without Jenkins has no page. */
    private static List<String> page(Run<?, ?> run) {
        String url = run.getUrl();
        if (url.isEmpty()) {
            return List.of();
        }
        String page = url + ApprovalAction.URL + "/";
        String root = Jenkins.get().getRootUrl();
        return List.of("Approve or reject: " + HyperlinkNote.encodeTo("/" + page, root == null ? page : root + page));
    }

    static List<String> reminder(GateStatus status, Run<?, ?> run) {
        List<String> lines = new ArrayList<>();
        lines.add("Still waiting for a decision, until "
                + Gate.inWords(status.gate().deadline()) + ". " + needed(status));
        lines.addAll(page(run));
        return lines;
    }

    /** What is new since the log was written last. */
    static List<String> heard(List<Approval> before, GateStatus status) {
        List<Approval> now = status == null ? before : status.approvals();
        if (now.equals(before)) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        for (Approval one : now.stream().skip(before.size()).toList()) {
            String reason = one.reason().isEmpty() ? "" : ": " + one.reason().replace("\n", "\n  ");
            lines.addAll(("Approved by " + one.by() + reason).lines().toList());
        }
        lines.add(needed(status));
        return lines;
    }

    private static String needed(GateStatus status) {
        Tally tally = status.tally();
        return "Still needed: "
                + tally.open().stream()
                        .map(rule -> tally.missing(rule) + " more of " + rule.who())
                        .collect(Collectors.joining("; "))
                + ".";
    }
}
