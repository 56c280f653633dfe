package jenkins.scm.api.mixin;

import jenkins.scm.api.SCMHead;
import jenkins.scm.api.SCMRevision;

public abstract class ChangeRequestSCMRevision<H extends SCMHead & ChangeRequestSCMHead> extends SCMRevision {
    protected ChangeRequestSCMRevision(H head, SCMRevision target) {
        super(head);
    }

    public abstract boolean equivalent(ChangeRequestSCMRevision<?> revision);
}
