package jenkins.scm.api;

public abstract class SCMEvent<P> {
    public enum Type {
        CREATED,
        UPDATED,
        REMOVED
    }

    public SCMEvent(Type type, P payload, String origin) {}
}
