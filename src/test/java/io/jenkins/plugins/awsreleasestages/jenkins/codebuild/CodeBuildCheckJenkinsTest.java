package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.FreeStyleProject;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.PolicyDefinition;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.ReleasePolicies;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.ReleasePoliciesFolderProperty;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javaposse.jobdsl.plugin.ExecuteDslScripts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** {@code codeBuildCheck} as a policy's condition, in each way in which a policy is set. */
@WithJenkins
class CodeBuildCheckJenkinsTest {

    @TempDir
    Path folder;

    private static void assertDemanded(List<PolicyDefinition> policies) {
        CodeBuildCheckRule expected = new CodeBuildCheckRule("acceptance");
        expected.setSourceVersion("main");
        expected.setVariables(List.of("TICKET"));
        expected.setEnv(List.of("TARGET=prod", "LEVEL=3"));
        expected.setEnvironment("prod");
        assertThat(policies).hasSize(1);
        assertThat(policies.get(0).getConditions())
                .usingRecursiveFieldByFieldElementComparator()
                .isEqualTo(List.of(expected));
    }

    @Test
    void asCode(JenkinsRule j) throws Exception {
        Path file = Files.writeString(folder.resolve("jenkins.yaml"), """
                unclassified:
                  releasePolicies:
                    policies:
                      - name: "Accepted"
                        environments: ["prod"]
                        conditions:
                          - codeBuildCheck:
                              project: "acceptance"
                              sourceVersion: "main"
                              variables: ["TICKET"]
                              env: ["TARGET=prod", "LEVEL=3"]
                              environment: "prod"
                """);
        ConfigurationAsCode.get().configure(file.toString());
        assertDemanded(ReleasePolicies.get().getPolicies());
    }

    @Test
    void inASeedJob(JenkinsRule j) throws Exception {
        FreeStyleProject seed = j.createFreeStyleProject("seed");
        ExecuteDslScripts dsl = new ExecuteDslScripts();
        dsl.setScriptText("""
                folder('team') {
                  properties {
                    releasePolicies {
                      policies {
                        releasePolicy {
                          name('Accepted')
                          environments(['prod'])
                          conditions {
                            codeBuildCheck {
                              project('acceptance')
                              sourceVersion('main')
                              variables(['TICKET'])
                              env(['TARGET=prod', 'LEVEL=3'])
                              environment('prod')
                            }
                          }
                        }
                      }
                    }
                  }
                }
                """);
        seed.getBuildersList().add(dsl);
        j.buildAndAssertSuccess(seed);
        assertDemanded(j.jenkins
                .getItemByFullName("team", Folder.class)
                .getProperties()
                .get(ReleasePoliciesFolderProperty.class)
                .getPolicies());
    }

    @Test
    void theFormSaysWhatIsWrong(JenkinsRule j) {
        var form = j.jenkins.getDescriptorByType(CodeBuildCheckRule.DescriptorImpl.class);
        assertThat(form.check(null, "project", name -> "a b").kind).isEqualTo(FormValidation.Kind.ERROR);
        assertThat(form.check(null, "project", name -> "acceptance").kind).isEqualTo(FormValidation.Kind.OK);
        assertThat(form.check(null, "env", Map.of("env", "TARGET=prod\nLEVEL")::get)
                        .getMessage())
                .contains("is not NAME=value");
    }
}
