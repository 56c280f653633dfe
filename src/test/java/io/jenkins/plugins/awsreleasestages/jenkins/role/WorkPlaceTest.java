package io.jenkins.plugins.awsreleasestages.jenkins.role;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What an agent names has to be where the work may be. */
class WorkPlaceTest {

    private static final String ROLE = "arn:aws:iam::111122223333:role/cdk-deploy";
    private static final String ELSEWHERE = "arn:aws:iam::444455556666:role/cdk-deploy";

    private static AwsEnvironment prod() {
        AwsEnvironment prod = new AwsEnvironment("prod");
        prod.setAccount("111122223333");
        prod.setRegion("eu-west-1");
        return prod;
    }

    private static List<String> problems(WorkPlace place, String account, String region, String... roles) {
        return place.problems("Stack Shop", account, List.of(region), List.of(roles));
    }

    @Test
    void anEnvironmentBindsAccountRegionAndRoles() {
        WorkPlace place = WorkPlace.of(prod(), AwsRoleScope.environment("prod", null));
        assertThat(problems(place, "111122223333", "eu-west-1", ROLE)).isEmpty();
        assertThat(problems(place, "444455556666", "us-east-1", ELSEWHERE))
                .containsExactly(
                        "Stack Shop is for account 444455556666, and environment prod is of account 111122223333. Deploy"
                                + " it in an environment whose account is 444455556666.",
                        "Stack Shop is for region us-east-1, and environment prod works in eu-west-1. Deploy it in a"
                                + " step of its own with region: 'us-east-1'.",
                        "Stack Shop wants to be role " + ELSEWHERE + ", which is not of account 111122223333, where"
                                + " environment prod works. Correct the assembly's bootstrap.");
    }

    @Test
    void aRoleOfAnotherAccountIsRefusedAlsoWhereTheStackIsOfThisOne() {
        WorkPlace place = WorkPlace.of(prod(), AwsRoleScope.environment("prod", null));
        assertThat(problems(place, "111122223333", "eu-west-1", ELSEWHERE, "no arn", "arn:aws:iam::1111:role/x"))
                .hasSize(3)
                .allMatch(problem -> problem.contains("not of account 111122223333"));
    }

    @Test
    void theRegionOfTheStepWins() {
        WorkPlace place = WorkPlace.of(prod(), AwsRoleScope.environment("prod", "us-east-1"));
        assertThat(problems(place, "111122223333", "us-east-1")).isEmpty();
        assertThat(problems(place, "111122223333", "eu-west-1")).hasSize(1);
    }

    @Test
    void anEnvironmentWithoutAnAccountHasThatOfItsLastRole() {
        AwsEnvironment environment = new AwsEnvironment("prod");
        environment.setRoles(ELSEWHERE + "\n" + ROLE);
        WorkPlace place = WorkPlace.of(environment, AwsRoleScope.environment("prod", null));
        assertThat(problems(place, "111122223333", "anywhere", ROLE)).isEmpty();
        assertThat(problems(place, "444455556666", "anywhere")).hasSize(1);
    }

    @Test
    void aRoleOfTheBlockBindsToItsAccount() {
        WorkPlace place = WorkPlace.of(null, AwsRoleScope.role(ROLE, "aws-ci", "eu-west-1"));
        assertThat(problems(place, "111122223333", "eu-west-1", ROLE)).isEmpty();
        assertThat(problems(place, "444455556666", "eu-west-1"))
                .singleElement()
                .asString()
                .contains("role " + ROLE + " is of account 111122223333");
    }

    @Test
    void whereNobodySaysNothingIsRefused() {
        WorkPlace place = WorkPlace.of(null, AwsRoleScope.role(null, "aws-ci", null));
        assertThat(problems(place, "444455556666", "us-east-1", ROLE)).isEmpty();
        assertThat(problems(WorkPlace.ANYWHERE, "444455556666", "us-east-1", ROLE))
                .isEmpty();
        assertThat(problems(WorkPlace.of(new AwsEnvironment("x"), AwsRoleScope.NONE), "444455556666", "us-east-1"))
                .isEmpty();
    }
}
