package io.jenkins.plugins.awsreleasestages.aws.lambda;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import io.jenkins.plugins.awsreleasestages.document.Budget;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Asks a function whether a release may go on. It is asked again and again, so it has to look and to change nothing.
 *
 * @param function a name or an ARN
 * @param qualifier a version or an alias, or null
 */
public record FunctionCheck(String function, String qualifier) {

    private static final Set<String> VERDICTS = Set.of("PASS", "WAIT", "FAIL", "ASK");

    /** A verdict is a sentence or two. */
    private static final int LONGEST_ANSWER = 64 * 1024;

    private static final int LONGEST_WAIT = 24 * 60 * 60;
    private static final int USUAL_WAIT = 60;

    /**
     * What it says.
     *
     * @param verdict {@code PASS}, {@code WAIT}, {@code FAIL} or {@code ASK}
     * @param reason a line
     * @param waitSeconds so long it need not be asked again
     */
    public record Answer(String verdict, String reason, int waitSeconds) {}

    private InvokeAction.Request request() {
        return new InvokeAction.Request(function, qualifier, true, true, false);
    }

    /** What is wrong with it, a sentence each, with the field's name. */
    public List<String> problems(String payload) {
        return request().problems(payload);
    }

    public String label() {
        return request().label();
    }

    /** Holds no thread while the function runs. */
    public CompletableFuture<Answer> ask(AwsSession session, String payload) {
        return request()
                .send(session, payload)
                .thenApply(InvokeAction.Response::of)
                .thenApply(FunctionCheck::read);
    }

    /** Whatever is no answer ends the release: nobody knows what the function has meant. */
    static Answer read(InvokeAction.Response response) {
        if (response.error() != null) {
            return failed("the function has failed: " + response.problem());
        }
        String payload = response.payload();
        Object answer = payload.length() > LONGEST_ANSWER ? null : PlainJson.readOrText(payload);
        if (!(answer instanceof Map<?, ?> said) || !VERDICTS.contains(Objects.toString(said.get("verdict")))) {
            return failed("the function has to answer {\"verdict\": \"PASS\", \"WAIT\", \"FAIL\" or \"ASK\","
                    + " \"reason\": \"…\"}, and has answered something else: " + payload);
        }
        Object wait = said.get("waitSeconds") == null ? USUAL_WAIT : said.get("waitSeconds");
        return wait instanceof Integer seconds && seconds >= 1 && seconds <= LONGEST_WAIT
                ? answer(said, seconds)
                : failed("the function's waitSeconds has to be a whole number between 1 and " + LONGEST_WAIT);
    }

    private static Answer answer(Map<?, ?> said, int seconds) {
        String reason = line(Objects.toString(said.get("reason"), ""));
        String verdict = said.get("verdict").toString();
        return new Answer(verdict, reason.isEmpty() ? "the function says " + verdict : reason, seconds);
    }

    private static Answer failed(String why) {
        return new Answer("FAIL", line(why), USUAL_WAIT);
    }

    private static String line(String text) {
        return Budget.shown(text.strip().replaceAll("\\p{Cntrl}+", " "));
    }
}
