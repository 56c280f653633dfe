package io.jenkins.plugins.awsreleasestages.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleCredentialsProvider;
import software.amazon.awssdk.services.sts.auth.StsAssumeRoleWithWebIdentityCredentialsProvider;
import software.amazon.awssdk.services.sts.auth.StsCredentialsProvider;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithWebIdentityRequest;
import software.amazon.awssdk.services.sts.model.StsException;
import software.amazon.awssdk.services.sts.model.Tag;

/**
 * One role's credentials, renewed before they end for as long as somebody asks.
 *
 * <p>What STS refuses and can be done without is done without from then on, and said once: session tags, because a
 * release is not to fail for a label, and sessions longer than a role may have that is assumed by another role's
 * session. Whether the first caller is one, as a controller's own identity mostly is, only STS knows.
 */
final class AssumedRole implements AwsCredentialsProvider, AutoCloseable {

    /** Where a role is in the chain of those that are assumed one after another. */
    record Place(RoleHop hop, boolean first, boolean last) {}

    private final RoleHop hop;
    private final boolean byToken;
    private final StsClient sts;
    private final Consumer<String> remarks;
    private final StsCredentialsProvider renewed;
    private volatile boolean tagging;
    private volatile boolean chained;
    private volatile boolean held;

    /** @param remarks told what is done without */
    static AssumedRole by(StsClient sts, Place place, SessionRequest request, Consumer<String> remarks) {
        return new AssumedRole(
                sts,
                place,
                request,
                false,
                remarks,
                role -> StsAssumeRoleCredentialsProvider.builder()
                        .stsClient(sts)
                        .refreshRequest(() -> role.assumeRole(place, request))
                        .build());
    }

    /** @param token asked anew at each exchange */
    static AssumedRole byToken(
            StsClient anonymous,
            Place place,
            SessionRequest request,
            Supplier<String> token,
            Consumer<String> remarks) {
        return new AssumedRole(
                anonymous,
                place,
                request,
                true,
                remarks,
                role -> StsAssumeRoleWithWebIdentityCredentialsProvider.builder()
                        .stsClient(anonymous)
                        .refreshRequest(() -> exchange(place, request, token))
                        .build());
    }

    private AssumedRole(
            StsClient sts,
            Place place,
            SessionRequest request,
            boolean byToken,
            Consumer<String> remarks,
            Function<AssumedRole, StsCredentialsProvider> provider) {
        this.hop = place.hop();
        this.byToken = byToken;
        this.sts = sts;
        this.remarks = remarks;
        this.tagging = !byToken && !request.tags().isEmpty();
        this.chained = !byToken && !place.first();
        this.renewed = provider.apply(this);
    }

    private AssumeRoleRequest assumeRole(Place place, SessionRequest request) {
        AssumeRoleRequest ours = AssumeRoleRequest.builder()
                .roleArn(hop.arn())
                .roleSessionName(request.sessionName())
                .externalId(hop.externalId())
                .durationSeconds(hop.seconds(chained))
                .policy(place.last() ? request.policy() : null)
                // It is sticky: the sessions that follow carry it by themselves.
                .sourceIdentity(place.first() ? request.sourceIdentity() : null)
                .build();
        AssumeRoleRequest whole = hop.with(ours);
        return tagging ? labelled(whole, request) : whole;
    }

    /** The hop's own tags win over our labels. */
    private static AssumeRoleRequest labelled(AssumeRoleRequest whole, SessionRequest request) {
        List<Tag> all = new ArrayList<>(whole.tags());
        Set<String> own = whole.tags().stream().map(Tag::key).collect(Collectors.toSet());
        tags(request).stream().filter(label -> !own.contains(label.key())).forEach(all::add);
        return whole.toBuilder().tags(all).build();
    }

    private static AssumeRoleWithWebIdentityRequest exchange(
            Place place, SessionRequest request, Supplier<String> token) {
        return AssumeRoleWithWebIdentityRequest.builder()
                .roleArn(place.hop().arn())
                .roleSessionName(request.sessionName())
                .durationSeconds(place.hop().seconds(false))
                .policy(place.last() ? request.policy() : null)
                .webIdentityToken(token.get())
                .build();
    }

    private static List<Tag> tags(SessionRequest request) {
        return request.tags().entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    @Override
    public AwsCredentials resolveCredentials() {
        while (true) {
            try {
                AwsCredentials credentials = renewed.resolveCredentials();
                held = true;
                return credentials;
            } catch (RoleNotAssumed e) {
                // A role before this one in the chain.
                throw e;
            } catch (SdkException e) {
                if (!(e instanceof StsException answer) || !doesWithout(answer)) {
                    throw new RoleNotAssumed(hop, byToken, held, e);
                }
            }
        }
    }

    private boolean doesWithout(StsException e) {
        // A role that asks for tags may allow those only.
        if (tagging && (RoleRefusal.isOfTags(e) || hop.hasTags() && RoleRefusal.isAccessDenied(e))) {
            tagging = false;
            remarks.accept("The role " + hop.arn() + " is assumed without session tags"
                    + (hop.hasTags() ? " of ours" : "") + ": AWS says: " + AwsFailures.message(e));
            return true;
        }
        if (!chained && !byToken && RoleRefusal.isOfChainedDuration(e)) {
            chained = true;
            remarks.accept("Sessions of the role " + hop.arn() + " last one hour each, and renew: AWS says: "
                    + AwsFailures.message(e));
            return true;
        }
        return false;
    }

    @Override
    public void close() {
        renewed.close();
        sts.close();
    }
}
