package io.jenkins.plugins.awsreleasestages.aws;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** Says which role could not be assumed, however deep in a chain it is. Its cause is what STS answered. */
final class RoleNotAssumed extends SdkClientException {

    private static final long serialVersionUID = 1L;

    private final RoleHop hop;
    private final boolean byToken;
    private final boolean held;
    private final SdkException answer;

    /**
     * @param byToken whether an identity token was exchanged for it
     * @param held whether there were credentials before, which were to be renewed
     */
    RoleNotAssumed(RoleHop hop, boolean byToken, boolean held, SdkException answer) {
        super(SdkClientException.builder()
                .message("the role " + hop.arn() + " could not be assumed")
                .cause(answer));
        this.hop = hop;
        this.byToken = byToken;
        this.held = held;
        this.answer = answer;
    }

    SdkException answer() {
        return answer;
    }

    /** What to look at; an empty string where AWS's words say it all. */
    String advice() {
        return RoleRefusal.advice(hop, byToken, answer);
    }

    /**
     * Whether the token is over with which it was to be assumed, not the caller's credentials. One that was over from
     * the start does not come back; during a build a fresh one may be on its way.
     */
    boolean isTokenOver() {
        return byToken && RoleRefusal.isOfToken(answer);
    }

    boolean held() {
        return held;
    }
}
