package jenkins.scm.api;

public abstract class SCMRevision {
    private final SCMHead head;

    protected SCMRevision(SCMHead head) {
        this.head = head;
    }

    public final SCMHead getHead() {
        return head;
    }
}
