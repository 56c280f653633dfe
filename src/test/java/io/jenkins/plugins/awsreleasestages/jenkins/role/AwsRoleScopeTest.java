package io.jenkins.plugins.awsreleasestages.jenkins.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import hudson.EnvVars;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import java.util.List;
import org.junit.jupiter.api.Test;

class AwsRoleScopeTest {

    private static final String ROLE = "arn:aws:iam::111122223333:role/release";
    private static final AwsRoleScope PROD =
            new AwsRoleScope("prod", null, null, "eu-west-1", null, 15, "{}", "alice", true);
    private static final AwsRoleScope OWN =
            new AwsRoleScope(null, ROLE, "aws-ci", "eu-west-1", "x", 30, "{}", "alice", false);

    @Test
    void whatIsNotSaidIsTakenFromTheBlockAround() {
        assertThat(AwsRoleScope.NONE.inside(PROD)).isEqualTo(PROD);
        assertThat(AwsRoleScope.NONE.inside(OWN)).isEqualTo(OWN);
        assertThat(AwsRoleScope.environment(null, "us-east-1").inside(PROD).region())
                .isEqualTo("us-east-1");
    }

    @Test
    void anotherRoleIsAssumedWithTheSameCredentialsAndNothingElseOfTheFirst() {
        AwsRoleScope other = AwsRoleScope.role(ROLE + "2", null, null).inside(OWN);
        assertThat(other)
                .isEqualTo(new AwsRoleScope(null, ROLE + "2", "aws-ci", "eu-west-1", null, null, null, "alice", false));
    }

    @Test
    void anEnvironmentsCredentialsAreNotLentToAnotherRole() {
        AwsRoleScope other = AwsRoleScope.role(ROLE, null, null).inside(PROD);
        assertThat(other.environment()).isNull();
        assertThat(other.credentialsId()).isNull();
        assertThat(other.sessionPolicy()).isNull();
    }

    @Test
    void anEnvironmentReplacesARoleWhole() {
        assertThat(AwsRoleScope.environment("test", null).inside(OWN))
                .isEqualTo(new AwsRoleScope("test", null, null, null, null, null, null, "alice", false));
    }

    @Test
    void mergingTwiceChangesNothing() {
        AwsRoleScope merged = AwsRoleScope.environment("test", null).inside(OWN);
        assertThat(merged.inside(OWN)).isEqualTo(merged);
        AwsRoleScope role = AwsRoleScope.role(ROLE, null, null).inside(PROD);
        assertThat(role.inside(PROD)).isEqualTo(role);
    }

    @Test
    void anEnvironmentBesideARoleIsRefused() {
        assertThat(new AwsRoleScope("prod", ROLE, null, null, null, null, null, null, false).problems())
                .containsExactly("environment: says role, credentials and external id; leave them out.");
        assertThat(PROD.problems()).isEmpty();
    }

    @Test
    void aVariableThatLeavesAFieldBlankIsRefused() {
        AwsRoleStep identity = new AwsRoleStep();
        identity.setEnvironment("${TARGET}");
        identity.setCredentialsId("");
        assertThatThrownBy(() -> identity.scope(new Expansion(new EnvVars("TARGET", " ")::expand)))
                .isInstanceOf(AbortException.class)
                .hasMessage(
                        "awsRole: credentialsId: is blank, as an unset variable is. Leave it out, or give it a value."
                                + " environment: '${TARGET}' is empty in this run.");
    }

    @Test
    void aBlankFieldOfAnEnvironmentIsRefused() {
        AwsEnvironment prod = new AwsEnvironment("prod");
        prod.setAccount("");
        prod.setAllowed(" ");
        assertThatThrownBy(() -> AwsEnvironment.checked(List.of(prod)))
                .hasMessageContaining("environment prod: account:")
                .hasMessageContaining("environment prod: allowed:");
    }
}
