package io.jenkins.plugins.awsreleasestages.jenkins.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.aws.AwsConnection;
import io.jenkins.plugins.casc.Attribute;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.casc.misc.Util;
import io.jenkins.plugins.casc.model.CNode;
import io.jenkins.plugins.casc.model.Mapping;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** The global settings as a YAML file says them. */
@WithJenkins
class ConfigurationAsCodeJenkinsTest {

    /** Each setting other than its default. */
    private static final String YAML = """
            unclassified:
              awsReleaseStages:
                ownRoles: false
                controllerIdentity: true
                region: eu-central-1
                endpoints: |-
                  sts=https://sts.example.org
                  =http://localhost:4566
                codeConnections:
                  - connection: arn:aws:codeconnections:eu-west-1:111122223333:connection/0a1b-2c
                    url: https://github.com/{repository}.git
                    credentialsId: github
                environments:
                  - name: prod
                    account: "111122223333"
                    region: eu-west-1
                    roles: |-
                      arn:aws:iam::999999999999:role/hub
                      arn:aws:iam::111122223333:role/release
                    externalId: x-1
                    credentialsId: aws-ci
                    durationMinutes: 30
                    artifactStore: s3://checkout-artifacts/releases
                    evidence: true
                    allowed: |-
                      deploy*
                      team/*
                  - name: test
            """;

    @TempDir
    Path folder;

    private void configure(String yaml) throws Exception {
        Path file = Files.writeString(Files.createTempFile(folder, "jenkins", ".yaml"), yaml);
        ConfigurationAsCode.get().configure(file.toString());
    }

    private static ConfigurationContext context() {
        return new ConfigurationContext(ConfiguratorRegistry.get());
    }

    private static Mapping exported() throws Exception {
        return Util.getUnclassifiedRoot(context()).get("awsReleaseStages").asMapping();
    }

    private static List<String> known(Class<?> type) throws Exception {
        return ConfiguratorRegistry.get().lookupOrFail(type).getAttributes().stream()
                .map(Attribute::getName)
                .toList();
    }

    private static void reset() {
        AwsReleaseStagesConfiguration global = AwsReleaseStagesConfiguration.get();
        global.setEnvironments(List.of());
        global.setCodeConnections(List.of());
        global.setOwnRoles(true);
        global.setControllerIdentity(false);
        global.setRegion(null);
        global.setEndpoints(null);
    }

    @Test
    void everySettingIsReadFromAFile(JenkinsRule j) throws Exception {
        AwsReleaseStagesConfiguration global = AwsReleaseStagesConfiguration.get();
        configure(YAML);
        assertThat(global.isOwnRoles()).isFalse();
        assertThat(global.isControllerIdentity()).isTrue();
        assertThat(global.getRegion()).isEqualTo("eu-central-1");
        assertThat(global.connection().endpoints()).containsKeys("sts", "");
        assertThat(global.getEnvironments()).extracting(AwsEnvironment::getName).containsExactly("prod", "test");
        CodeConnection server =
                global.codeConnection("arn:aws:codestar-connections:eu-west-1:111122223333:connection/0a1b-2c");
        assertThat(server.url("owner/name")).isEqualTo("https://github.com/owner/name.git");
        assertThat(server.getCredentialsId()).isEqualTo("github");
        AwsEnvironment prod = global.getEnvironments().get(0);
        assertThat(prod.getAccount()).isEqualTo("111122223333");
        assertThat(prod.getRegion()).isEqualTo("eu-west-1");
        assertThat(prod.hops()).hasSize(2);
        assertThat(prod.getExternalId()).isEqualTo("x-1");
        assertThat(prod.getCredentialsId()).isEqualTo("aws-ci");
        assertThat(prod.getDurationMinutes()).isEqualTo(30);
        assertThat(prod.getArtifactStore()).isEqualTo("s3://checkout-artifacts/releases");
        assertThat(prod.isEvidence()).isTrue();
        assertThat(prod.allowedPatterns()).containsExactly("deploy*", "team/*");
    }

    @Test
    void whatIsExportedSaysEverySettingAndIsReadAgain(JenkinsRule j) throws Exception {
        AwsReleaseStagesConfiguration global = AwsReleaseStagesConfiguration.get();
        configure(YAML);
        Mapping exported = exported();
        assertThat(exported.keySet()).containsAll(known(AwsReleaseStagesConfiguration.class));
        CNode prod = exported.get("environments").asSequence().get(0);
        assertThat(prod.asMapping().keySet()).containsAll(known(AwsEnvironment.class));
        CNode server = exported.get("codeConnections").asSequence().get(0);
        assertThat(server.asMapping().keySet()).containsAll(known(CodeConnection.class));
        List<CodeConnection> servers = global.getCodeConnections();
        List<AwsEnvironment> before = global.getEnvironments();
        String endpoints = global.getEndpoints();

        reset();
        Mapping unclassified = new Mapping();
        unclassified.put("awsReleaseStages", exported);
        Mapping root = new Mapping();
        root.put("unclassified", unclassified);
        configure(Util.toYamlString(root));

        assertThat(global.getEnvironments()).usingRecursiveComparison().isEqualTo(before);
        assertThat(global.getCodeConnections()).usingRecursiveComparison().isEqualTo(servers);
        assertThat(global.isOwnRoles()).isFalse();
        assertThat(global.isControllerIdentity()).isTrue();
        assertThat(global.getRegion()).isEqualTo("eu-central-1");
        assertThat(global.getEndpoints()).isEqualTo(endpoints);
    }

    @Test
    void theFormShowsWhatTheFileSaidAndChangesNothing(JenkinsRule j) throws Exception {
        configure(YAML);
        String before = Util.toYamlString(exported());
        j.configRoundtrip();
        assertThat(Util.toYamlString(exported())).isEqualTo(before);
    }

    @Test
    void jenkinssOwnProxyIsTheOneForAws(JenkinsRule j) throws Exception {
        AwsReleaseStagesConfiguration global = AwsReleaseStagesConfiguration.get();
        configure("""
                jenkins:
                  proxy:
                    name: proxy.example.org
                    port: 3128
                    userName: ci
                    secretPassword: proxy-password-of-this-test
                    noProxyHost: "*.amazonaws.com.cn"
                """);
        AwsConnection.Proxy proxy = global.connection().proxy();
        assertThat(proxy.host()).isEqualTo("proxy.example.org");
        assertThat(proxy.port()).isEqualTo(3128);
        assertThat(proxy.user()).isEqualTo("ci");
        assertThat(proxy.toString()).doesNotContain("proxy-password-of-this-test");
    }

    @Test
    void aWrongSettingIsRefusedWithItsReasonAndTheOthersStayAsTheyWere(JenkinsRule j) throws Exception {
        AwsReleaseStagesConfiguration global = AwsReleaseStagesConfiguration.get();
        configure(YAML);
        for (String[] wrong : new String[][] {
            {"region: Ireland", "Ireland"},
            {"endpoints: sts", "is not service=https://…"},
            {"environments: [{name: prod, roles: admin}]", "environment prod: role: 'admin'"},
            {"environments: [{name: prod}, {name: prod}]", "is there twice"},
            {"codeConnections: [{connection: x, url: 'https://example.org/{repository}'}]", "connection: 'x'"},
            {
                "codeConnections: [{connection: 'arn:aws:codeconnections:eu-west-1:111122223333:connection/a', url: 'https://x'}]",
                "url: has no {repository}"
            },
        }) {
            assertThatThrownBy(() -> configure("unclassified: {awsReleaseStages: {" + wrong[0] + "}}"))
                    .hasStackTraceContaining(wrong[1]);
        }
        assertThat(global.getRegion()).isEqualTo("eu-central-1");
        assertThat(global.getEnvironments()).hasSize(2);
        assertThat(global.getEndpoints()).contains("sts.example.org");
    }
}
