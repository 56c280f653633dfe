package io.jenkins.plugins.awsreleasestages.aws;

import java.util.List;
import java.util.function.Supplier;
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
 * <p>Session tags are dropped for good once STS says that the role's trust policy does not allow them: a release is not
 * to fail for a label.
 */
final class AssumedRole implements AwsCredentialsProvider, AutoCloseable {

    private final RoleHop hop;
    private final StsClient sts;
    private final StsCredentialsProvider renewed;
    private volatile boolean tagging;

    /** @param chained whether the caller is itself a role's session */
    static AssumedRole by(StsClient sts, RoleHop hop, SessionRequest request, boolean first, boolean chained) {
        return new AssumedRole(
                hop,
                sts,
                !request.tags().isEmpty(),
                role -> StsAssumeRoleCredentialsProvider.builder()
                        .stsClient(sts)
                        .refreshRequest(() -> role.assumeRole(request, first, chained))
                        .build());
    }

    static AssumedRole byToken(StsClient anonymous, RoleHop hop, SessionRequest request, Supplier<String> token) {
        return new AssumedRole(
                hop,
                anonymous,
                false,
                role -> StsAssumeRoleWithWebIdentityCredentialsProvider.builder()
                        .stsClient(anonymous)
                        .refreshRequest(() -> AssumeRoleWithWebIdentityRequest.builder()
                                .roleArn(hop.arn())
                                .roleSessionName(request.sessionName())
                                .durationSeconds(hop.seconds(false))
                                .policy(role.isLast(request) ? request.policy() : null)
                                .webIdentityToken(token.get())
                                .build())
                        .build());
    }

    private AssumedRole(
            RoleHop hop,
            StsClient sts,
            boolean tagging,
            java.util.function.Function<AssumedRole, StsCredentialsProvider> provider) {
        this.hop = hop;
        this.sts = sts;
        this.tagging = tagging;
        this.renewed = provider.apply(this);
    }

    private AssumeRoleRequest assumeRole(SessionRequest request, boolean first, boolean chained) {
        return AssumeRoleRequest.builder()
                .roleArn(hop.arn())
                .roleSessionName(request.sessionName())
                .externalId(hop.externalId())
                .durationSeconds(hop.seconds(chained))
                .policy(isLast(request) ? request.policy() : null)
                .tags(tagging ? tags(request) : null)
                // It is sticky: the sessions that follow carry it by themselves.
                .sourceIdentity(first ? request.sourceIdentity() : null)
                .build();
    }

    private boolean isLast(SessionRequest request) {
        return hop.equals(request.roles().get(request.roles().size() - 1));
    }

    private static List<Tag> tags(SessionRequest request) {
        return request.tags().entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    @Override
    public AwsCredentials resolveCredentials() {
        try {
            return renewed.resolveCredentials();
        } catch (StsException e) {
            if (!tagging || !isTaggingRefused(e)) {
                throw new RoleNotAssumed(hop.arn(), e);
            }
        } catch (RoleNotAssumed e) {
            throw e;
        } catch (SdkException e) {
            throw new RoleNotAssumed(hop.arn(), e);
        }
        tagging = false;
        return resolveCredentials();
    }

    private static boolean isTaggingRefused(StsException e) {
        return e.statusCode() == 403 && String.valueOf(e.getMessage()).contains("sts:TagSession");
    }

    @Override
    public void close() {
        renewed.close();
        sts.close();
    }
}
