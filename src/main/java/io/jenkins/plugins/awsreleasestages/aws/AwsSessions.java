package io.jenkins.plugins.awsreleasestages.aws;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;

/** The sessions in use. A session renews its own credentials; one that nobody has used for an hour is closed. */
public final class AwsSessions {

    /** The longest a role can be assumed for when the caller's credentials are themselves a role's. */
    private static final Duration ROLE_SESSION = Duration.ofHours(1);

    private static final Duration IDLE = Duration.ofHours(1);
    private static final Pattern ILLEGAL_IN_SESSION_NAME = Pattern.compile("[^\\w+=,.@-]");

    /**
     * Who to be, and where.
     *
     * @param base names the base credentials; equal names mean equal credentials
     * @param role the ARN of the role to assume; null to use the base credentials themselves
     * @param sessionName what CloudTrail shows, see {@link #sessionName}
     * @param region AWS's region code
     */
    public record Request(String base, String role, String sessionName, String region) {}

    private record Entry(AwsSession session, Runnable close, AtomicReference<Instant> lastUsed) {}

    /** The endpoint belongs to the key: whoever changes it wants other clients. */
    private record Key(Request request, Optional<URI> endpoint) {}

    private static final Map<Key, Entry> ENTRIES = new ConcurrentHashMap<>();

    private AwsSessions() {}

    /** @param base the base credentials; asked whenever fresh ones are needed */
    public static AwsSession get(Request request, AwsCredentialsProvider base) {
        Instant now = Instant.now();
        closeIdle(now);
        Key key = new Key(request, AwsEndpoint.override());
        Entry entry = ENTRIES.computeIfAbsent(key, absent -> open(key, base));
        entry.lastUsed().set(now);
        return entry.session();
    }

    public static void closeAll() {
        ENTRIES.keySet().forEach(AwsSessions::close);
    }

    /** A legal role session name, 2 to 64 characters of {@code [\w+=,.@-]}, that still tells job and build apart. */
    public static String sessionName(String job, int build) {
        return sessionName(job, String.valueOf(build));
    }

    /** @param what the part of the job that acts: a build number, {@code poll} */
    public static String sessionName(String job, String what) {
        String tail = "-" + what;
        String name = ILLEGAL_IN_SESSION_NAME.matcher("jenkins-" + job).replaceAll("-");
        return name.substring(0, Math.min(name.length(), 64 - tail.length())) + tail;
    }

    private static Entry open(Key key, AwsCredentialsProvider base) {
        Request request = key.request();
        Region region = Region.of(request.region());
        String lookKey = key.endpoint() + "|"
                + String.join("|", request.base(), String.valueOf(request.role()), request.region());
        AtomicReference<Instant> lastUsed = new AtomicReference<>(Instant.now());
        if (request.role() == null) {
            AwsSession session = new AwsSession(region, base, lookKey, () -> ENTRIES.remove(key));
            return new Entry(session, session::close, lastUsed);
        }
        StsClient sts = AwsSession.sts(region, base);
        StsAssumeRoleCredentialsProvider role = StsAssumeRoleCredentialsProvider.builder()
                .stsClient(sts)
                .refreshRequest(r -> r.roleArn(request.role())
                        .roleSessionName(request.sessionName())
                        .durationSeconds((int) ROLE_SESSION.toSeconds()))
                .build();
        // Forgotten, not closed: others may be in the middle of a call with it.
        AwsSession session = new AwsSession(region, role, lookKey, () -> ENTRIES.remove(key));
        return new Entry(
                session,
                () -> {
                    session.close();
                    role.close();
                    sts.close();
                },
                lastUsed);
    }

    private static void close(Key key) {
        Entry entry = ENTRIES.remove(key);
        if (entry != null) {
            entry.close().run();
        }
    }

    private static void closeIdle(Instant now) {
        ENTRIES.forEach((key, entry) -> {
            if (entry.lastUsed().get().plus(IDLE).isBefore(now)) {
                close(key);
            }
        });
    }
}
