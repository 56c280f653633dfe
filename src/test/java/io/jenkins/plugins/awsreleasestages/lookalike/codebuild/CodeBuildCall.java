package io.jenkins.plugins.awsreleasestages.lookalike.codebuild;

import java.time.Instant;

/**
 * One request that came in.
 *
 * @param at by the look-alike's clock
 * @param operation as {@code BatchGetBuilds}
 * @param ids how many ids it named
 * @param refusal the error code that was answered; empty for none
 */
public record CodeBuildCall(Instant at, String operation, int ids, String refusal) {

    public boolean throttled() {
        return refusal.equals("ThrottlingException");
    }
}
