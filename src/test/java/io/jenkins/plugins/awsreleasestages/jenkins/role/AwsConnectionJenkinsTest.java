package io.jenkins.plugins.awsreleasestages.jenkins.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import hudson.ProxyConfiguration;
import io.jenkins.plugins.awsreleasestages.aws.AwsConnection;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedRole;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** How AWS is reached, and what the "Test" button says when it is. */
class AwsConnectionJenkinsTest extends EmulatedRoleJenkinsTest {

    /** A host that is known to nobody but the proxy. */
    private static final String HIDDEN = "http://sts.hidden.invalid";

    private static final String PASSWORD = "a password for the proxy";

    @Test
    void jenkinsOwnProxySettingsCount() throws Throwable {
        session.then(j -> {
            assertThat(AwsReleaseStagesConfiguration.get().connection().proxy()).isNull();
            j.jenkins.setProxy(
                    new ProxyConfiguration("proxy.example.org", 3128, "anna", PASSWORD, "*.internal\nlocalhost"));
            AwsConnection.Proxy through =
                    AwsReleaseStagesConfiguration.get().connection().proxy();
            assertThat(through.host()).isEqualTo("proxy.example.org");
            assertThat(through.port()).isEqualTo(3128);
            assertThat(through.user()).isEqualTo("anna");
            assertThat(through.password()).isEqualTo(PASSWORD);
            assertThat(through.toString()).doesNotContain(PASSWORD);
            assertThat(List.of("sts.internal", "localhost"))
                    .allMatch(host -> through.nonProxyHosts().stream().anyMatch(host::matches));
            assertThat(through.nonProxyHosts()).noneMatch("sts.eu-west-1.amazonaws.com"::matches);

            j.jenkins.setProxy(new ProxyConfiguration("proxy.example.org", 3128));
            assertThat(AwsReleaseStagesConfiguration.get().connection().proxy().user())
                    .isNull();
        });
    }

    @Test
    void callsGoThroughTheProxyWithItsPasswordUnlessTheHostIsExempt() throws Throwable {
        try (PasswordProxy through = new PasswordProxy()) {
            session.then(j -> {
                addCredentials();
                WorkflowJob job = j.createProject(WorkflowJob.class, "job");
                job.setDefinition(new CpsFlowDefinition(
                        "awsRole(role: '" + ROLE + "', credentialsId: 'ci', region: 'eu-west-1') { echo 'inside' }",
                        true));
                AwsReleaseStagesConfiguration.get().setEndpoints("sts=" + HIDDEN);
                j.jenkins.setProxy(new ProxyConfiguration("localhost", through.port(), "anna", PASSWORD));
                j.buildAndAssertSuccess(job);
                assertThat(through.passed).containsExactly("sts.hidden.invalid");

                AwsReleaseStagesConfiguration.get().setEndpoints("sts=" + proxy.endpoint());
                String exempt = proxy.endpoint().getHost();
                j.jenkins.setProxy(new ProxyConfiguration("localhost", through.port(), "anna", PASSWORD, exempt));
                j.buildAndAssertSuccess(job);
                assertThat(through.passed).hasSize(1);
                assertThat(proxy.count("STS.AssumeRole")).isEqualTo(1);
                assertThat(j.getLog(job.getBuildByNumber(1))).doesNotContain(PASSWORD);
            });
        }
    }

    @Test
    void theTestButtonSaysWhoOneIsHopByHop() throws Throwable {
        createRole("hub");
        session.then(j -> {
            addCredentials();
            Folder team = j.createProject(Folder.class, "team");
            secure(j, team);

            String well = test(j, "owner", EmulatedRole.arn("hub") + "\n" + ROLE);
            assertThat(well).contains("class=\"ok\"");
            assertThat(well)
                    .containsSubsequence(
                            "ci/" + Emulator.ACCESS_KEY + " is arn:aws:",
                            "Then " + EmulatedRole.arn("hub") + " is arn:aws:sts::" + Emulator.ACCOUNT
                                    + ":assumed-role/hub/",
                            "Then " + ROLE + " is arn:aws:sts::" + Emulator.ACCOUNT + ":assumed-role/shell/");

            String badly = test(j, "owner", EmulatedRole.arn("hub") + "\n" + EmulatedRole.arn("none") + "\n" + ROLE);
            assertThat(badly).contains("class=\"error\"");
            assertThat(badly)
                    .containsSubsequence(
                            "is arn:aws:sts::" + Emulator.ACCOUNT + ":assumed-role/hub/",
                            "Then asking who " + EmulatedRole.arn("none"))
                    .contains("is not authorized to perform: sts:AssumeRole")
                    .doesNotContain(":assumed-role/shell/");

            int calls = proxy.calls().size();
            assertThat(test(j, "reader", ROLE)).isEqualTo("403");
            assertThat(proxy.calls()).hasSize(calls);
        });
    }

    private static String test(JenkinsRule j, String user, String roles) throws Exception {
        String fields = Map.of(
                        "name", "prod",
                        "account", "",
                        "region", Emulator.REGION,
                        "roles", roles,
                        "externalId", "",
                        "credentialsId", "ci",
                        "durationMinutes", "60")
                .entrySet()
                .stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        try (JenkinsRule.WebClient client =
                j.createWebClient().withThrowExceptionOnFailingStatusCode(false).login(user)) {
            WebRequest request = new WebRequest(
                    URI.create(j.getURL() + "job/team/descriptorByName/" + AwsEnvironment.class.getName() + "/test?"
                                    + fields)
                            .toURL(),
                    HttpMethod.POST);
            var answer = client.loadWebResponse(client.addCrumb(request));
            return answer.getStatusCode() == 200 ? answer.getContentAsString() : String.valueOf(answer.getStatusCode());
        }
    }

    /** Lets those through who say its password, to the emulator, whatever host they ask for. */
    private static final class PasswordProxy implements AutoCloseable {
        private final HttpServer server;
        private final List<String> passed = new CopyOnWriteArrayList<>();

        PasswordProxy() throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", this::handle);
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        private void handle(HttpExchange exchange) throws IOException {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String said = exchange.getRequestHeaders().getFirst("Proxy-Authorization");
            String wanted = "Basic "
                    + java.util.Base64.getEncoder()
                            .encodeToString(("anna:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
            if (!wanted.equals(said)) {
                exchange.getResponseHeaders().set("Proxy-Authenticate", "Basic realm=\"proxy\"");
                exchange.sendResponseHeaders(407, -1);
                exchange.close();
                return;
            }
            passed.add(exchange.getRequestHeaders().getFirst("Host"));
            try {
                HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(AWS.endpoint())
                                        .header(
                                                "Authorization",
                                                exchange.getRequestHeaders().getFirst("Authorization"))
                                        .header(
                                                "Content-Type",
                                                exchange.getRequestHeaders().getFirst("Content-Type"))
                                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                        .build(),
                                HttpResponse.BodyHandlers.ofByteArray());
                exchange.getResponseHeaders().set("Content-Type", "text/xml");
                exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
                exchange.getResponseBody().write(answer.body());
                exchange.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
