package io.jenkins.plugins.awsreleasestages.jenkins.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.approval.NamePattern;
import io.jenkins.plugins.awsreleasestages.aws.RoleHop;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentVisibilityTest {

    private static final String ROLE = "arn:aws:iam::111122223333:role/";

    private static AwsEnvironment environment(String name, String role, String... allowed) {
        AwsEnvironment environment = new AwsEnvironment(name);
        environment.setRoles(ROLE + role);
        environment.setCredentialsId("aws-ci");
        environment.setAllowed(String.join("\n", allowed));
        return environment;
    }

    private static EnvironmentVisibility.Level global(boolean ownRoles, AwsEnvironment... environments) {
        return new EnvironmentVisibility.Level("", List.of(environments), ownRoles);
    }

    private static EnvironmentVisibility.Level folder(String place, boolean ownRoles, AwsEnvironment... environments) {
        return new EnvironmentVisibility.Level(place, List.of(environments), ownRoles);
    }

    private static AwsRoleScope named(String environment) {
        return AwsRoleScope.environment(environment, null);
    }

    @ParameterizedTest
    @CsvSource({
        "shop, shop, true",
        "shop, shop/main, true",
        "shop/main, shop/main, true",
        "shop/main, shop/PR-1, false",
        "shop, shopping, false",
        "shop-*, shop-api/main, true",
        "*, a/b/c, true",
        "*/main, a/main, true",
        "*/main, a/b/main, false",
        "**/main, a/b/main, true",
        "a.b, axb, false"
    })
    void aPatternNamesJobsAndWhatIsBelowFolders(String pattern, String name, boolean matches) {
        assertThat(new NamePattern(pattern).matches(name)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "**, a/b, true",
        "***, a/b, true",
        "a**c, a/b/c, true",
        "a*c, ac, true",
        "a*c, a/c, false",
        "a*, a, true",
        "*a*, bab/x, true",
        "a*b*c, axbxbxc, true",
        "a*b*c, axbxbxd, false",
        "shop/, shop, false",
        "shop/**, shop/main, true",
        "shop/**, shop, false",
        "'', a, false"
    })
    void starsAreReadToTheEnd(String pattern, String name, boolean matches) {
        assertThat(new NamePattern(pattern).matches(name)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "shop, shop, true",
        "shop/main, shop, true",
        "shop/main, shop/sub, false",
        "shop, shopping, false",
        "sho, shop, false",
        "*/main, shop, true",
        "**/main, a/b, true",
        "deploy, shop, false",
        "s*/m*, shop, true",
        "shopping, shop, false"
    })
    void aFolderIsOfferedWhatAJobBelowItMaySee(String pattern, String folder, boolean offered) {
        EnvironmentVisibility seen =
                new EnvironmentVisibility(List.of(global(true, environment("prod", "r", pattern))));
        assertThat(seen.visibleBelow(folder).containsKey("prod")).isEqualTo(offered);
    }

    /** It asks in its own form, and in the Pipeline Syntax of a multibranch project. */
    @Test
    void aFolderThatAsksAboutItselfIsOfferedItsOwnEnvironments() {
        EnvironmentVisibility seen = new EnvironmentVisibility(List.of(
                folder("team", false, environment("prod", "inner", "deploy")),
                global(true, environment("audit", "outer", "team/lint"), environment("other", "outer", "lint"))));
        assertThat(seen.visibleBelow("team").keySet()).containsExactly("prod", "audit");
        assertThat(seen.visible("team").keySet()).containsExactly("prod");
    }

    @Test
    @Timeout(5)
    void aPatternWithManyStarsTakesNoTime() {
        NamePattern many = new NamePattern("**a".repeat(500) + "b");
        NamePattern single = new NamePattern("*a".repeat(500) + "b");
        assertThat(many.matches("a".repeat(2000))).isFalse();
        assertThat(single.matches("a".repeat(2000))).isFalse();
        assertThat(many.matchesBelow("a".repeat(2000))).isTrue();
    }

    @Test
    void theNearestDefinitionWins() {
        EnvironmentVisibility seen = new EnvironmentVisibility(List.of(
                folder("team/shop", false, environment("prod", "inner")),
                folder("team", false, environment("prod", "middle"), environment("test", "middle")),
                global(true, environment("prod", "outer"), environment("audit", "outer"))));
        assertThat(seen.find("prod", "team/shop/main").orElseThrow().getRoles()).isEqualTo(ROLE + "inner");
        assertThat(seen.visible("team/shop/main").keySet()).containsExactly("prod", "test", "audit");
    }

    @Test
    void aFolderCanTakeAnEnvironmentAway() {
        EnvironmentVisibility seen = new EnvironmentVisibility(List.of(
                folder("team", false, environment("prod", "inner", "deploy")),
                global(true, environment("prod", "outer"))));
        assertThat(seen.find("prod", "team/deploy")).isPresent();
        assertThat(seen.find("prod", "team/lint")).isEmpty();
        assertThat(seen.visible("team/lint")).isEmpty();
    }

    @Test
    void patternsAreRelativeToWhereTheyAreDefined() {
        AwsEnvironment prod = environment("prod", "r", "shop/main");
        assertThat(new EnvironmentVisibility(List.of(folder("team", false, prod))).find("prod", "team/shop/main"))
                .isPresent();
        assertThat(new EnvironmentVisibility(List.of(global(true, prod))).find("prod", "team/shop/main"))
                .isEmpty();
    }

    @Test
    void hiddenAndMissingAreToldInTheSameWords() {
        EnvironmentVisibility seen =
                new EnvironmentVisibility(List.of(global(true, environment("prod", "r", "deploy"))));
        EnvironmentVisibility none = new EnvironmentVisibility(List.of(global(true)));
        assertThatThrownBy(() -> Identity.of(named("prod"), seen, "lint"))
                .isInstanceOf(RemoteFailure.class)
                .hasMessage("The AWS environment 'prod' is not visible to this job. Environments are defined by the"
                        + " administrator or in the job's folders.");
        assertThatThrownBy(() -> Identity.of(named("prod"), none, "lint"))
                .hasMessage("The AWS environment 'prod' is not visible to this job. Environments are defined by the"
                        + " administrator or in the job's folders.");
    }

    @ParameterizedTest
    @CsvSource({
        "true, true, true, true",
        "true, true, false, false",
        "true, false, true, false",
        "false, true, true, false"
    })
    void everyLevelMustAllowRolesOfOnesOwn(boolean global, boolean outer, boolean inner, boolean allowed) {
        EnvironmentVisibility seen =
                new EnvironmentVisibility(List.of(folder("a/b", inner), folder("a", outer), global(global)));
        AwsRoleScope own = AwsRoleScope.role(ROLE + "own", "aws-ci", null);
        if (allowed) {
            assertThat(Identity.of(own, seen, "a/b/job").roles()).containsExactly(RoleHop.of(ROLE + "own"));
            return;
        }
        assertThatThrownBy(() -> Identity.of(own, seen, "a/b/job"))
                .hasMessageContaining("may not name a role or credentials of its own");
        assertThatThrownBy(() -> Identity.of(AwsRoleScope.NONE, seen, "a/b/job"))
                .hasMessageContaining("No AWS environment is named");
    }

    @Test
    void anEnvironmentIsUsableWhereRolesOfOnesOwnAreNot() {
        AwsEnvironment prod = environment("prod", "one\n" + ROLE + "two");
        prod.setExternalId("x-1");
        prod.setRegion("eu-west-1");
        Identity identity = Identity.of(named("prod"), new EnvironmentVisibility(List.of(global(false, prod))), "job");
        assertThat(identity.roles())
                .containsExactly(
                        new RoleHop(ROLE + "one", null, Duration.ofHours(1)),
                        new RoleHop(ROLE + "two", "x-1", Duration.ofHours(1)));
        assertThat(identity.credentialsId()).isEqualTo("aws-ci");
        assertThat(identity.region()).isEqualTo("eu-west-1");
    }

    @ParameterizedTest
    @CsvSource({"15, 15", "60, 60", "720, 60"})
    void aJobCanOnlyShortenAnEnvironmentsSessions(int asked, int minutes) {
        AwsRoleScope scope = new AwsRoleScope("prod", null, null, null, null, asked, null, null, false);
        Identity identity =
                Identity.of(scope, new EnvironmentVisibility(List.of(global(true, environment("prod", "r")))), "job");
        assertThat(identity.roles().get(0).duration()).isEqualTo(Duration.ofMinutes(minutes));
    }

    @Test
    void allThatIsWrongWithEnvironmentsIsSaidAtOnce() {
        AwsEnvironment bad = new AwsEnvironment("a b");
        bad.setAccount("12");
        bad.setRegion("Ireland");
        bad.setDurationMinutes(5);
        AwsEnvironment foreign = environment("prod", "r");
        foreign.setAccount("999999999999");
        assertThatThrownBy(() -> AwsEnvironment.checked(List.of(bad, foreign, environment("prod", "r"))))
                .hasMessageContaining("'a b' is not a name")
                .hasMessageContaining("account: '12'")
                .hasMessageContaining("region: 'Ireland'")
                .hasMessageContaining("durationMinutes")
                .hasMessageContaining("is not of account 999999999999")
                .hasMessageContaining("is there twice");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "sts=https://sts.example.org, -",
                "=http://127.0.0.1:4566, -",
                "sts, is not service=https",
                "sts=ftp://x, is not an address",
                "sts=https://user:pass@host, is not an address",
                "STS=https://host, is not service=https"
            })
    void endpoints(String line, String problem) {
        if (problem == null) {
            assertThat(AwsReleaseStagesConfiguration.endpointsProblem(line)).isNull();
        } else {
            assertThat(AwsReleaseStagesConfiguration.endpointsProblem(line)).contains(problem);
        }
    }
}
