package io.jenkins.plugins.awsreleasestages.aws.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.engine.ActionState;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.SentOnce;
import io.jenkins.plugins.awsreleasestages.lookalike.ScriptedService;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

@Timeout(60)
class InvokeActionTest {

    @RegisterExtension
    private final ScriptedService lambda = new ScriptedService("/2015-03-31/functions/");

    private final AwsSession session = Driven.session(lambda.endpoint());
    private final InvokeAction.Request request = new InvokeAction.Request("smoke", "live", true, true, true);

    /** Each as in a process of its own. */
    private InvokeAction action(InvokeAction.Request of) {
        return new InvokeAction(() -> session, of, "{\"a\": 1}", new SentOnce<InvokeResponse>());
    }

    private Driven<InvokeAction.State, Optional<InvokeAction.Response>> invoke(InvokeAction.Request of) {
        return Driven.run(action(of), InvokeAction.State.create());
    }

    @Test
    void theAnswerIsKeptAndTheLogIsText() {
        String log = Base64.getEncoder().encodeToString("START\n\u001b[31m<b>red</b>\nEND\n".getBytes());
        lambda.answers(200, "{\"a\": [1]}", "X-Amz-Log-Result", log, "X-Amz-Executed-Version", "7");
        var driven = invoke(request);
        assertThat(driven.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(driven.data().response().payload()).isEqualTo("{\"a\": [1]}");
        assertThat(driven.data().response().version()).isEqualTo("7");
        assertThat(driven.log).contains("  START", "  \u001b[31m<b>red</b>", "  END");
        assertThat(lambda.requests)
                .containsExactly("/2015-03-31/functions/smoke/invocations?Qualifier=live {\"a\": 1}");
    }

    @Test
    void anErrorOfTheFunctionIsTheFirstSentenceUnlessItIsOnlyReturned() {
        String error = "{\"errorType\": \"KeyError\", \"errorMessage\": \"no order 7\"}";
        lambda.answers(200, error, "X-Amz-Function-Error", "Unhandled", "x-amzn-RequestId", "r-1");
        lambda.answers(200, error, "X-Amz-Function-Error", "Unhandled");
        assertThat(invoke(request).failure())
                .startsWith("KeyError: no order 7. That is the error (Unhandled) of function smoke:live, request r-1.")
                .contains("/aws/lambda/smoke");
        var returned = invoke(new InvokeAction.Request("smoke", null, true, false, false));
        assertThat(returned.outcome).isEqualTo(new Outcome.Succeeded());
        assertThat(returned.data().response().error()).isEqualTo("Unhandled");
    }

    @Test
    void nobodyWaitsForAnEvent() {
        lambda.answers(202, "", "x-amzn-RequestId", "r-1");
        var driven = invoke(new InvokeAction.Request("smoke", null, false, true, true));
        assertThat(driven.data().response().status()).isEqualTo(202);
        assertThat(driven.log).last().asString().contains("is going to be run; nobody waits for it, request r-1.");
    }

    @Test
    void whatWasThrottledOrExpiredWasNotRunAndIsSentAgain() {
        lambda.answers(429, "{}", "x-amzn-ErrorType", "TooManyRequestsException")
                .answers(403, "{}", "x-amzn-ErrorType", "ExpiredTokenException")
                .answers(200, "done");
        var driven = invoke(request);
        assertThat(driven.outcome).as(driven.failure()).isEqualTo(new Outcome.Succeeded());
        assertThat(lambda.requests).hasSize(3);
    }

    @Test
    void nobodyKnowsWhatBecameOfARequestWithoutAnAnswer() {
        lambda.loses().answers(500, "");
        for (String words : List.of("got no answer from AWS", "failed: AWS says: HTTP 500")) {
            assertThat(invoke(request).failure())
                    .startsWith("Invoking function smoke:live " + words)
                    .contains("Nobody knows whether function smoke:live has run: the request was sent at 20");
        }
        assertThat(lambda.requests).hasSize(2);
        lambda.answers(404, "{\"Message\": \"No such function\"}");
        assertThat(invoke(request).failure()).contains("No such function", "Function smoke:live was not run.");
    }

    @Test
    void afterARestartItIsSentOnlyIfItWasNotAboutToBeSentBefore() {
        lambda.answers(200, "1").answers(200, "2");
        var first = invoke(request);
        for (ActionState<InvokeAction.State> saved : first.saved) {
            boolean open = saved.data().sentAt() != null && saved.data().response() == null;
            assertThat(Driven.resume(action(request), saved).failure())
                    .contains(open ? "Jenkins was restarted" : "Succeeded");
            lambda.answers(200, "3");
        }
        // The first, and those two before anything was said of sending.
        assertThat(lambda.requests).hasSize(3);
    }

    @Test
    void whatIsStoppedBeforeItIsSentIsNotRun() {
        var driven = Driven.stopped(action(request), InvokeAction.State.create(), (state, log) -> log.size() > 0);
        assertThat(driven.outcome).isInstanceOf(Outcome.Stopped.class);
        assertThat(driven.log).last().isEqualTo("Function smoke:live was not run.");
    }

    @Test
    void whatCannotBeInvokedIsRefusedBeforeAnythingIsSent() {
        var wrong = new InvokeAction.Request("smoke:7", "a b", true, true, true);
        assertThat(wrong.problems("{secret")).hasSize(3).noneMatch(problem -> problem.contains("secret"));
        String large = "\"" + "x".repeat(2_000_000) + "\"";
        String arn = "arn:aws:lambda:eu-west-1:111122223333:function:smoke";
        assertThat(new InvokeAction.Request(arn, "$LATEST", true, true, true).problems(large))
                .isEmpty();
        assertThat(new InvokeAction.Request("smoke", null, false, true, true).problems(large))
                .containsExactly("payload: has 2000002 bytes; Lambda takes 1048576 of an event.");
    }
}
