package io.jenkins.plugins.awsreleasestages.aws;

import io.jenkins.plugins.awsreleasestages.aws.AssumedRole.Place;
import io.jenkins.plugins.awsreleasestages.engine.SharedTable;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
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

    private record Key(String base, SessionRequest request, AwsConnection connection) {}

    private record Entry(AwsSession session, List<AssumedRole> roles) {
        void close() {
            session.close();
            roles.forEach(AssumedRole::close);
        }
    }

    private static final SharedTable<Key, Entry> ENTRIES = new SharedTable<>(Clock.systemUTC(), Entry::close);

    private AwsSessions() {}

    /** Straight to AWS; see {@link #get(BaseCredentials, SessionRequest, AwsConnection)}. */
    public static AwsSession get(BaseCredentials base, SessionRequest request) {
        return get(base, request, AwsConnection.DIRECT);
    }

    /** The session that is open already, or a new one. Nothing is sent before its first use. */
    public static AwsSession get(BaseCredentials base, SessionRequest request, AwsConnection connection) {
        Key key = new Key(base.name(), withoutLabels(request), connection.resolved());
        return ENTRIES.get(key, absent -> open(absent, base)).session();
    }

    /** Names and tags are for roles: without one, all runs with the same keys share a session. */
    private static SessionRequest withoutLabels(SessionRequest request) {
        return request.roles().isEmpty() ? SessionRequest.plain(request.region(), "") : request;
    }

    public static void closeAll() {
        ENTRIES.clear();
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
        AwsSession session = new AwsSession(
                region,
                last,
                hops,
                key.connection(),
                accountKey(key),
                lookKey(key),
                () -> ENTRIES.forget(key),
                remarks);
        return new Entry(session, roles);
    }

    private static String accountKey(Key key) {
        String roles = key.request().roles().stream().map(RoleHop::arn).collect(Collectors.joining(">"));
        return String.join(
                "|",
                String.valueOf(key.connection().endpoints()),
                key.base(),
                roles,
                key.request().region());
    }

    /**
     * What a policy may depend on is in it: tags, for one. Left out are the session's name and the tag that counts the
     * builds: the builds of one job may see the same, and are looked at together.
     */
    private static String lookKey(Key key) {
        SessionRequest request = key.request();
        Map<String, String> tags = new TreeMap<>(request.tags());
        tags.remove(SessionRequest.BUILD_TAG);
        return accountKey(key)
                + "|"
                + request.roles().stream()
                        .map(hop -> hop.externalId() + hop.options())
                        .toList()
                + "|" + request.policy()
                + "|" + request.sourceIdentity()
                + "|" + tags;
    }
}
