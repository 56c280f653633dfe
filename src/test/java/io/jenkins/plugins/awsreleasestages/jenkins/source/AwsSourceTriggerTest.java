package io.jenkins.plugins.awsreleasestages.jenkins.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AwsSourceTriggerTest {

    private static final GitRepositorySource REPOSITORY = new GitRepositorySource("https://example.org/checkout.git");

    @Test
    void whatIsBlankIsRefusedAtTheLook() {
        AwsSourceTrigger trigger = new AwsSourceTrigger("H * * * *", REPOSITORY);
        assertThat(trigger.problems()).isEmpty();
        trigger.setEnvironment(" ");
        trigger.setRole("");
        trigger.setCredentialsId(null);
        trigger.setRegion("");
        assertThat(trigger.problems())
                .extracting(problem -> problem.substring(0, problem.indexOf(':')))
                .containsExactly("credentialsId", "environment", "region", "role");
    }
}
