package jenkins.scm.api;

import hudson.model.Actionable;
import hudson.model.InvisibleAction;

public class SCMRevisionAction extends InvisibleAction {
    public SCMRevisionAction(SCMSource source, SCMRevision revision) {}

    public static SCMRevision getRevision(SCMSource source, Actionable actionable) {
        return null;
    }
}
