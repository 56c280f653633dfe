package io.jenkins.plugins.awsreleasestages.aws.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.aws.lambda.FunctionCheck.Answer;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.lookalike.ScriptedService;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FunctionCheckTest {

    @RegisterExtension
    private final ScriptedService lambda = new ScriptedService("/2015-03-31/functions/");

    private final AwsSession session = Driven.session(lambda.endpoint());
    private final FunctionCheck check = new FunctionCheck("may-release", "live");

    private Answer asked() {
        return check.ask(session, "{\"run\": 7}").join();
    }

    @Test
    void itSaysWhetherTheReleaseMayGoOnAndWhenToAskAgain() {
        lambda.answers(200, "{\"verdict\": \"PASS\"}")
                .answers(200, "{\"verdict\": \"WAIT\", \"reason\": \"two\\nof \\u001b[3m three\", \"waitSeconds\": 30}")
                .answers(200, "{\"verdict\": \"ASK\", \"reason\": \"odd\", \"more\": []}");
        assertThat(asked()).isEqualTo(new Answer("PASS", "the function says PASS", 60));
        assertThat(asked()).isEqualTo(new Answer("WAIT", "two of  [3m three", 30));
        assertThat(asked()).isEqualTo(new Answer("ASK", "odd", 60));
        assertThat(lambda.requests)
                .first()
                .isEqualTo("/2015-03-31/functions/may-release/invocations?Qualifier=live {\"run\": 7}");
    }

    @Test
    void anErrorOfTheFunctionIsANo() {
        lambda.answers(
                200,
                "{\"errorType\": \"KeyError\", \"errorMessage\": \"'stage'\"}",
                "X-Amz-Function-Error",
                "Unhandled");
        assertThat(asked()).isEqualTo(new Answer("FAIL", "the function has failed: KeyError: 'stage'.", 60));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "\"PASS\"",
                "[\"PASS\"]",
                "{}",
                "{\"verdict\": \"pass\"}",
                "{\"verdict\": true}",
                "<b>PASS</b>",
                "{\"verdict\": \"PASS\""
            })
    void whateverElseIsANoThatSaysWhatWasExpected(String answer) {
        lambda.answers(200, answer);
        Answer read = asked();
        assertThat(read.verdict()).isEqualTo("FAIL");
        assertThat(read.reason())
                .startsWith("the function has to answer {\"verdict\": \"PASS\", \"WAIT\", \"FAIL\" or \"ASK\"")
                .endsWith(("something else: " + answer).strip());
    }

    @Test
    void aVerdictThatIsTooLongOrWaitsForNobodyKnowsHowLongIsANo() {
        lambda.answers(200, "{\"verdict\": \"PASS\", \"reason\": \"" + "x".repeat(70_000) + "\"}")
                .answers(200, "{\"verdict\": \"WAIT\", \"waitSeconds\": 0}")
                .answers(200, "{\"verdict\": \"WAIT\", \"waitSeconds\": \"30\"}")
                .answers(200, "{\"verdict\": \"WAIT\", \"waitSeconds\": 1e99}");
        assertThat(asked().reason()).startsWith("the function has to answer").hasSizeLessThan(1_100);
        for (int i = 0; i < 3; i++) {
            assertThat(asked())
                    .isEqualTo(new Answer(
                            "FAIL", "the function's waitSeconds has to be a whole number between 1 and 86400", 60));
        }
    }

    @Test
    void whatAwsRefusesIsNoAnswerOfTheFunction() {
        lambda.answers(404, "{\"Message\": \"No such function\"}", "x-amzn-ErrorType", "ResourceNotFoundException")
                .loses();
        for (String words : new String[] {"failed: AWS says: No such function", "got no answer from AWS"}) {
            assertThat(check.ask(session, "{}"))
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(RemoteFailure.class)
                    .withMessageContaining("Invoking function may-release:live " + words);
        }
    }
}
