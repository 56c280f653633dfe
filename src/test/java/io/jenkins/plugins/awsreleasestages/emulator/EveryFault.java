package io.jenkins.plugins.awsreleasestages.emulator;

import java.util.function.Consumer;

/** The columns of docs/faults.md: how a single call goes wrong, the first time that it is made. */
public enum EveryFault {
    THROTTLED("throttled", Fault::throttle),
    ERROR_500("error 500", Fault::failInternally),
    NEVER_ARRIVES("never arrives", Fault::resetBeforeForwarding),
    ANSWER_LOST("answer lost", Fault::resetAfterForwarding),
    NO_ANSWER("no answer", Fault::hang),
    TOKEN_EXPIRED("token expired", Fault::expireToken),
    ACCESS_DENIED("access denied", Fault::denyAccess),
    NOT_FOUND("not found", fault -> fault.fail(404, "ResourceNotFoundException", "It does not exist."));

    private final String column;
    private final Consumer<Fault> made;

    EveryFault(String column, Consumer<Fault> made) {
        this.column = column;
        this.made = made;
    }

    /** As the page calls it. */
    public String column() {
        return column;
    }

    /** @param operation as {@code SNS.Publish} */
    public void once(FaultProxy proxy, String operation) {
        made.accept(proxy.on(operation).first(1));
    }

    /** How a sentence about it goes on after what was attempted. */
    public String words() {
        return this == NEVER_ARRIVES || this == ANSWER_LOST || this == NO_ANSWER
                ? " got no answer from AWS: "
                : " failed: AWS says: ";
    }
}
