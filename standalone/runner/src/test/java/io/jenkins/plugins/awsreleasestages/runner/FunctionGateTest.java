package io.jenkins.plugins.awsreleasestages.runner;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.lookalike.ScriptedService;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A gate at which a Lambda function says whether the release may go on. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class FunctionGateTest {

    @RegisterExtension
    private final ScriptedService lambda = new ScriptedService("/2015-03-31/functions/");

    @TempDir
    Path folder;

    @Test
    void itIsToldOfTheReleaseAndAskedUntilItSaysYes() throws Exception {
        lambda.answers(200, "{\"verdict\": \"WAIT\", \"reason\": \"2 of 3 regions\", \"waitSeconds\": 1}")
                .answers(200, "{\"verdict\": \"PASS\", \"reason\": \"all regions\"}");
        Trial.credentials(folder.resolve("home"), "ci");
        Trial.Ended ended = Trial.run(folder, """
                awsRole(credentialsId: 'ci', region: 'eu-west-1') {
                    withEnv(['TICKET=OPS-17', 'PASSWORD=hidden']) {
                        releaseGate conditions: [lambdaCheck(function: 'may-release', qualifier: 'live',
                            variables: ['TICKET'], payload: '{"regions": 3}')]
                        echo 'shipped'
                    }
                }
                """);
        assertThat(ended.status()).as(ended.out()).isZero();
        assertThat(ended.out())
                .contains(
                        "Waiting: function may-release:live: 2 of 3 regions.",
                        "Met: function may-release:live: all regions.",
                        "shipped");
        assertThat(lambda.requests)
                .hasSize(2)
                .first()
                .asString()
                .startsWith("/2015-03-31/functions/may-release/invocations?Qualifier=live {\"job\":")
                .contains(
                        "\"run\":1",
                        "\"revisions\":[]",
                        "\"variables\":{\"TICKET\":\"OPS-17\"}",
                        "\"payload\":{\"regions\":3}")
                .doesNotContain("hidden");
    }
}
