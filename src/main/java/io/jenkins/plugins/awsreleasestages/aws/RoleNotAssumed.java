package io.jenkins.plugins.awsreleasestages.aws;

import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** Says which role could not be assumed, however deep in a chain it is. Its cause is what STS answered. */
final class RoleNotAssumed extends SdkClientException {

    private static final long serialVersionUID = 1L;

    private final SdkException answer;

    RoleNotAssumed(String role, SdkException answer) {
        super(SdkClientException.builder()
                .message("the role " + role + " could not be assumed")
                .cause(answer));
        this.answer = answer;
    }

    SdkException answer() {
        return answer;
    }
}
