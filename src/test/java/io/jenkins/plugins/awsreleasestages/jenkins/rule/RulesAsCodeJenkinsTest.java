package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.FreeStyleProject;
import io.jenkins.plugins.awsreleasestages.approval.Condition;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.PolicyDefinition;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.ReleasePolicies;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.ReleasePoliciesFolderProperty;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.casc.misc.Util;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javaposse.jobdsl.plugin.ExecuteDslScripts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Each rule in a policy, and who is told, as YAML says it and as a seed job does: the same. */
@WithJenkins
class RulesAsCodeJenkinsTest {

    private static final String YAML = """
            unclassified:
              releasePolicies:
                policies:
                  - name: "All"
                    environments: ["prod"]
                    notify: ["on-call"]
                    conditions:
                      - deploymentWindow:
                          windows: ["mon-fri 09:00-17:00"]
                          timeZone: "Europe/Berlin"
                          onClosed: "FAIL"
                      - freeze:
                          periods: ["2026-12-20..2027-01-02 Christmas"]
                          calendar: "https://calendars.example.org/holidays.ics"
                      - variableCheck:
                          variable: "TICKET"
                          operator: "MATCHES"
                          value: "OPS-[0-9]+"
                      - alarmClear:
                          alarms: ["checkout-5xx"]
                          states: ["ALARM", "INSUFFICIENT_DATA"]
                          bakeMinutes: 30
                          environment: "prod"
                      - metricCheck:
                          operator: "LT"
                          value: "5"
                          metrics: ["errors = Sum AWS/Lambda Errors FunctionName=checkout"]
                          count: 3
                          environment: "prod"
                          region: "eu-west-1"
                      - lambdaCheck:
                          function: "may-release"
                          payload: '{"stage": "prod"}'
                          variables: ["TICKET"]
                          environment: "prod"
                      - imageScan:
                          image: "checkout:1.7"
                          high: 2
                          exceptions: ["CVE-1 until 2027-01-31 not reached"]
                          environment: "prod"
                      - artifactProvenance:
                          artifact: "app"
                          key: "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000000"
                          environment: "prod"
                      - httpCheck:
                          url: "https://tickets.example.org/api/CHG-17"
                          json: "state"
                          value: "approved"
                          operator: "EQ"
                          fail: ["rejected"]
                          credentialsId: "tickets"
                          intervalSeconds: 120
                      - codeBuildCheck:
                          project: "smoke"
                          variables: ["TICKET"]
                          environment: "prod"
            """;

    private static final String SEED = """
            folder('team') { properties { releasePolicies { policies { releasePolicy {
              name('All')
              environments(['prod'])
              notify(['on-call'])
              conditions {
                deploymentWindow { windows(['mon-fri 09:00-17:00']); timeZone('Europe/Berlin'); onClosed('FAIL') }
                freeze {
                  periods(['2026-12-20..2027-01-02 Christmas'])
                  calendar('https://calendars.example.org/holidays.ics')
                }
                variableCheck { variable('TICKET'); operator('MATCHES'); value('OPS-[0-9]+') }
                alarmClear {
                  alarms(['checkout-5xx']); states(['ALARM', 'INSUFFICIENT_DATA']); bakeMinutes(30); environment('prod')
                }
                metricCheck {
                  operator('LT'); value('5'); count(3); environment('prod'); region('eu-west-1')
                  metrics(['errors = Sum AWS/Lambda Errors FunctionName=checkout'])
                }
                lambdaCheck {
                  'function'('may-release'); payload('{"stage": "prod"}'); variables(['TICKET']); environment('prod')
                }
                imageScan {
                  image('checkout:1.7'); high(2); exceptions(['CVE-1 until 2027-01-31 not reached']); environment('prod')
                }
                artifactProvenance {
                  artifact('app'); environment('prod')
                  key('arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000000')
                }
                httpCheck {
                  url('https://tickets.example.org/api/CHG-17'); json('state'); value('approved'); operator('EQ')
                  fail(['rejected']); credentialsId('tickets'); intervalSeconds(120)
                }
                codeBuildCheck { project('smoke'); variables(['TICKET']); environment('prod') }
              }
            } } } } }
            """;

    @TempDir
    Path folder;

    private void configure(String yaml) throws Exception {
        ConfigurationAsCode.get()
                .configure(
                        Files.writeString(folder.resolve("jenkins.yaml"), yaml).toString());
    }

    private static List<Condition> conditions(List<PolicyDefinition> policies) {
        return ReleaseRule.conditions(policies.get(0).getConditions());
    }

    private static String exported() throws Exception {
        return Util.toYamlString(Util.getUnclassifiedRoot(new ConfigurationContext(ConfiguratorRegistry.get()))
                .get("releasePolicies"));
    }

    @Test
    void yamlItsExportAndASeedJobSayTheSame(JenkinsRule j) throws Exception {
        configure(YAML);
        List<Condition> said = conditions(ReleasePolicies.get().getPolicies());
        assertThat(said)
                .extracting(Condition::kind)
                .containsExactly(
                        "deploymentWindow",
                        "freeze",
                        "variableCheck",
                        "alarmClear",
                        "metricCheck",
                        "lambdaCheck",
                        "imageScan",
                        "artifactProvenance",
                        "httpCheck",
                        "codeBuildCheck");

        String export = "unclassified:\n  releasePolicies:\n" + exported().indent(4);
        ReleasePolicies.get().setPolicies(List.of());
        configure(export);
        assertThat(conditions(ReleasePolicies.get().getPolicies())).isEqualTo(said);
        j.configRoundtrip();
        assertThat(conditions(ReleasePolicies.get().getPolicies())).isEqualTo(said);

        FreeStyleProject seed = j.createFreeStyleProject("seed");
        ExecuteDslScripts dsl = new ExecuteDslScripts();
        dsl.setScriptText(SEED);
        seed.getBuildersList().add(dsl);
        j.buildAndAssertSuccess(seed);
        ReleasePoliciesFolderProperty property = j.jenkins
                .getItemByFullName("team", Folder.class)
                .getProperties()
                .get(ReleasePoliciesFolderProperty.class);
        assertThat(conditions(property.getPolicies())).isEqualTo(said);
        assertThat(List.of(
                        property.getPolicies().get(0).getNotify(),
                        ReleasePolicies.get().getPolicies().get(0).getNotify()))
                .containsOnly(List.of("on-call"));
    }
}
