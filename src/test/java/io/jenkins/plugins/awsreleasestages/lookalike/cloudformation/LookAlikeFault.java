package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

/**
 * What goes wrong with calls of an operation. Without more said it is the next call, once.
 *
 * <pre>lookAlike.fault("ExecuteChangeSet").resetAfter();
 * lookAlike.fault("DescribeStacks").skipping(2).times(3).throttle();</pre>
 */
public final class LookAlikeFault {

    enum Kind {
        REFUSE,
        RESET_BEFORE,
        RESET_AFTER,
        HANG
    }

    private final String operation;
    private int skip;
    private int left = 1;
    private Kind kind;
    private Refusal refusal;
    private Runnable meanwhile = () -> {};

    LookAlikeFault(String operation) {
        this.operation = operation;
    }

    /** How many calls go well before. */
    public LookAlikeFault skipping(int calls) {
        skip = calls;
        return this;
    }

    public LookAlikeFault times(int calls) {
        left = calls;
        return this;
    }

    public LookAlikeFault always() {
        return times(Integer.MAX_VALUE);
    }

    /** Done while the caller waits: before it is answered or cut off, after the call was carried out, if it is at all. */
    public LookAlikeFault meanwhile(Runnable task) {
        meanwhile = task;
        return this;
    }

    public void throttle() {
        error(400, "Throttling", "Rate exceeded");
    }

    public void failInternally() {
        error(500, "InternalFailure", "The request processing has failed because of an unknown error.");
    }

    public void expireToken() {
        error(403, "ExpiredToken", "The security token included in the request is expired");
    }

    public void denyAccess() {
        error(
                403,
                "AccessDenied",
                "User: arn:aws:sts::" + Account.ID + ":assumed-role/ci/jenkins is not authorized to perform:"
                        + " cloudformation:" + operation);
    }

    public void error(int status, String code, String message) {
        refusal = new Refusal(status, code, message);
        kind = Kind.REFUSE;
    }

    /** The connection breaks before the call is carried out. */
    public void resetBefore() {
        kind = Kind.RESET_BEFORE;
    }

    /** The call is carried out, its answer is lost. */
    public void resetAfter() {
        kind = Kind.RESET_AFTER;
    }

    /** Nothing is carried out and nothing answered. */
    public void hang() {
        kind = Kind.HANG;
    }

    /** Whether it strikes this call; counts it. */
    synchronized boolean strikes(String called) {
        if (kind == null || left == 0 || !operation.equals("*") && !operation.equals(called)) {
            return false;
        }
        if (skip > 0) {
            skip--;
            return false;
        }
        left--;
        return true;
    }

    Kind kind() {
        return kind;
    }

    Refusal refusal() {
        return refusal;
    }

    Runnable meanwhile() {
        return meanwhile;
    }
}
