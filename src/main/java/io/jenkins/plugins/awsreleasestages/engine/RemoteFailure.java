package io.jenkins.plugins.awsreleasestages.engine;

import java.util.Objects;

/** A remote call that did not do what it was asked to. The message is for the person who has to act. */
public final class RemoteFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What the failure says about the remote side. */
    public enum Kind {
        /** Too many calls. Nothing was done; ask again later. */
        THROTTLED,
        /** The other side is at a limit of its own or busy. Nothing was done; it takes its turn later. */
        BUSY,
        /** There is no way to the other side, and never was: a wrong name or region, or no network. Nothing was done. */
        UNCONNECTED,
        /** No usable answer: it is unknown whether the call was carried out. */
        UNREACHABLE,
        /** A clear no. Asking again changes nothing. */
        REFUSED
    }

    private final Kind kind;

    public RemoteFailure(Kind kind, String message, Throwable cause) {
        super(Objects.requireNonNull(message), cause);
        this.kind = Objects.requireNonNull(kind);
    }

    public RemoteFailure(Kind kind, String message) {
        this(kind, message, null);
    }

    public static RemoteFailure refused(String message) {
        return new RemoteFailure(Kind.REFUSED, message);
    }

    public Kind kind() {
        return kind;
    }

    /** The message as a sentence, before which another can stand: what AWS says may end without a full stop. */
    public String sentence() {
        return getMessage().endsWith(".") ? getMessage() : getMessage() + ".";
    }

    /** Whether asking again later can help. */
    public boolean passing() {
        return kind != Kind.REFUSED;
    }
}
