package io.jenkins.plugins.awsreleasestages.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sts.model.StsException;

/** What is to be done about a role that STS does not hand out. */
class RoleRefusalTest {

    private static final RoleHop HOP = RoleHop.of("arn:aws:iam::111122223333:role/deploy");

    private static StsException sts(String code, String message) {
        return (StsException) StsException.builder()
                .statusCode(400)
                .requestId("r-1")
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .build();
    }

    private static String advice(boolean byToken, String code, String message) {
        return RoleRefusal.advice(HOP, byToken, sts(code, message));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PackedPolicyTooLarge           | | Make sessionPolicy shorter.",
                "PackedPolicyTooLargeException  | | Make sessionPolicy shorter.",
                "MalformedPolicyDocument        | | sessionPolicy must be an IAM policy in JSON.",
                "MalformedPolicyDocumentException | | sessionPolicy must be an IAM policy in JSON.",
                "IDPRejectedClaim               | | Its provider has withdrawn the identity token",
                "IDPRejectedClaimException      | | Its provider has withdrawn the identity token",
                "InvalidIdentityToken           | no such issuer | Look at the account's identity providers in IAM",
                "InvalidIdentityTokenException  | no such issuer | Look at the account's identity providers in IAM",
                "InvalidClientTokenId           | | The access key does not exist any more",
                "SignatureDoesNotMatch          | | The secret key is not the one of the access key.",
                "RegionDisabledException        | | an administrator must activate STS in this region",
                "ValidationError | DurationSeconds exceeds the MaxSessionDuration | Make durationMinutes smaller",
                "AccessDenied    | no            | without an external id (none is given)",
                "AccessDenied    | sts:SetSourceIdentity | Allow sts:SetSourceIdentity in the trust policy",
            })
    void whatCanBeDoneIsSaid(String code, String message, String advice) {
        assertThat(advice(false, code, message)).contains(advice);
    }

    @Test
    void whereAwssWordsSayItAllNothingIsAdded() {
        assertThat(advice(false, "ValidationError", "1 validation error")).isEmpty();
        assertThat(advice(false, "ExpiredTokenException", "over")).isEmpty();
        assertThat(advice(true, "InvalidIdentityToken", "Couldn't retrieve verification key"))
                .isEmpty();
        assertThat(advice(false, "SomethingNew", "no")).isEmpty();
    }

    @Test
    void aTokensAdviceIsAboutTheToken() {
        assertThat(advice(true, "ExpiredTokenException", "over"))
                .startsWith("The identity token is read anew each time");
        assertThat(advice(true, "AccessDenied", "no")).contains("must allow sts:AssumeRoleWithWebIdentity");
    }

    @Test
    void aGivenExternalIdIsNamedAndNotCited() {
        RoleHop hop = new RoleHop(HOP.arn(), "secret-id", Duration.ofHours(1));
        assertThat(RoleRefusal.advice(hop, false, sts("AccessDenied", "no")))
                .contains("with the external id that is given")
                .doesNotContain("secret-id");
    }

    @Test
    void tagsThatTheTrustPolicyMustAllowAreNamed() {
        List<Map<String, String>> tags = List.of(Map.of("Key", "team", "Value", "shop"));
        RoleHop hop = new RoleHop(HOP.arn(), null, null, Map.of("Tags", tags));
        assertThat(RoleRefusal.advice(hop, false, sts("AccessDenied", "no")))
                .contains("and sts:TagSession with the tags " + tags);
        assertThat(advice(false, "AccessDenied", "no")).doesNotContain("sts:TagSession");
    }

    @Test
    void whatCanBeDoneWithoutIsTold() {
        assertThat(RoleRefusal.isOfTags(sts("AccessDenied", "not authorized to perform: sts:TagSession")))
                .isTrue();
        assertThat(RoleRefusal.isOfTags(sts("AccessDenied", "not authorized"))).isFalse();
        assertThat(RoleRefusal.isOfTags(sts("PackedPolicyTooLarge", "Packed size of session tags consumes 101%")))
                .isTrue();
        assertThat(RoleRefusal.isOfTags(sts("PackedPolicyTooLarge", "Packed size of policy")))
                .isFalse();
        assertThat(RoleRefusal.isOfTags(sts("ValidationError", "sts:TagSession session tags")))
                .isFalse();
        assertThat(RoleRefusal.isOfChainedDuration(
                        sts("ValidationError", "exceeds the 1 hour session limit for roles assumed by role chaining")))
                .isTrue();
        assertThat(RoleRefusal.isOfChainedDuration(sts("ValidationError", "no")))
                .isFalse();
    }

    private static Kind kind(RoleNotAssumed problem) {
        return AwsFailures.failure("Assuming the role", problem).kind();
    }

    @Test
    void aTokenThatWasOverFromTheStartDoesNotComeBack() {
        StsException over = sts("ExpiredTokenException", "Token expired");
        assertThat(kind(new RoleNotAssumed(HOP, true, false, over))).isEqualTo(Kind.REFUSED);
        assertThat(kind(new RoleNotAssumed(HOP, true, true, over))).isEqualTo(Kind.UNREACHABLE);
        assertThat(kind(new RoleNotAssumed(HOP, false, false, over))).isEqualTo(Kind.UNREACHABLE);
        assertThat(kind(new RoleNotAssumed(HOP, false, true, sts("AccessDenied", "no"))))
                .isEqualTo(Kind.REFUSED);
        assertThat(kind(new RoleNotAssumed(HOP, true, false, sts("Throttling", "Rate exceeded"))))
                .as("the token is not what is wrong")
                .isEqualTo(Kind.THROTTLED);
    }

    @Test
    void theWholeSentenceNamesTheRoleAwssWordsTheRequestAndWhatToDo() {
        RemoteFailure failure = AwsFailures.failure(
                "Starting a build",
                new RoleNotAssumed(HOP, false, false, sts("SignatureDoesNotMatch", "It does not match")));
        assertThat(failure)
                .hasMessage(
                        "Starting a build failed: the role arn:aws:iam::111122223333:role/deploy could not be assumed."
                                + " AWS says: It does not match (SignatureDoesNotMatch, request r-1). The secret key is not the"
                                + " one of the access key.");
    }

    @Test
    void throttlingAndBusyProvidersAreAskedAgain() {
        assertThat(AwsFailures.failure("Asking", sts("Throttling", "Rate exceeded"))
                        .kind())
                .isEqualTo(Kind.THROTTLED);
        assertThat(AwsFailures.failure("Asking", sts("InvalidIdentityToken", "Couldn't retrieve verification key"))
                        .kind())
                .isEqualTo(Kind.UNREACHABLE);
        assertThat(AwsFailures.failure("Asking", sts("RequestExpired", "over")).kind())
                .isEqualTo(Kind.UNREACHABLE);
        assertThat(AwsFailures.failure("Asking", sts("RequestTimeTooSkewed", "clock"))
                        .kind())
                .isEqualTo(Kind.UNREACHABLE);
        assertThat(AwsFailures.failure("Asking", sts("AccessDenied", "no")).kind())
                .isEqualTo(Kind.REFUSED);
    }
}
