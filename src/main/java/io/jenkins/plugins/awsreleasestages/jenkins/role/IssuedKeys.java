package io.jenkins.plugins.awsreleasestages.jenkins.role;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;

/**
 * Credentials as they were handed out to a block. In memory only: it is not serializable on purpose.
 *
 * @param sessionToken null for the keys of a user
 * @param expiration null when they do not end
 */
record IssuedKeys(String accessKeyId, String secretAccessKey, String sessionToken, Instant expiration) {

    /** For a session that does not say when it ends: the shortest that STS gives. */
    private static final Duration SHORTEST_SESSION = Duration.ofMinutes(15);

    private static final Duration OFTEN = Duration.ofSeconds(2);
    private static final Duration SELDOM = Duration.ofMinutes(10);
    private static final Duration RETRY = Duration.ofSeconds(30);

    static IssuedKeys of(AwsCredentials credentials, Instant now) {
        String token = credentials instanceof AwsSessionCredentials session ? session.sessionToken() : null;
        Instant end = credentials.expirationTime().orElse(token == null ? null : now.plus(SHORTEST_SESSION));
        return new IssuedKeys(credentials.accessKeyId(), credentials.secretAccessKey(), token, end);
    }

    List<String> secrets() {
        return Stream.of(secretAccessKey, sessionToken).filter(Objects::nonNull).toList();
    }

    boolean endsWithin(Duration time, Instant now) {
        return expiration != null && expiration.isBefore(now.plus(time));
    }

    /** At half of what is left, so that whoever reads them always has the other half. */
    Duration untilRenewal(Instant now) {
        return expiration == null
                ? SELDOM
                : bounded(Duration.between(now, expiration).dividedBy(2), SELDOM);
    }

    /** After a failure: soon, and sooner when there is little time left. */
    static Duration untilRetry(IssuedKeys last, Instant now) {
        return last == null || last.expiration == null
                ? RETRY
                : bounded(Duration.between(now, last.expiration).dividedBy(2), RETRY);
    }

    private static Duration bounded(Duration wanted, Duration longest) {
        if (wanted.compareTo(OFTEN) < 0) {
            return OFTEN;
        }
        return wanted.compareTo(longest) > 0 ? longest : wanted;
    }

    /** Says nothing that is secret, wherever it may be printed. */
    @Override
    public String toString() {
        return accessKeyId + " until " + expiration;
    }
}
