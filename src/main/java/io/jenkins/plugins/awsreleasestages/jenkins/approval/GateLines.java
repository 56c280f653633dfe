package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.console.HyperlinkNote;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.Jenkins;

/** What the log says when people are asked: also who reads it as plain text finds the page. */
final class GateLines {

    private GateLines() {}

    static List<String> of(Gate gate, Run<?, ?> run) {
        List<String> lines = new ArrayList<>(gate.question());
        String url = run.getUrl();
        // A run without Jenkins has no page.
        if (!url.isEmpty()) {
            String page = url + ApprovalAction.URL + "/";
            String root = Jenkins.get().getRootUrl();
            lines.add("Approve or reject: " + HyperlinkNote.encodeTo("/" + page, root == null ? page : root + page));
        }
        return lines;
    }
}
