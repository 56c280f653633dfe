package io.jenkins.plugins.awsreleasestages.aws.lambda;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import io.jenkins.plugins.awsreleasestages.document.Budget;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Look;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.SentOnce;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LogType;

/** Invokes a function, once: Lambda knows no token by which an invocation could be found. The payload may be null. */
public record InvokeAction(
        Supplier<AwsSession> sessions, Request request, String payload, SentOnce<InvokeResponse> sent)
        implements Action<InvokeAction.State, Optional<InvokeAction.Response>> {

    /** A version or an alias at the end is said in a field of its own. */
    private static final String FUNCTION = "((arn:aws[a-z-]*:lambda:[a-z0-9-]+:)?\\d{12}:function:)?[A-Za-z0-9_-]+";

    @Override
    public String title() {
        return "The invocation of function " + request.label();
    }

    @Override
    public Optional<State> find(State state) {
        return Optional.empty();
    }

    /** Sends nothing yet; a role that cannot be assumed is known now. */
    @Override
    public State start(State state) {
        AwsSession session = sessions.get();
        session.verify("Invoking function " + request.label());
        return state.in(session.region().id());
    }

    @Override
    public CompletionStage<Optional<Response>> ask(State state) {
        if (state.response() != null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        if (state.sentAt() == null) {
            sent.announce(state.token());
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return sent.send(state.token(), () -> request.send(sessions.get(), payload), AwsFailures::didNothing)
                .thenApply(response -> Optional.of(Response.of(response)));
    }

    @Override
    public Look<State> read(State before, Optional<Response> answer, Instant now) {
        if (before.response() != null) {
            return ended(before);
        }
        if (answer.isEmpty()) {
            // It is sent by the next look, once this is saved.
            String line = "Invoking function " + request.label() + ". " + place(before);
            return Look.goesOnOnceSaved(before.sentAt(now), List.of(line));
        }
        return Look.goesOnOnceSaved(before.with(answer.get()), lines(answer.get()));
    }

    private List<String> lines(Response response) {
        List<String> lines =
                new ArrayList<>(response.log().lines().map(line -> "  " + line).toList());
        if (!lines.isEmpty()) {
            lines.add(0, "The end of its log:");
        }
        String answered = response.error() == null ? " has answered" : " has failed";
        String how = request.waits() ? answered : " is going to be run; nobody waits for it";
        lines.add("Function " + request.label() + how + ", request " + response.requestId() + ".");
        return lines;
    }

    private Look<State> ended(State state) {
        Response response = state.response();
        if (response.error() == null || !request.propagate()) {
            return Look.succeeded(state, List.of());
        }
        String error = " That is the error (" + response.error() + ") of function " + request.label() + ", request "
                + response.requestId() + ". ";
        return Look.failed(state, List.of(), response.problem() + error + place(state));
    }

    /** Where its log is, unless the function has chosen another place for it. */
    private String place(State state) {
        return "Look at: log group /aws/lambda/" + request.name() + ", "
                + ConsoleLink.function(state.region(), request.name());
    }

    @Override
    public OnStop onStop(State state) {
        return OnStop.LEAVE;
    }

    @Override
    public void stop(State state) {
        throw RemoteFailure.refused("AWS cannot stop an invocation.");
    }

    @Override
    public String leftBehind(State state) {
        if (state.response() != null) {
            return "Function " + request.label() + " has run.";
        }
        SentOnce.Known known = state.sentAt() == null ? SentOnce.Known.NOTHING_DONE : sent.known(state.token());
        return switch (known) {
            case NOTHING_DONE -> "Function " + request.label() + " was not run.";
            case OPEN ->
                "AWS cannot stop an invocation: function " + request.label() + " goes on to its end. " + place(state);
            case OVER ->
                "Nobody knows whether function " + request.label() + " has run: the request was sent at "
                        + state.sentAt() + ", and Lambda cannot tell. It is not invoked again by itself. "
                        + place(state);
        };
    }

    /** What is to be invoked: the function as a name or an ARN; a version or an alias, or null; and how. */
    public record Request(String function, String qualifier, boolean waits, boolean propagate, boolean logTail) {

        /** What is wrong with it, a sentence each. Of the payload nothing is shown: it may be secret. */
        public List<String> problems(String payload) {
            List<String> problems = new ArrayList<>();
            if (function == null || !function.matches(FUNCTION)) {
                problems.add("function: " + (function == null ? "it" : "'" + function + "'")
                        + " has to be a name or an ARN without a version or an alias, which is said as qualifier.");
            }
            if (qualifier != null && !qualifier.matches("[A-Za-z0-9_-]{1,128}|\\$LATEST")) {
                problems.add("qualifier: '" + qualifier + "' is neither a version nor an alias.");
            }
            int bytes = payload == null ? 0 : payload.getBytes(StandardCharsets.UTF_8).length;
            int most = waits ? 6_291_456 : 1_048_576; // API reference, Invoke: 6 MB, 1 MB
            if (bytes > most) {
                problems.add(
                        "payload: has " + bytes + " bytes; Lambda takes " + most + (waits ? "." : " of an event."));
            } else if (payload != null && PlainJson.problem(payload) != null) {
                problems.add("payload: " + PlainJson.problem(payload));
            }
            return problems;
        }

        /** @param payload JSON, or null */
        CompletableFuture<InvokeResponse> send(AwsSession session, String payload) {
            InvocationType type = waits ? InvocationType.REQUEST_RESPONSE : InvocationType.EVENT;
            LogType log = waits && logTail ? LogType.TAIL : LogType.NONE;
            SdkBytes bytes = payload == null ? null : SdkBytes.fromUtf8String(payload);
            return AwsFailures.later(
                    session,
                    "Invoking function " + label(),
                    () -> session.lambda()
                            .invoke(r -> r.functionName(function)
                                    .qualifier(qualifier)
                                    .payload(bytes)
                                    .invocationType(type)
                                    .logType(log)));
        }

        private String name() {
            return function.substring(function.lastIndexOf(':') + 1);
        }

        String label() {
            return name() + (qualifier == null ? "" : ":" + qualifier);
        }
    }

    /** All that is saved, by a token that this process knows; what is not known yet is null. */
    public record State(String token, String region, Instant sentAt, Response response) {

        public static State create() {
            return new State(UUID.randomUUID().toString(), null, null, null);
        }

        State in(String newRegion) {
            return new State(token, newRegion, null, null);
        }

        State sentAt(Instant now) {
            return new State(token, region, now, null);
        }

        State with(Response newResponse) {
            return new State(token, region, sentAt, newResponse);
        }
    }

    /** What Lambda has answered; version and error may be null. */
    public record Response(int status, String version, String payload, String error, String log, String requestId) {

        static Response of(InvokeResponse response) {
            byte[] log = Base64.getMimeDecoder().decode(Objects.toString(response.logResult(), ""));
            return new Response(
                    response.statusCode(),
                    response.executedVersion(),
                    response.payload() == null ? "" : response.payload().asUtf8String(),
                    response.functionError(),
                    new String(log, StandardCharsets.UTF_8),
                    response.responseMetadata().requestId());
        }

        /** What the runtime says, without a stack. */
        String problem() {
            Map<?, ?> error = PlainJson.readOrText(payload) instanceof Map<?, ?> map ? map : Map.of();
            String type = error.get("errorType") == null ? "" : error.get("errorType") + ": ";
            String words = error.get("errorMessage") == null ? payload : type + error.get("errorMessage");
            return Budget.shown(words.strip()) + (words.strip().endsWith(".") ? "" : ".");
        }
    }
}
