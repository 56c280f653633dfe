package io.jenkins.plugins.awsreleasestages.aws;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.model.StsException;

/** What STS means when it does not hand out a role's session, and what to do about it. */
final class RoleRefusal {

    private RoleRefusal() {}

    /** The trust policy does not allow them, or they do not fit beside those that the caller's session hands on. */
    static boolean isOfTags(StsException e) {
        String message = AwsFailures.message(e);
        return isAccessDenied(e) && message.contains("sts:TagSession")
                || isTooLarge(e) && message.contains("session tags");
    }

    /** STS API reference, AssumeRole: one hour at most where a role's session assumes a role. */
    static boolean isOfChainedDuration(StsException e) {
        return AwsFailures.message(e).contains("role chaining");
    }

    static boolean isOfToken(SdkException e) {
        return "ExpiredTokenException".equals(AwsFailures.code(e));
    }

    /** The identity provider's keys could not be fetched just then. */
    static boolean isOfKeys(SdkException e) {
        return AwsFailures.message(e).contains("retrieve verification key");
    }

    static boolean isAccessDenied(SdkException e) {
        return AwsFailures.code(e).startsWith("AccessDenied");
    }

    private static boolean isTooLarge(SdkException e) {
        return AwsFailures.code(e).startsWith("PackedPolicyTooLarge");
    }

    /** Sentences for who has to act; empty where AWS's words say it all. */
    static String advice(RoleHop hop, boolean byToken, SdkException e) {
        if (isAccessDenied(e)) {
            return accessDenied(hop, byToken, AwsFailures.message(e));
        }
        if (isTooLarge(e)) {
            return "Make sessionPolicy shorter.";
        }
        return switch (AwsFailures.code(e)) {
            case "MalformedPolicyDocument", "MalformedPolicyDocumentException" ->
                "sessionPolicy must be an IAM policy in JSON.";
            case "ExpiredTokenException" ->
                byToken
                        ? "The identity token is read anew each time, so the credentials hold one that is over: have its"
                                + " provider issue a fresh one."
                        : "";
            case "InvalidIdentityToken", "InvalidIdentityTokenException" ->
                isOfKeys(e)
                        ? ""
                        : "Look at the account's identity providers in IAM: one must have the token's issuer as its URL and"
                                + " the token's audience among its audiences.";
            case "IDPRejectedClaim", "IDPRejectedClaimException" ->
                "Its provider has withdrawn the identity token, or it is over: have a fresh one issued.";
            case "InvalidClientTokenId" ->
                "The access key does not exist any more, or it belongs to another partition.";
            case "SignatureDoesNotMatch" -> "The secret key is not the one of the access key.";
            case "RegionDisabledException" ->
                "In IAM's account settings an administrator must activate STS in this region.";
            case "ValidationError" ->
                AwsFailures.message(e).contains("MaxSessionDuration")
                        ? "Make durationMinutes smaller, or the role's maximum session duration greater."
                        : "";
            default -> "";
        };
    }

    private static String accessDenied(RoleHop hop, boolean byToken, String message) {
        if (byToken) {
            return "Look at the role's trust policy: it must allow sts:AssumeRoleWithWebIdentity to the token's identity"
                    + " provider, for the audience and the subject that the token names.";
        }
        if (message.contains("sts:SetSourceIdentity")) {
            return "Allow sts:SetSourceIdentity in the trust policy of every role on the way, or leave sourceIdentity"
                    + " out.";
        }
        String externalId = hop.externalId() == null
                ? " without an external id (none is given)"
                : " with the external id that is given";
        String tags = hop.hasTags()
                ? ", and sts:TagSession with the tags " + hop.options().get("Tags")
                : "";
        return "Look at the role's trust policy: it must exist and allow sts:AssumeRole to this identity" + externalId
                + tags + "; and the identity's own policies must allow it too.";
    }
}
