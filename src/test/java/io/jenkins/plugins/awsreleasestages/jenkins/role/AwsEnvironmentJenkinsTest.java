package io.jenkins.plugins.awsreleasestages.jenkins.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.awsreleasestages.jenkins.SystemCredentials;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.casc.misc.Util;
import java.net.URL;
import java.util.List;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

class AwsEnvironmentJenkinsTest {

    private static final String DESCRIPTOR =
            "descriptorByName/io.jenkins.plugins.awsreleasestages.jenkins.role.AwsEnvironment/test";
    private static final String SECRET = "wJalrXUtnFEMIexampleSecretOfThisTest";

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    private static AwsEnvironment prod() {
        AwsEnvironment environment = new AwsEnvironment("prod");
        environment.setAccount("111122223333");
        environment.setRegion("eu-west-1");
        environment.setRoles("arn:aws:iam::999999999999:role/hub\narn:aws:iam::111122223333:role/release");
        environment.setExternalId("x-1");
        environment.setCredentialsId("aws-ci");
        environment.setDurationMinutes(30);
        environment.setAllowed("deploy*");
        return environment;
    }

    /** Credentials without a role: nothing is asked of AWS. */
    private static AwsEnvironment keys(String name, String region) {
        AwsEnvironment environment = new AwsEnvironment(name);
        if (region != null) {
            environment.setRegion(region);
        }
        environment.setCredentialsId("aws-ci");
        return environment;
    }

    private static void assertSame(AwsEnvironment a, AwsEnvironment b) {
        assertThat(b).usingRecursiveComparison().isEqualTo(a);
    }

    private static WorkflowRun run(JenkinsRule j, WorkflowJob job, Result result, String script) throws Exception {
        job.setDefinition(new CpsFlowDefinition(script, true));
        return j.assertBuildStatus(result, job.scheduleBuild2(0));
    }

    @Test
    void theGlobalFormKeepsWhatWasEntered() throws Throwable {
        session.then(j -> {
            SystemCredentials.addAwsKeys("aws-ci", "AKIAEXAMPLE", SECRET);
            AwsReleaseStagesConfiguration global = AwsReleaseStagesConfiguration.get();
            assertThat(global.isOwnRoles()).isTrue();
            assertThat(global.isControllerIdentity()).isFalse();
            global.setEnvironments(List.of(prod(), keys("test", null)));
            global.setOwnRoles(false);
            global.setControllerIdentity(true);
            global.setRegion("eu-central-1");
            global.setEndpoints("sts=https://sts.example.org");
            j.configRoundtrip();
            assertSame(prod(), global.getEnvironments().get(0));
            assertSame(keys("test", null), global.getEnvironments().get(1));
        });
        session.then(j -> {
            AwsReleaseStagesConfiguration saved = AwsReleaseStagesConfiguration.get();
            assertSame(prod(), saved.getEnvironments().get(0));
            assertThat(saved.isOwnRoles()).isFalse();
            assertThat(saved.isControllerIdentity()).isTrue();
            assertThat(saved.getRegion()).isEqualTo("eu-central-1");
            assertThat(saved.getEndpoints()).isEqualTo("sts=https://sts.example.org");
            saved.setEnvironments(List.of());
            j.configRoundtrip();
            assertThat(saved.getEnvironments()).isEmpty();
        });
    }

    @Test
    void theFoldersFormKeepsWhatWasEntered() throws Throwable {
        session.then(j -> {
            SystemCredentials.addAwsKeys("aws-ci", "AKIAEXAMPLE", SECRET);
            Folder folder = j.createProject(Folder.class, "team");
            AwsEnvironmentsFolderProperty property = new AwsEnvironmentsFolderProperty(List.of(prod()));
            property.setOwnRoles(true);
            folder.addProperty(property);
            j.configRoundtrip(folder);
            AwsEnvironmentsFolderProperty again = folder.getProperties().get(AwsEnvironmentsFolderProperty.class);
            assertThat(again).isNotSameAs(property);
            assertSame(prod(), again.getEnvironments().get(0));
            assertThat(again.isOwnRoles()).isTrue();
        });
        session.then(j -> {
            Folder folder = j.jenkins.getItemByFullName("team", Folder.class);
            AwsEnvironmentsFolderProperty saved = folder.getProperties().get(AwsEnvironmentsFolderProperty.class);
            assertSame(prod(), saved.getEnvironments().get(0));
        });
    }

    @Test
    void configurationAsCodeSaysTheSame() throws Throwable {
        session.then(j -> {
            URL yaml = getClass().getResource("environments.yaml");
            io.jenkins.plugins.casc.ConfigurationAsCode.get().configure(yaml.toString());
            AwsReleaseStagesConfiguration global = AwsReleaseStagesConfiguration.get();
            assertSame(prod(), global.getEnvironments().get(0));
            assertThat(global.isOwnRoles()).isFalse();
            assertThat(global.getRegion()).isEqualTo("eu-central-1");
            ConfigurationContext context = new ConfigurationContext(ConfiguratorRegistry.get());
            String exported =
                    Util.toYamlString(Util.getUnclassifiedRoot(context).get("awsReleaseStages"));
            assertThat(exported)
                    .contains("name: \"prod\"", "credentialsId: \"aws-ci\"", "ownRoles: false", "allowed: \"deploy*\"");
        });
    }

    @Test
    void aJobUsesTheEnvironmentsOfItsFoldersAndNothingElse() throws Throwable {
        session.then(j -> {
            SystemCredentials.addAwsKeys("aws-ci", "AKIAEXAMPLE", SECRET);
            AwsReleaseStagesConfiguration.get()
                    .setEnvironments(List.of(keys("prod", "us-east-1"), keys("audit", "us-east-1")));
            Folder folder = j.createProject(Folder.class, "team");
            AwsEnvironment inner = keys("prod", "eu-west-1");
            inner.setAllowed("deploy*");
            folder.addProperty(new AwsEnvironmentsFolderProperty(List.of(inner)));
            WorkflowJob deploy = folder.createProject(WorkflowJob.class, "deploy-shop");
            WorkflowJob lint = folder.createProject(WorkflowJob.class, "lint");
            WorkflowJob outside = j.createProject(WorkflowJob.class, "outside");
            String prod = "awsRole(environment: 'prod') { echo \"in ${env.AWS_REGION}\" }";
            String own = "awsRole(credentialsId: 'aws-ci', region: 'eu-west-1') { echo 'inside' }";

            j.assertLogContains("in eu-west-1", run(j, deploy, Result.SUCCESS, prod));
            j.assertLogContains("is not visible to this job", run(j, lint, Result.FAILURE, prod));
            j.assertLogContains("in us-east-1", run(j, outside, Result.SUCCESS, prod));
            run(j, lint, Result.SUCCESS, "awsRole(environment: 'audit') { echo 'inside' }");
            j.assertLogContains(
                    "is not visible to this job", run(j, outside, Result.FAILURE, prod.replace("prod", "none")));

            run(j, outside, Result.SUCCESS, own);
            WorkflowRun refused = run(j, lint, Result.FAILURE, own);
            j.assertLogContains("This job may not name a role or credentials of its own", refused);
            j.assertLogNotContains("inside", refused);
            AwsReleaseStagesConfiguration.get().setOwnRoles(false);
            run(j, outside, Result.FAILURE, own);
        });
    }

    @Test
    void theChoiceOfEnvironmentsShowsThoseThatTheJobSeesToWhoMayConfigureIt() throws Throwable {
        session.then(j -> {
            AwsReleaseStagesConfiguration.get().setEnvironments(List.of(keys("audit", null)));
            Folder folder = j.createProject(Folder.class, "team");
            folder.addProperty(new AwsEnvironmentsFolderProperty(List.of(prod())));
            WorkflowJob deploy = folder.createProject(WorkflowJob.class, "deploy-shop");
            WorkflowJob lint = folder.createProject(WorkflowJob.class, "lint");
            WorkflowJob outside = j.createProject(WorkflowJob.class, "outside");
            secure(j);
            assertThat(offered("owner", deploy)).containsExactly("prod", "audit");
            assertThat(offered("owner", lint)).containsExactly("audit");
            assertThat(offered("owner", outside)).isEmpty();
            assertThat(offered("reader", deploy)).isEmpty();
            assertThat(offered("admin", outside)).containsExactly("audit");
            assertThat(offered("owner", null)).isEmpty();
        });
    }

    private static void secure(JenkinsRule j) {
        j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
        j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("owner", "reader")
                .grant(Item.CONFIGURE)
                .onFolders(j.jenkins.getItemByFullName("team", Folder.class))
                .to("owner"));
    }

    private static List<String> offered(String user, Item item) {
        try (ACLContext ignored = ACL.as2(User.getOrCreateByIdOrFullName(user).impersonate2())) {
            AwsRoleStep.DescriptorImpl descriptor = Jenkins.get().getDescriptorByType(AwsRoleStep.DescriptorImpl.class);
            return descriptor.doFillEnvironmentItems(item);
        }
    }

    @Test
    void theTestButtonIsForWhoMayConfigureAndNeverAnswersToGet() throws Throwable {
        session.then(j -> {
            j.createProject(Folder.class, "team");
            secure(j);
            assertThat(test(j, "reader", "job/team/", HttpMethod.POST).getStatusCode())
                    .isEqualTo(403);
            assertThat(test(j, "owner", "", HttpMethod.POST).getStatusCode()).isEqualTo(403);
            assertThat(test(j, "admin", "", HttpMethod.GET).getStatusCode()).isIn(404, 405);
            for (String[] allowed : new String[][] {{"owner", "job/team/"}, {"admin", ""}}) {
                WebResponse answer = test(j, allowed[0], allowed[1], HttpMethod.POST);
                assertThat(answer.getStatusCode()).isEqualTo(200);
                assertThat(answer.getContentAsString()).contains("There are no AWS credentials with the id");
            }
        });
    }

    /** Whoever may configure a job alone learns neither which credentials there are nor whom they are. */
    @Test
    void aJobsTestButtonSaysNothingOfIdentities() throws Throwable {
        session.then(j -> {
            SystemCredentials.addAwsKeys("aws-ci", "AKIAEXAMPLE", SECRET);
            Folder team = j.createProject(Folder.class, "team");
            team.createProject(WorkflowJob.class, "job");
            team.createProject(FreeStyleProject.class, "freestyle");
            secure(j);
            for (String job : new String[] {"job/team/job/job/", "job/team/job/freestyle/"}) {
                for (String id : new String[] {"none", "aws-ci"}) {
                    WebResponse answer = test(j, "owner", job, HttpMethod.POST, id);
                    assertThat(answer.getContentAsString())
                            .contains("Environments are tested where they are defined")
                            .doesNotContain("There are no AWS credentials", "aws-ci", "arn:");
                }
            }
        });
    }

    /** Its page names the environments that jobs below may use; it was an error page. */
    @Test
    void thePipelineSyntaxOfAFolderAndAMultibranchProjectOffersItsEnvironments() throws Throwable {
        session.then(j -> {
            AwsReleaseStagesConfiguration.get().setEnvironments(List.of(keys("audit", null)));
            Folder folder = j.createProject(Folder.class, "team");
            WorkflowMultiBranchProject branches = folder.createProject(WorkflowMultiBranchProject.class, "shop");
            folder.addProperty(new AwsEnvironmentsFolderProperty(List.of(prod())));
            AwsEnvironment test = keys("test", null);
            test.setAllowed("main");
            branches.addProperty(new AwsEnvironmentsFolderProperty(List.of(test)));
            j.createWebClient().goTo(branches.getUrl() + "pipeline-syntax/");
            secure(j);
            assertThat(offered("admin", folder)).containsExactly("prod", "audit");
            assertThat(offered("admin", branches)).containsExactly("test", "audit");
            WebResponse filled = post(
                    j,
                    "admin",
                    branches.getUrl()
                            + "descriptorByName/io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleStep/fillEnvironmentItems");
            assertThat(filled.getStatusCode()).isEqualTo(200);
            assertThat(filled.getContentAsString()).contains("test", "audit");
        });
    }

    private static WebResponse post(JenkinsRule j, String user, String where) throws Exception {
        JenkinsRule.WebClient client =
                j.createWebClient().withThrowExceptionOnFailingStatusCode(false).login(user);
        return client.loadWebResponse(client.addCrumb(new WebRequest(new URL(j.getURL(), where), HttpMethod.POST)));
    }

    private static WebResponse test(JenkinsRule j, String user, String where, HttpMethod method) throws Exception {
        return test(j, user, where, method, "none");
    }

    private static WebResponse test(JenkinsRule j, String user, String where, HttpMethod method, String id)
            throws Exception {
        JenkinsRule.WebClient client =
                j.createWebClient().withThrowExceptionOnFailingStatusCode(false).login(user);
        String fields =
                "?name=prod&account=&region=eu-west-1&roles=&externalId=&credentialsId=" + id + "&durationMinutes=60";
        WebRequest request = new WebRequest(new URL(j.getURL(), where + DESCRIPTOR + fields), method);
        return client.loadWebResponse(method == HttpMethod.POST ? client.addCrumb(request) : request);
    }
}
