package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.console.HyperlinkNote;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.Approval;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateStatus;
import io.jenkins.plugins.awsreleasestages.approval.Tally;
import io.jenkins.plugins.awsreleasestages.jenkins.notice.NamedReceivers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;

/** What the log says while people are waited for: also who reads it as plain text finds the page. */
final class GateLines {

    private GateLines() {}

    static List<String> of(Gate gate, Run<?, ?> run) {
        List<String> lines = new ArrayList<>(gate.question());
        lines.addAll(notTold(run, gate));
        lines.addAll(page(run, gate));
        return lines;
    }

    /** A policy may name who is not there: nobody waits for that, but somebody should see it. */
    private static List<String> notTold(Run<?, ?> run, Gate gate) {
        List<String> names = gate.terms().receivers();
        return names.isEmpty() ? List.of() : NamedReceivers.problems(run, names);
    }

    /** A run without Jenkins has no page. */
    private static List<String> page(Run<?, ?> run, Gate gate) {
        String url = run.getUrl();
        if (url.isEmpty()) {
            return List.of();
        }
        boolean asksPeople = !gate.terms().rules().isEmpty();
        String page = url + ApprovalAction.URL + "/";
        String root = Jenkins.get().getRootUrl();
        return List.of((asksPeople ? "Approve or reject: " : "How it stands: ")
                + HyperlinkNote.encodeTo("/" + page, root == null ? page : root + page));
    }

    static List<String> reminder(GateStatus status, Run<?, ?> run) {
        List<String> lines = new ArrayList<>();
        lines.add("Still waiting for a decision, until "
                + Gate.inWords(status.gate().deadline()) + ". " + needed(status));
        lines.addAll(page(run, status.gate()));
        return lines;
    }

    /** What is new since the log was written last. */
    static List<String> heard(List<Approval> before, GateStatus status) {
        List<Approval> now = status == null ? before : status.approvals();
        if (now.equals(before)) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        if (now.size() < before.size()) {
            lines.add("Who had approved before is asked anew: a condition leaves it to people now.");
        }
        for (Approval one : now.stream().skip(before.size()).toList()) {
            String reason = one.reason().isEmpty() ? "" : ": " + one.reason().replace("\n", "\n  ");
            lines.addAll(("Approved by " + one.by() + reason).lines().toList());
        }
        lines.add(needed(status));
        return lines;
    }

    /** What conditions say that they had not said before. */
    static List<String> looked(List<ConditionAnswer> before, GateStatus status) {
        List<String> lines = new ArrayList<>();
        List<ConditionAnswer> now = status == null ? before : status.shownAnswers();
        for (int i = 0; i < now.size(); i++) {
            if (i >= before.size() || !now.get(i).equals(before.get(i))) {
                String text = status.gate().terms().conditions().get(i).text();
                lines.add(heading(now.get(i)) + text + ": " + now.get(i).why() + ".");
            }
        }
        return lines;
    }

    private static String heading(ConditionAnswer answer) {
        return switch (answer.verdict()) {
            case PASS -> "Met: ";
            case ASK -> "Left to people: ";
            case WAIT, FAIL -> "Waiting: ";
        };
    }

    private static String needed(GateStatus status) {
        Tally tally = status.tally();
        if (status.isApproved()) {
            return "It goes on when all conditions are met.";
        }
        return "Still needed: "
                + tally.open().stream()
                        .map(rule -> tally.missing(rule) + " more of " + rule.who())
                        .collect(Collectors.joining("; "))
                + ".";
    }
}
