package io.jenkins.plugins.awsreleasestages.approval;

/** That somebody may not say that; the message says why. Nothing was decided. */
public final class VoteRefused extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Kind {
        NOT_ALLOWED(403),
        INCOMPLETE(400),
        /** The run is not awake yet. */
        NOT_YET(503);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        /** The status of HTTP that says so. */
        public int status() {
            return status;
        }
    }

    private final Kind kind;

    VoteRefused(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public static VoteRefused notYet() {
        return new VoteRefused(Kind.NOT_YET, "Nothing was decided: the run is not awake yet. Try again in a moment.");
    }

    /** Whose account was deleted after the session had begun. */
    public static VoteRefused unknown(String id) {
        return new VoteRefused(
                Kind.NOT_ALLOWED, "Nothing was decided: there is no user '" + id + "' any more. Log in again.");
    }

    public Kind kind() {
        return kind;
    }
}
