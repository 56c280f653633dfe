package io.jenkins.plugins.awsreleasestages.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.awsreleasestages.emulator.Call;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedRole;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.FaultProxy;
import io.jenkins.plugins.awsreleasestages.emulator.IdentityTokens;
import io.jenkins.plugins.awsreleasestages.emulator.SecretSearch;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.StsException;

/** Roles whose trust policies are looked at: chains, tags, external ids, identity tokens, session policies. */
@Timeout(120)
class AssumedRoleEmulatorTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private static final String ASSUME = "STS.AssumeRole";
    private static final String EXCHANGE = "STS.AssumeRoleWithWebIdentity";
    private static final String ANYBODY = "{\"AWS\":\"*\"}";
    private static final String POLICY =
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}";

    private final String id = UUID.randomUUID().toString().substring(0, 8);
    private final String hub = EmulatedRole.arn("hub-" + id);
    private final String release = EmulatedRole.arn("release-" + id);
    private FaultProxy proxy;
    private SessionRequest request = SessionRequest.plain(Emulator.REGION, "jenkins-shop-1");

    @BeforeEach
    void open() {
        proxy = AWS.proxy();
    }

    @AfterEach
    void close() {
        AWS.settings("{\"sessionSeconds\": null, \"inheritedTagPercent\": 0}");
        proxy.close();
    }

    private void role(String arn, String... statements) throws Exception {
        String name = arn.substring(arn.indexOf('/') + 1);
        if (statements.length == 0) {
            EmulatedRole.create(AWS.endpoint(), name);
        } else {
            EmulatedRole.create(AWS.endpoint(), name, statements);
        }
    }

    private AwsSession session(BaseCredentials base, RoleHop... hops) {
        AwsConnection connection = new AwsConnection(Map.of("", proxy.endpoint()), null);
        return AwsSessions.get(base, request.assuming(hops), connection);
    }

    private AwsSession session(RoleHop... hops) {
        return session(new BaseCredentials.Keys(UUID.randomUUID().toString(), Emulator.CREDENTIALS), hops);
    }

    private static RemoteFailure refusal(AwsSession session) {
        RemoteFailure failure = catchThrowableOfType(RemoteFailure.class, () -> session.verify("Assuming the role"));
        assertThat(failure).isNotNull();
        assertThat(failure.passing()).as(failure.getMessage()).isFalse();
        assertThat(failure.getMessage()).doesNotContain(SecretSearch.MARK);
        return failure;
    }

    private List<String> sent(String operation, String parameter) {
        return proxy.calls(operation).stream()
                .map(Call::body)
                .flatMap(body -> List.of(body.split("&")).stream())
                .filter(pair -> pair.startsWith(parameter + "="))
                .map(pair -> pair.substring(parameter.length() + 1))
                .toList();
    }

    private static RoleHop lasting(String arn, int hours) {
        return new RoleHop(arn, null, Duration.ofHours(hours));
    }

    @Test
    void aChainIsAssumedRoleAfterRoleAndSaysWhoOneIsOnTheWay() throws Exception {
        role(
                hub,
                EmulatedRole.statement(
                        "{\"AWS\":\"arn:aws:iam::" + Emulator.ACCOUNT + ":user/moto\"}", "sts:AssumeRole"));
        role(release, EmulatedRole.statement("{\"AWS\":\"" + hub + "\"}", "sts:AssumeRole"));
        List<CallerIdentity> identities =
                session(RoleHop.of(hub), RoleHop.of(release)).identify();
        assertThat(identities).extracting(CallerIdentity::problem).containsOnlyNulls();
        assertThat(identities)
                .extracting(CallerIdentity::arn)
                .satisfiesExactly(
                        arn -> assertThat(arn).contains(":user/"),
                        arn -> assertThat(arn).contains(":assumed-role/hub-" + id + "/jenkins-shop-1"),
                        arn -> assertThat(arn).contains(":assumed-role/release-" + id + "/jenkins-shop-1"));
    }

    @Test
    void aChainThatBreaksSaysWhichRoleRefused() throws Exception {
        role(hub);
        role(release, EmulatedRole.statement("{\"AWS\":\"arn:aws:iam::999999999999:root\"}", "sts:AssumeRole"));
        AwsSession session = session(RoleHop.of(hub), RoleHop.of(release));
        List<CallerIdentity> identities = session.identify();
        assertThat(identities).hasSize(3);
        assertThat(identities.get(1).problem()).isNull();
        assertThat(identities.get(2).problem())
                .contains("the role " + release + " could not be assumed", "assumed-role/hub-" + id)
                .contains("Look at the role's trust policy");
        assertThat(refusal(session)).hasMessageContaining("the role " + release + " could not be assumed");
    }

    @Test
    void askingWhoOneIsLeavesTheSessionInUse() throws Exception {
        role(hub);
        AwsSession session = session(RoleHop.of(hub));
        assertThat(session.identify()).isEqualTo(session.identify());
        session.verify("Assuming the role");
        assertThat(proxy.count(ASSUME)).isEqualTo(1);
    }

    @Test
    void aRoleThatCannotBeAssumedEndsTheListOfWhoOneIs() {
        List<CallerIdentity> identities =
                session(RoleHop.of(hub), RoleHop.of(release)).identify();
        assertThat(identities).hasSize(2);
        assertThat(identities.get(1).problem()).contains("the role " + hub + " could not be assumed");
    }

    @Test
    void sessionsOfChainedRolesAreAskedForAnHourAtMost() throws Exception {
        role(hub);
        role(release);
        session(lasting(hub, 8), lasting(release, 8)).verify("Assuming the role");
        assertThat(sent(ASSUME, "DurationSeconds")).containsExactlyInAnyOrder("28800", "3600");
    }

    @Test
    void stsRefusesMoreThanAnHourToARolesSession() throws Exception {
        role(hub);
        role(release);
        StaticCredentialsProvider session = sessionOf(hub);
        try (StsClient sts =
                AWS.at(StsClient.builder()).credentialsProvider(session).build()) {
            assertThatThrownBy(() -> sts.assumeRole(
                            r -> r.roleArn(release).roleSessionName("test").durationSeconds(3601)))
                    .isInstanceOf(StsException.class)
                    .hasMessageContaining("exceeds the 1 hour session limit for roles assumed by role chaining");
        }
    }

    private static StaticCredentialsProvider sessionOf(String role) {
        try (StsClient sts = AWS.at(StsClient.builder()).build()) {
            Credentials keys = sts.assumeRole(r -> r.roleArn(role).roleSessionName("controller"))
                    .credentials();
            return StaticCredentialsProvider.create(
                    AwsSessionCredentials.create(keys.accessKeyId(), keys.secretAccessKey(), keys.sessionToken()));
        }
    }

    @Test
    void aControllerThatIsARoleItselfGetsSessionsOfAnHourAndSaysSo() throws Exception {
        role(hub);
        role(release);
        AwsSession session = session(new BaseCredentials.Keys("controller-" + id, sessionOf(hub)), lasting(release, 8));
        session.verify("Assuming the role");
        assertThat(sent(ASSUME, "DurationSeconds")).containsExactly("28800", "3600");
        assertThat(session.takeRemarks())
                .singleElement()
                .asString()
                .contains("Sessions of the role " + release + " last one hour each, and renew", "role chaining");
    }

    @Test
    void sessionsLongerThanTheRoleAllowsAreRefusedWithWhatToDo() throws Exception {
        role(hub);
        proxy.on(ASSUME)
                .fail(
                        400,
                        "ValidationError",
                        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
        assertThat(refusal(session(lasting(hub, 8))))
                .hasMessageContaining("MaxSessionDuration set for this role. (ValidationError")
                .hasMessageContaining("Make durationMinutes smaller, or the role's maximum session duration greater.");
    }

    private void tagged() {
        request = new SessionRequest(
                List.of(), Emulator.REGION, "jenkins-shop-1", Map.of("job", "shop", "build", "1"), null, null);
    }

    @Test
    void tagsAreSentWhereTheTrustPolicyAllowsThem() throws Exception {
        tagged();
        String condition = "{\"StringEquals\":{\"aws:RequestTag/job\":\"shop\"}}";
        role(
                hub,
                EmulatedRole.statement(ANYBODY, "sts:AssumeRole"),
                EmulatedRole.statementWhen(condition, ANYBODY, "sts:TagSession"));
        AwsSession session = session(RoleHop.of(hub));
        session.verify("Assuming the role");
        assertThat(proxy.count(ASSUME)).isEqualTo(1);
        assertThat(sent(ASSUME, "Tags.member.1.Key")).hasSize(1);
        assertThat(session.takeRemarks()).isEmpty();
    }

    @Test
    void tagsThatTheTrustPolicyDoesNotAllowAreLeftOutAndThatIsSaidOnce() throws Exception {
        tagged();
        AWS.settings("{\"sessionSeconds\": 1}");
        role(hub, EmulatedRole.statement(ANYBODY, "sts:AssumeRole"));
        AwsSession session = session(RoleHop.of(hub));
        session.verify("Assuming the role");
        assertThat(proxy.count(ASSUME)).isEqualTo(2);
        assertThat(session.takeRemarks())
                .singleElement()
                .asString()
                .contains("The role " + hub + " is assumed without session tags", "sts:TagSession");
        Thread.sleep(1500);
        session.verify("Assuming the role");
        assertThat(proxy.count(ASSUME)).as("renewed without trying tags again").isEqualTo(3);
        assertThat(session.takeRemarks()).isEmpty();
    }

    private static RoleHop of(String arn, Map<String, Object> options) {
        return new RoleHop(arn, null, null, options);
    }

    private static final Map<String, Object> DEPARTMENT = Map.of(
            "Tags",
            List.of(Map.of("Key", "Department", "Value", "Engineering")),
            "TransitiveTagKeys",
            List.of("Department"));

    @Test
    void whatARoleIsToBeAssumedWithIsSentAndItsTagsAreNeverLeftOut() throws Exception {
        tagged();
        String condition = "{\"StringEquals\":{\"aws:RequestTag/Department\":\"Engineering\"},"
                + "\"ForAllValues:StringEquals\":{\"aws:TagKeys\":[\"Department\"]}}";
        role(hub, EmulatedRole.statementWhen(condition, ANYBODY, "sts:AssumeRole", "sts:TagSession"));
        AwsSession session = session(of(hub, DEPARTMENT));
        session.verify("Assuming the role");
        assertThat(proxy.calls(ASSUME).get(proxy.count(ASSUME) - 1).body())
                .contains("Tags.member.1.Key=Department", "TransitiveTagKeys.member.1=Department")
                .contains("RoleSessionName=jenkins-shop-1");
        assertThat(refusal(session(RoleHop.of(hub)))).hasMessageContaining("(none is given);");
        role(release, EmulatedRole.statement(ANYBODY, "sts:AssumeRole"));
        assertThat(refusal(session(of(release, DEPARTMENT))))
                .hasMessageContaining("and sts:TagSession with the tags [{")
                .hasMessageContaining("Engineering");
    }

    @Test
    void everyMemberOfTheCallCanBeSaid() throws Exception {
        tagged();
        role(hub);
        session(of(
                        hub,
                        Map.of(
                                "SourceIdentity",
                                "ci",
                                "RoleSessionName",
                                "mine",
                                "Policy",
                                POLICY,
                                "Tags",
                                List.of(Map.of("Key", "job", "Value", "of-the-assembly")))))
                .verify("Assuming the role");
        assertThat(sent(ASSUME, "SourceIdentity")).containsExactly("ci");
        assertThat(sent(ASSUME, "RoleSessionName")).containsExactly("mine");
        assertThat(sent(ASSUME, "Policy")).hasSize(1);
        assertThat(sent(ASSUME, "Tags.member.1.Value")).containsExactly("of-the-assembly");
        assertThat(proxy.calls(ASSUME).get(0).body())
                .contains("Tags.member.2.Key=build")
                .doesNotContain("Tags.member.3");
    }

    @Test
    void whatTheCallDoesNotKnowIsSaid() {
        assertThat(of(hub, Map.of("Tag", List.of(), "Policy", 1, "DurationSeconds", 900L))
                        .problems())
                .containsExactlyInAnyOrder("Tag: there is no such member.", "Policy: must be text.");
        assertThat(of(hub, null).problems()).isEmpty();
        assertThat(of(hub, Map.of("PolicyArns", List.of())).hasPolicies()).isTrue();
        assertThat(of(hub, Map.of("Policy", "{}")).hasPolicies()).isTrue();
        assertThat(of(hub, DEPARTMENT).hasPolicies()).isFalse();
    }

    @Test
    void tagsThatDoNotFitBesideThoseOfTheCallersSessionAreLeftOut() throws Exception {
        tagged();
        AWS.settings("{\"inheritedTagPercent\": 100}");
        role(hub);
        AwsSession session = session(RoleHop.of(hub));
        session.verify("Assuming the role");
        assertThat(session.takeRemarks()).singleElement().asString().contains("session tags consumes");
    }

    private void from(String identity) {
        request = new SessionRequest(List.of(), Emulator.REGION, "jenkins-shop-1", Map.of(), identity, null);
    }

    @Test
    void whoItIsFromIsSaidOnceAndCarriedThroughTheChain() throws Exception {
        from("anna");
        String condition = "{\"StringEquals\":{\"sts:SourceIdentity\":\"anna\"}}";
        role(hub);
        role(release, EmulatedRole.statementWhen(condition, ANYBODY, "sts:AssumeRole", "sts:SetSourceIdentity"));
        session(RoleHop.of(hub), RoleHop.of(release)).verify("Assuming the role");
        assertThat(sent(ASSUME, "SourceIdentity")).containsExactly("anna");
    }

    @Test
    void aRoleThatDoesNotAllowWhoItIsFromSaysWhatToAllow() throws Exception {
        from("anna");
        role(hub);
        role(release, EmulatedRole.statement(ANYBODY, "sts:AssumeRole"));
        assertThat(refusal(session(RoleHop.of(hub), RoleHop.of(release))))
                .hasMessageContaining("the role " + release + " could not be assumed")
                .hasMessageContaining("Allow sts:SetSourceIdentity in the trust policy of every role on the way");
    }

    private void narrowed(String policy) {
        request = new SessionRequest(List.of(), Emulator.REGION, "jenkins-shop-1", Map.of(), null, policy);
    }

    @Test
    void aSessionPolicyNarrowsTheLastRoleOnly() throws Exception {
        narrowed(POLICY);
        role(hub);
        role(release);
        session(RoleHop.of(hub), RoleHop.of(release)).verify("Assuming the role");
        assertThat(sent(ASSUME, "Policy")).hasSize(1);
        assertThat(proxy.calls(ASSUME).stream().filter(call -> call.body().contains("&Policy=")))
                .allMatch(call -> call.body().contains("release-" + id));
    }

    @Test
    void aSessionPolicyThatDoesNotFitIsRefusedWithWhatToDo() throws Exception {
        String names = String.join(
                "\",\"",
                IntStream.range(0, 45).mapToObj(n -> "" + UUID.randomUUID()).toList());
        narrowed(POLICY.replace("\"*\"}", "[\"" + names + "\"]}"));
        role(hub);
        assertThat(refusal(session(RoleHop.of(hub))))
                .hasMessageContaining("of allotted space. (PackedPolicyTooLarge")
                .hasMessageContaining("Make sessionPolicy shorter.");
    }

    @Test
    void aSessionPolicyThatIsNoneIsRefusedWithWhatToDo() throws Exception {
        narrowed("{\"allow\": \"everything\"");
        role(hub);
        assertThat(refusal(session(RoleHop.of(hub))))
                .hasMessageContaining("MalformedPolicyDocument")
                .hasMessageContaining("sessionPolicy must be an IAM policy in JSON.");
    }

    @Test
    void anExternalIdMustBeTheOneThatTheTrustPolicyAsksFor() throws Exception {
        String condition = "{\"StringEquals\":{\"sts:ExternalId\":\"shop\"}}";
        role(hub, EmulatedRole.statementWhen(condition, ANYBODY, "sts:AssumeRole"));
        session(new RoleHop(hub, "shop", null)).verify("Assuming the role");
        assertThat(refusal(session(new RoleHop(hub, "ship", null))))
                .hasMessageContaining("the role " + hub + " could not be assumed. AWS says: User: ")
                .hasMessageContaining("allow sts:AssumeRole to this identity with the external id that is given;");
        assertThat(refusal(session(RoleHop.of(hub))))
                .hasMessageContaining("to this identity without an external id (none is given);");
    }

    private String issuer() {
        return "https://jenkins-" + id + ".example.org/oidc";
    }

    private String token(Duration left) {
        return IdentityTokens.token(
                issuer(), "sts.amazonaws.com", "job/shop", Instant.now().plus(left));
    }

    /** Trusts this audience and subject. */
    private void roleForToken(String subject) throws Exception {
        String provider = EmulatedRole.identityProvider(AWS.endpoint(), issuer(), "sts.amazonaws.com");
        String host = URI.create(issuer()).getHost() + "/oidc";
        String condition = "{\"StringEquals\":{\"" + host + ":aud\":\"sts.amazonaws.com\",\"" + host + ":sub\":\""
                + subject + "\"}}";
        role(
                hub,
                EmulatedRole.statementWhen(
                        condition, "{\"Federated\":\"" + provider + "\"}", "sts:AssumeRoleWithWebIdentity"));
    }

    private AwsSession session(Supplier<String> token, RoleHop... hops) {
        return session(new BaseCredentials.WebIdentity(UUID.randomUUID().toString(), token), hops);
    }

    @Test
    void anIdentityTokenIsReadAnewAtEachRenewal() throws Exception {
        AWS.settings("{\"sessionSeconds\": 1}");
        roleForToken("job/shop");
        List<String> read = new ArrayList<>();
        AwsSession session = session(
                () -> {
                    read.add(token(Duration.ofSeconds(60 + read.size())));
                    return read.get(read.size() - 1);
                },
                RoleHop.of(hub));
        session.verify("Assuming the role");
        Thread.sleep(1500);
        session.verify("Assuming the role");
        assertThat(read).hasSize(2).doesNotHaveDuplicates();
        assertThat(sent(EXCHANGE, "WebIdentityToken")).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void aRoleByTokenLeadsOnToOthersAndMayLastLongerThanTheyMay() throws Exception {
        roleForToken("job/shop");
        role(release, EmulatedRole.statement("{\"AWS\":\"" + hub + "\"}", "sts:AssumeRole"));
        AwsSession session = session(() -> token(Duration.ofMinutes(1)), lasting(hub, 8), lasting(release, 8));
        assertThat(session.identify()).extracting(CallerIdentity::problem).containsExactly(null, null);
        assertThat(sent(EXCHANGE, "DurationSeconds")).containsExactly("28800");
        assertThat(sent(ASSUME, "DurationSeconds")).containsExactly("3600");
    }

    @Test
    void aTokenThatIsOverFromTheStartIsRefusedWithWhatToDo() throws Exception {
        roleForToken("job/shop");
        assertThat(refusal(session(() -> token(Duration.ofSeconds(-5)), RoleHop.of(hub))))
                .hasMessageContaining("the role " + hub + " could not be assumed. AWS says: Token expired")
                .hasMessageContaining("have its provider issue a fresh one.");
        assertThat(proxy.count(EXCHANGE)).isEqualTo(1);
    }

    @Test
    void aTokenThatIsOverWhenItIsToBeRenewedIsWaitedFor() throws Exception {
        AWS.settings("{\"sessionSeconds\": 1}");
        roleForToken("job/shop");
        Duration[] left = {Duration.ofMinutes(1)};
        AwsSession session = session(() -> token(left[0]), RoleHop.of(hub));
        session.verify("Assuming the role");
        left[0] = Duration.ofSeconds(-5);
        Thread.sleep(1500);
        assertThatThrownBy(() -> session.verify("Assuming the role"))
                .isInstanceOfSatisfying(
                        RemoteFailure.class, e -> assertThat(e.passing()).isTrue())
                .hasMessageContaining("have its provider issue a fresh one.");
        left[0] = Duration.ofMinutes(1);
        session.verify("Assuming the role");
    }

    @Test
    void aTokenForAnotherJobIsRefusedWithWhatToLookAt() throws Exception {
        roleForToken("job/other");
        assertThat(refusal(session(() -> token(Duration.ofMinutes(1)), RoleHop.of(hub))))
                .hasMessageContaining("Not authorized to perform sts:AssumeRoleWithWebIdentity (AccessDenied")
                .hasMessageContaining("for the audience and the subject that the token names.");
    }

    @Test
    void aTokenOfAProviderThatTheAccountDoesNotKnowIsRefusedWithWhatToLookAt() throws Exception {
        role(hub);
        assertThat(refusal(session(() -> token(Duration.ofMinutes(1)), RoleHop.of(hub))))
                .hasMessageContaining("No OpenIDConnect provider found in your account for " + issuer())
                .hasMessageContaining("Look at the account's identity providers in IAM");
    }

    @Test
    void whatIsNoTokenIsRefused() throws Exception {
        roleForToken("job/shop");
        assertThat(refusal(session(() -> "not a token", RoleHop.of(hub)))).hasMessageContaining("is not a valid JWT");
    }

    @Test
    void aProviderWhoseKeysCannotBeFetchedJustNowIsAskedAgain() throws Exception {
        roleForToken("job/shop");
        proxy.on(EXCHANGE)
                .fail(
                        400,
                        "InvalidIdentityToken",
                        "Couldn't retrieve verification key from your identity provider, please reference"
                                + " AssumeRoleWithWebIdentity documentation for requirements");
        assertThatThrownBy(() -> session(() -> token(Duration.ofMinutes(1)), RoleHop.of(hub))
                        .verify("Assuming the role"))
                .isInstanceOfSatisfying(
                        RemoteFailure.class, e -> assertThat(e.passing()).isTrue());
    }

    @Test
    void aTokenThatIsNotToBeHadIsSaidInTheList() {
        Supplier<String> none = () -> {
            throw RemoteFailure.refused("There are no credentials with the id 'oidc'.");
        };
        assertThat(session(none, RoleHop.of(hub)).identify())
                .extracting(CallerIdentity::problem)
                .containsExactly("There are no credentials with the id 'oidc'.");
    }
}
