package io.jenkins.plugins.awsreleasestages.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who shares what with whom. */
class AwsSessionsTest {

    private static final BaseCredentials KEYS = Driven.keys();
    private static final String ROLE = "arn:aws:iam::111122223333:role/deploy";
    private static final SessionRequest REQUEST =
            new SessionRequest(List.of(RoleHop.of(ROLE)), "eu-west-1", "jenkins-shop-1", Map.of(), null, null);

    private static AwsSession session(SessionRequest request) {
        return AwsSessions.get(KEYS, request);
    }

    private static SessionRequest tagged(String name, String value) {
        return new SessionRequest(REQUEST.roles(), "eu-west-1", "jenkins-shop-1", Map.of(name, value), null, null);
    }

    private static void assertSeparate(SessionRequest one, SessionRequest other) {
        assertThat(session(one)).isNotSameAs(session(other));
        assertThat(session(one).lookKey()).isNotEqualTo(session(other).lookKey());
        assertThat(session(one).accountKey())
                .as("the account's limits are shared")
                .isEqualTo(session(other).accountKey());
    }

    @Test
    void sessionsWithOtherTagsMaySeeSomethingElse() {
        assertSeparate(tagged("team", "checkout"), tagged("team", "search"));
        assertSeparate(tagged("team", "checkout"), REQUEST);
    }

    @Test
    void sessionsWithAnotherPolicyMaySeeSomethingElse() {
        assertSeparate(
                REQUEST,
                new SessionRequest(REQUEST.roles(), "eu-west-1", "jenkins-shop-1", Map.of(), null, "{\"a\": 1}"));
    }

    @Test
    void sessionsWithAnotherSourceIdentityMaySeeSomethingElse() {
        assertSeparate(
                REQUEST, new SessionRequest(REQUEST.roles(), "eu-west-1", "jenkins-shop-1", Map.of(), "anna", null));
    }

    @Test
    void aWrongExternalIdSpoilsNobodysLooks() {
        assertSeparate(REQUEST, REQUEST.assuming(new RoleHop(ROLE, "wrong", null)));
    }

    @Test
    void buildsOfOneJobAreLookedAtTogether() {
        SessionRequest first = tagged(SessionRequest.BUILD_TAG, "1");
        SessionRequest second = new SessionRequest(
                REQUEST.roles(), "eu-west-1", "jenkins-shop-2", Map.of(SessionRequest.BUILD_TAG, "2"), null, null);
        assertThat(session(first)).as("CloudTrail tells them apart").isNotSameAs(session(second));
        assertThat(session(first).lookKey()).isEqualTo(session(second).lookKey());
    }

    @Test
    void anotherRegionOrRoleIsAnotherAccountAsFarAsWeKnow() {
        AwsSession elsewhere =
                session(new SessionRequest(REQUEST.roles(), "eu-west-2", "jenkins-shop-1", Map.of(), null, null));
        AwsSession other = session(REQUEST.assuming(RoleHop.of(ROLE + "2")));
        assertThat(List.of(elsewhere.accountKey(), other.accountKey()))
                .doesNotContain(session(REQUEST).accountKey());
    }
}
