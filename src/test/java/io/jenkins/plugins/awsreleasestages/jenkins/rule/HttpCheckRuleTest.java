package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import hudson.EnvVars;
import io.jenkins.plugins.awsreleasestages.OnStandIns;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer.Verdict;
import io.jenkins.plugins.awsreleasestages.jenkins.OutgoingHttp;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a release is told by another system, whatever that one does. */
class HttpCheckRuleTest {

    private static final Instant NOW = Instant.parse("2026-12-07T09:00:00Z");

    private final List<String> asked = new ArrayList<>();
    private HttpServer server;
    private int status = 200;
    private String body = "{}";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            if (status / 100 == 3) {
                exchange.getResponseHeaders().add("Location", "/elsewhere");
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private static HttpReader reader(Duration longest) {
        return new HttpReader(longest, address -> null, new OutgoingHttp(() -> null));
    }

    private static HttpCheckRule rule() {
        HttpCheckRule rule = new HttpCheckRule("https://example.org/", "fields/status/name", "Approved");
        rule.setFail(List.of("Rejected"));
        return rule;
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/issue/7");
    }

    private ConditionAnswer answer(HttpCheckRule rule, HttpCheckRule.Login login) {
        return rule.ask(reader(HttpReader.LONGEST), address(), login, NOW).join();
    }

    private ConditionAnswer says(String json) {
        body = json;
        return answer(rule(), null);
    }

    private String waits(int code) {
        status = code;
        ConditionAnswer answer = answer(rule(), null);
        assertThat(answer.verdict()).isEqualTo(Verdict.WAIT);
        return answer.why();
    }

    private static ConditionAnswer at(ConditionAnswer answer) {
        return answer.again(NOW.plusSeconds(60));
    }

    @Test
    void theValueInTheAnswerDecides() {
        assertThat(says("{'fields':{'status':{'name':'Approved'}}}".replace('\'', '"')))
                .isEqualTo(at(ConditionAnswer.pass("so it is")));
        assertThat(says("{'fields':{'status':{'name':'In Review'}}}".replace('\'', '"')))
                .isEqualTo(at(ConditionAnswer.waiting("it is 'In Review'", null)));
        assertThat(says("{'fields':{'status':{'name':'Rejected'}}}".replace('\'', '"')))
                .isEqualTo(at(ConditionAnswer.fail("it is 'Rejected'")));
    }

    @Test
    void aPlaceIsFoundInListsAndUnderNamesWithSlashes() {
        body = "{\"a/b\":[{\"n\":3},{\"n\":4.5}]}";
        HttpCheckRule rule = new HttpCheckRule("https://example.org/", "/a~1b/1/n", "4");
        rule.setOperator("GE");
        assertThat(answer(rule, null).passes()).isTrue();
    }

    @Test
    void whatIsNoAnswerIsNoYes() {
        for (String none : List.of("{}", "[]", "{\"fields\":[]}", "{\"fields\":{\"status\":{\"name\":null}}}", "7")) {
            assertThat(says(none).why()).as(none).isEqualTo("the answer has no value at fields/status/name");
        }
        for (String none : List.of("", "<html>Approved</html>", "{\"fields\":", "[".repeat(100_000))) {
            assertThat(says(none).why()).isEqualTo("the answer is no JSON");
        }
    }

    @Test
    void whatIsShownOfAnAnswerIsShortPlainAndNoSecret() {
        HttpCheckRule.Login login = new HttpCheckRule.Login("Bearer s3cr3t", "s3cr3t");
        for (String hostile : List.of("<b>x</b>", "x".repeat(61), "a\\nb", "\\u001b[31m", "is s3cr3t")) {
            body = "{\"fields\":{\"status\":{\"name\":\"" + hostile + "\"}}}";
            assertThat(answer(rule(), login).why()).isEqualTo("it is something else");
        }
        assertThat(asked.get(0)).isEqualTo("/issue/7 Bearer s3cr3t");
        assertThat(login.toString()).doesNotContain("s3cr3t");
    }

    @Test
    void aRefusalSaysWhatToDoAndIsWaitedOut() {
        assertThat(waits(401)).isEqualTo("answers 401: it wants credentials");
        assertThat(waits(403)).startsWith("answers 403: whoever asks may not see this");
        assertThat(waits(404)).startsWith("answers 404: there is nothing at this address");
        assertThat(waits(500)).isEqualTo("answers 500");
        assertThat(waits(429)).isEqualTo("answers 429");
    }

    @Test
    void aRedirectIsNotFollowed() {
        assertThat(waits(302)).startsWith("answers 302, a redirect, which is not followed");
        assertThat(asked).hasSize(1);
    }

    @Test
    void tenMegabytesAreNotRead() {
        body = "{\"a\":\"" + "x".repeat(10_000_000) + "\"}";
        assertThat(waits(200)).isEqualTo("the answer has more than 1 MiB");
    }

    @Test
    void whatCannotBeSentAsAHeaderIsSaidWithoutIt() {
        HttpCheckRule.Login login = new HttpCheckRule.Login("Bearer s3c\nr3t", "s3c\nr3t");
        assertThat(answer(rule(), login).why()).isEqualTo("the credentials have characters that cannot be sent");
    }

    /** Says what is given, and then nothing more until the test has its answer. */
    private static ConditionAnswer askedOf(String said, Duration longest) throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> {
                try (Socket one = socket.accept()) {
                    one.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
                    one.getOutputStream().flush();
                    if (!said.endsWith("closed")) {
                        answered.await();
                    }
                } catch (IOException | InterruptedException e) {
                    // The test is over.
                }
            });
            server.start();
            URI address = URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
            ConditionAnswer answer =
                    rule().ask(reader(longest), address, null, NOW).join();
            answered.countDown();
            server.join();
            return answer;
        }
    }

    @Test
    void whoHangsBeforeOrInAnAnswerIsNotWaitedFor() throws Exception {
        Duration soon = Duration.ofSeconds(1);
        assertThat(askedOf("", soon).why()).endsWith(" has not answered within 1 seconds");
        assertThat(askedOf("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{", soon)
                        .why())
                .endsWith(" has not answered within 1 seconds");
    }

    @Test
    void whoLiesAboutTheLengthIsNotBelieved() throws Exception {
        String cut =
                "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"fields\":{\"status\":{\"name\":\"Approved\"}}}closed";
        assertThat(askedOf(cut, HttpReader.LONGEST).why()).endsWith(" cannot be asked: IOException");
        assertThat(askedOf("220 mail.example.org closed", HttpReader.LONGEST).why())
                .contains(" cannot be asked: ");
    }

    @Test
    void whereNobodyIsThatIsSaid() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        ConditionAnswer answer = rule().ask(
                        reader(HttpReader.LONGEST), URI.create("http://127.0.0.1:" + port + "/"), null, NOW)
                .join();
        assertThat(answer.why()).isEqualTo("127.0.0.1:" + port + " cannot be asked: ConnectException");
    }

    @Test
    @OnStandIns
    void aHostThatNobodyAllowsIsNotAsked() {
        HttpReader strict = new HttpReader(HttpReader.LONGEST, address -> "not this one", new OutgoingHttp(() -> null));
        assertThat(rule().ask(strict, address(), null, NOW).join().why()).isEqualTo("not this one");
        assertThat(asked).isEmpty();
        assertThat(new AllowedHosts().refusal(address()))
                .startsWith("this Jenkins asks no http://127.0.0.1:")
                .contains("an administrator has to allow the host");
    }

    @Test
    void aVariableIsAPartOfAnAddressAndNoMore() throws IOException {
        HttpCheckRule rule = new HttpCheckRule("https://example.org/issue/${TICKET}/state?of=${WHO}", "a", "b");
        EnvVars variables = new EnvVars(Map.of("TICKET", "../7?x=y#z", "WHO", "a b&c"));
        assertThat(rule.filled(variables)).isEqualTo("https://example.org/issue/..%2F7%3Fx%3Dy%23z/state?of=a%20b%26c");
        assertThatThrownBy(() -> rule.filled(new EnvVars(Map.of("TICKET", "..", "WHO", "me"))))
                .hasMessage("the value of the variable TICKET is no part of an address");
        assertThatThrownBy(() -> rule.filled(new EnvVars(Map.of("WHO", "me"))))
                .hasMessage("this run has no value for the variable TICKET of url");
    }

    @Test
    @OnStandIns
    void allThatIsWrongIsSaidAtOnce() {
        HttpCheckRule rule = new HttpCheckRule("https://${HOST}/", "", "many");
        rule.setOperator("LT");
        rule.setFail(List.of(""));
        rule.setCredentialsId("");
        rule.setIntervalSeconds(1);
        assertThat(ReleaseRule.problems(List.of(rule)))
                .containsExactly(
                        "conditions: httpCheck: url: a variable has no place in the name of the host.",
                        "conditions: httpCheck: json: the place of the value in the answer is missing, such as fields/status/name.",
                        "conditions: httpCheck: value: 'many' is no number.",
                        "conditions: httpCheck: intervalSeconds: is not from 10 to 86400.",
                        "conditions: httpCheck: credentialsId: is blank, as an unset variable is. Leave it out, or give it a value.",
                        "conditions: httpCheck: fail: is blank, as an unset variable is. Leave it out, or give it a value.");
    }

    @Test
    void theRuleIsReadBackAsItWasSaid() {
        HttpCheckRule rule = rule();
        rule.setCredentialsId("jira");
        rule.setIntervalSeconds(30);
        assertThat(new HttpCheckRule.DescriptorImpl().of(rule.said()).said()).isEqualTo(rule.said());
        assertThat(rule().inWords()).isEqualTo("fields/status/name of https://example.org/ is 'Approved'");
    }
}
