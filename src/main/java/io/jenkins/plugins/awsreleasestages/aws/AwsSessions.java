package io.jenkins.plugins.awsreleasestages.aws;

import io.jenkins.plugins.awsreleasestages.aws.AssumedRole.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * The sessions in use. A session renews its own credentials; one that nobody has asked for in a while is closed, as each
 * run that assumes a role has its own. Who still holds it goes on: what the clients share stays open.
 */
public final class AwsSessions {

    private static final Duration IDLE = Duration.ofMinutes(15);

    private record Key(String base, SessionRequest request, AwsConnection connection) {}

    private record Entry(AwsSession session, List<AssumedRole> roles, AtomicReference<Instant> lastUsed) {
        void close() {
            session.close();
            roles.forEach(AssumedRole::close);
        }
    }

    private static final Map<Key, Entry> ENTRIES = new ConcurrentHashMap<>();

    private AwsSessions() {}

    /** Straight to AWS; see {@link #get(BaseCredentials, SessionRequest, AwsConnection)}. */
    public static AwsSession get(BaseCredentials base, SessionRequest request) {
        return get(base, request, AwsConnection.DIRECT);
    }

    /** The session that is open already, or a new one. Nothing is sent before its first use. */
    public static AwsSession get(BaseCredentials base, SessionRequest request, AwsConnection connection) {
        Instant now = Instant.now();
        closeIdle(now);
        Key key = new Key(base.name(), withoutLabels(request), connection.resolved());
        Entry entry = ENTRIES.computeIfAbsent(key, absent -> open(key, base));
        entry.lastUsed().set(now);
        return entry.session();
    }

    /** Names and tags are for roles: without one, all runs with the same keys share a session. */
    private static SessionRequest withoutLabels(SessionRequest request) {
        return request.roles().isEmpty() ? SessionRequest.plain(request.region(), "") : request;
    }

    public static void closeAll() {
        ENTRIES.keySet().forEach(AwsSessions::close);
    }

    private static Entry open(Key key, BaseCredentials base) {
        SessionRequest request = key.request();
        Region region = Region.of(request.region());
        Map<String, AwsCredentialsProvider> hops = new LinkedHashMap<>();
        List<AssumedRole> roles = new ArrayList<>();
        AwsCredentialsProvider last = null;
        if (base instanceof BaseCredentials.Keys keys) {
            last = keys.provider();
            hops.put(base.name(), last);
        }
        Queue<String> remarks = new ConcurrentLinkedQueue<>();
        int count = request.roles().size();
        for (RoleHop hop : request.roles()) {
            Place place = new Place(hop, roles.isEmpty(), roles.size() == count - 1);
            AssumedRole role;
            if (last == null) {
                BaseCredentials.WebIdentity web = (BaseCredentials.WebIdentity) base;
                StsClient sts = AwsSession.sts(region, AnonymousCredentialsProvider.create(), key.connection());
                role = AssumedRole.byToken(sts, place, request, web.token(), remarks::add);
            } else {
                StsClient sts = AwsSession.sts(region, last, key.connection());
                role = AssumedRole.by(sts, place, request, remarks::add);
            }
            roles.add(role);
            hops.put(hop.arn(), role);
            last = role;
        }
        Objects.requireNonNull(last, "an identity token needs a role");
        // Forgotten, not closed: others may be in the middle of a call with it.
        AwsSession session =
                new AwsSession(region, last, hops, key.connection(), lookKey(key), () -> ENTRIES.remove(key), remarks);
        return new Entry(session, roles, new AtomicReference<>(Instant.now()));
    }

    /** Session name and tags are left out: they are labels and change nothing of what is seen. */
    private static String lookKey(Key key) {
        String roles = key.request().roles().stream()
                .map(hop -> hop.arn() + (hop.options().isEmpty() ? "" : hop.options()))
                .collect(Collectors.joining(">"));
        return String.join(
                "|",
                String.valueOf(key.connection().endpoints()),
                key.base(),
                roles,
                key.request().region(),
                String.valueOf(key.request().policy()));
    }

    private static void close(Key key) {
        Entry entry = ENTRIES.remove(key);
        if (entry != null) {
            entry.close();
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
