package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.console.HyperlinkNote;
import hudson.model.Run;
import jenkins.model.Jenkins;

/** Where people decide on the gates of a run, for a log: also who reads it as plain text finds the page. */
final class GateLink {

    private GateLink() {}

    static String to(Run<?, ?> run) {
        String page = run.getUrl() + ApprovalAction.URL + "/";
        String root = Jenkins.get().getRootUrl();
        return "Approve or reject: " + HyperlinkNote.encodeTo("/" + page, root == null ? page : root + page);
    }
}
