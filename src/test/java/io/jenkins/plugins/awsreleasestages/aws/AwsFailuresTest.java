package io.jenkins.plugins.awsreleasestages.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sts.model.StsException;

/** What is said of answers that are none of AWS's, and of none at all; and whether asking again can help. */
@Timeout(60)
class AwsFailuresTest {

    private HttpServer server;

    private URI answering(int status, String type, String body) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Content-Type", type);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    private static AwsSession session(URI endpoint) {
        return Driven.session(endpoint, Duration.ofSeconds(20));
    }

    private static RemoteFailure failureOf(AwsSession session) {
        return catchThrowableOfType(
                RemoteFailure.class,
                () -> AwsFailures.call(
                        session, "Looking at builds", () -> session.codeBuild().batchGetBuilds(r -> r.ids("a:1"))));
    }

    @ParameterizedTest
    @CsvSource({"400", "404", "405", "501"})
    void whatDoesNotKnowTheCallIsNotAskedAgainAndItsStatusIsSaid(int status) throws Exception {
        for (String body : new String[] {"", "<html>No such page</html>", "{}"}) {
            RemoteFailure failure = failureOf(session(answering(status, "text/html", body)));
            assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
            assertThat(failure).hasMessageContaining("HTTP " + status).hasMessageNotContaining("null");
            server.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"400,UnknownOperationException", "500,UnknownOperation", "500,NotImplemented"})
    void anUnknownOperationIsNotAskedForAgain(int status, String code) throws Exception {
        String body = "{\"__type\": \"" + code + "\"}";
        RemoteFailure failure = failureOf(session(answering(status, "application/x-amz-json-1.1", body)));
        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure).hasMessageContaining(code).hasMessageNotContaining("null");
    }

    @ParameterizedTest
    @CsvSource({"500", "502", "503"})
    void aServerInTroubleIsAskedAgainAndItsStatusIsSaid(int status) throws Exception {
        RemoteFailure failure = failureOf(session(answering(status, "text/html", "<html></html>")));
        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failure)
                .hasMessageStartingWith("Looking at builds failed: AWS says: HTTP " + status)
                .hasMessageNotContaining("null");
    }

    @Test
    void whatTheSdkItselfRefusesIsNotAskedAgain() throws Exception {
        AwsSession session = session(answering(200, "text/plain", ""));
        RemoteFailure failure = catchThrowableOfType(
                RemoteFailure.class,
                () -> AwsFailures.call(
                        session,
                        "Reading the object",
                        () -> session.s3()
                                .getObjectAsBytes(
                                        r -> r.bucket("arn:aws:s3:nonsense").key("k"))));
        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure).hasMessageStartingWith("Reading the object failed: the AWS SDK says: ");
    }

    @Test
    void whoHasNoCredentialsIsToldWhereTheyComeFrom() {
        SdkClientException none = SdkClientException.create("Unable to load credentials from any of the providers");
        RemoteFailure failure = AwsFailures.failure("Looking at builds", none);
        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure)
                .hasMessage("Looking at builds failed: no AWS credentials. Surround the step with"
                        + " awsRole(credentialsId: …). Unable to load credentials from any of the providers");
        assertThat(AwsFailures.failure("Looking at builds", SdkClientException.create("No such region")))
                .hasMessage("Looking at builds failed: the AWS SDK says: No such region.");
        assertThat(AwsFailures.failure("Looking at builds", SdkClientException.create(null)))
                .hasMessageStartingWith("Looking at builds failed: the AWS SDK says: ");
    }

    private static SdkException answer(String code, String message, String request) {
        return StsException.builder()
                .statusCode(400)
                .requestId(request)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .build();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AccessDenied | no |     | no (AccessDenied)",
                "AccessDenied | no | r-1 | no (AccessDenied, request r-1)",
                "AccessDenied |    |     | AccessDenied",
                "AccessDenied |    | r-1 | AccessDenied (request r-1)",
                "             | no | r-1 | no (HTTP 400, request r-1)",
                "             |    |     | HTTP 400, and nothing else",
                "             |    | r-1 | HTTP 400, and nothing else (request r-1)",
            })
    void allThatAwsSaysIsSaid(String code, String message, String request, String words) {
        RemoteFailure failure = AwsFailures.failure("Looking at builds", answer(code, message, request));
        assertThat(failure).hasMessage("Looking at builds failed: AWS says: " + words);
        assertThat(failure.sentence()).as("before another").endsWith(words + ".");
    }

    /** @return whether the next call of the same request has a new session, with fresh credentials */
    private static boolean isForgotten(SdkException problem) {
        BaseCredentials base = Driven.keys();
        SessionRequest request = SessionRequest.plain(Emulator.REGION, "test");
        AwsSession session = AwsSessions.get(base, request);
        assertThat(catchThrowableOfType(
                        RemoteFailure.class,
                        () -> AwsFailures.call(session, "Looking at builds", () -> {
                            throw problem;
                        })))
                .isNotNull();
        return AwsSessions.get(base, request) != session;
    }

    @Test
    void onlyCredentialsThatAreOverAreForgotten() {
        SdkException over = answer("ExpiredTokenException", "over", "r-1");
        SdkException refused = answer("AccessDenied", "no", "r-1");
        RoleHop hop = RoleHop.of("arn:aws:iam::123456789012:role/deploy");
        assertThat(isForgotten(over)).isTrue();
        assertThat(isForgotten(refused)).isFalse();
        assertThat(isForgotten(new RoleNotAssumed(hop, false, false, over))).isTrue();
        assertThat(isForgotten(new RoleNotAssumed(hop, false, false, refused))).isFalse();
        assertThat(isForgotten(new RoleNotAssumed(hop, true, false, over)))
                .as("another session would be given the same identity token")
                .isFalse();
    }

    @Test
    void aNameThatNobodyKnowsIsNamed() {
        RemoteFailure failure = failureOf(session(URI.create("http://codebuild.eu-west-9.invalid")));
        assertThat(failure.kind()).isEqualTo(Kind.UNCONNECTED);
        assertThat(failure)
                .hasMessageStartingWith("Looking at builds did not reach AWS: the name codebuild.eu-west-9.invalid");
    }

    @Test
    void whereNothingListensThatIsSaidAtOnce() throws Exception {
        int port = freePort();
        long begin = System.nanoTime();
        RemoteFailure failure = failureOf(session(URI.create("http://localhost:" + port)));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        assertThat(failure.kind()).isEqualTo(Kind.UNCONNECTED);
        assertThat(failure)
                .hasMessageContaining("there is no connection to localhost:" + port)
                .hasMessageContaining("refused");
    }

    @Test
    void aRoleOfAServiceThatIsNotReachedIsNotReached() throws Exception {
        SessionRequest request = SessionRequest.plain(Emulator.REGION, "test")
                .assuming(RoleHop.of("arn:aws:iam::123456789012:role/deploy"));
        AwsSession session = Driven.session(
                URI.create("http://localhost:" + freePort()), Duration.ofSeconds(20), Driven.keys(), request);
        RemoteFailure failure = failureOf(session);
        assertThat(failure.kind()).isEqualTo(Kind.UNCONNECTED);
        assertThat(failure).hasMessageContaining("role/deploy").hasMessageContaining("no connection to localhost");
    }

    @Test
    void whatHasAnsweredOnceIsWaitedFor() throws Exception {
        AwsSession session = session(answering(400, "text/html", ""));
        assertThat(failureOf(session).kind()).isEqualTo(Kind.REFUSED);
        server.stop(0);
        RemoteFailure failure = failureOf(session);
        assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(failure).hasMessageStartingWith("Looking at builds got no answer from AWS: ");
    }

    @Test
    void anAnswerThatDoesNotComeIsNoClearNo() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            AwsSession session =
                    Driven.session(URI.create("http://localhost:" + silent.getLocalPort()), Duration.ofSeconds(1));
            assertThat(failureOf(session).kind()).isEqualTo(Kind.UNREACHABLE);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
