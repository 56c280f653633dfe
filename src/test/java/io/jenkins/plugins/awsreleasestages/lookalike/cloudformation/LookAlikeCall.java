package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import java.time.Instant;
import java.util.Map;

/**
 * One request that came in.
 *
 * @param operation as {@code ExecuteChangeSet}; of S3 as {@code PutObject}
 * @param parameters as sent, with members as {@code Parameters.member.1.ParameterKey}; of S3 {@code Bucket} and {@code Key}
 * @param status what was answered, 0 when nothing was
 */
public record LookAlikeCall(Instant at, String operation, Map<String, String> parameters, int status) {

    /** Null where it was not sent. */
    public String parameter(String name) {
        return parameters.get(name);
    }

    public boolean throttled() {
        return status == 400 && parameters.containsKey(CloudFormationLookAlike.THROTTLED);
    }
}
