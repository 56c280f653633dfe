package io.jenkins.plugins.awsreleasestages.jenkins.role;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.Computer;
import hudson.model.Item;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.jenkins.SystemCredentials;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import jenkins.model.Jenkins;
import jenkins.model.ModifiableTopLevelItemGroup;
import jenkins.security.QueueItemAuthenticatorConfiguration;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.MockQueueItemAuthenticator;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/**
 * Who sees which environment, and where: one of its own is defined globally, in a folder, in a folder inside, and in one
 * beside that.
 */
class AwsEnvironmentMatrixJenkinsTest {

    private static final Set<String> ALL = Set.of("global", "outer", "inner", "sibling");

    /** What is visible, by job. */
    private static final Map<String, Set<String>> VISIBLE = new LinkedHashMap<>();

    static {
        VISIBLE.put("job", Set.of("global"));
        VISIBLE.put("outer/job", Set.of("global", "outer"));
        VISIBLE.put("outer/inner/job", Set.of("global", "outer", "inner"));
        VISIBLE.put("outer/sibling/job", Set.of("global", "outer", "sibling"));
    }

    private static final List<String> USERS = List.of("admin", "owner", "builder", "reader", "anonymous");

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    /** Credentials without a role: nothing is asked of AWS. */
    private static AwsEnvironment environment(String name) {
        AwsEnvironment environment = new AwsEnvironment(name);
        environment.setRegion("eu-west-1");
        environment.setCredentialsId("aws-ci");
        return environment;
    }

    private static Folder folder(ModifiableTopLevelItemGroup in, String name) throws Exception {
        Folder folder = in instanceof Folder outer
                ? outer.createProject(Folder.class, name)
                : Jenkins.get().createProject(Folder.class, name);
        folder.addProperty(new AwsEnvironmentsFolderProperty(List.of(environment(name))));
        return folder;
    }

    private static void prepare(JenkinsRule j) throws Exception {
        SystemCredentials.addAwsKeys("aws-ci", "AKIAEXAMPLE", "a secret");
        AwsReleaseStagesConfiguration.get().setEnvironments(List.of(environment("global")));
        Folder outer = folder(j.jenkins, "outer");
        Folder inner = folder(outer, "inner");
        Folder sibling = folder(outer, "sibling");
        j.createProject(WorkflowJob.class, "job");
        for (Folder folder : List.of(outer, inner, sibling)) {
            folder.createProject(WorkflowJob.class, "job");
        }
        j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
        j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("owner", "builder", "reader")
                .grant(Item.BUILD, Computer.BUILD)
                .everywhere()
                .to("owner", "builder")
                .grant(Item.CONFIGURE)
                .onFolders(outer)
                .to("owner"));
    }

    /** The administrator everywhere; the owner in the folder, which is all but the first job. */
    private static boolean mayConfigure(String user, String job) {
        return user.equals("admin") || user.equals("owner") && !job.equals("job");
    }

    private static <T> T as(String user, Supplier<T> question) {
        var who = user.equals("anonymous")
                ? Jenkins.ANONYMOUS2
                : User.getOrCreateByIdOrFullName(user).impersonate2();
        try (ACLContext ignored = ACL.as2(who)) {
            return question.get();
        }
    }

    private static WorkflowJob job(String name) {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            return Jenkins.get().getItemByFullName(name, WorkflowJob.class);
        }
    }

    @Test
    void formsShowAndCheckForWhoMayConfigureWhatTheJobSeesAndTellOthersNothing() throws Throwable {
        session.then(j -> {
            prepare(j);
            AwsRoleStep.DescriptorImpl step = j.jenkins.getDescriptorByType(AwsRoleStep.DescriptorImpl.class);
            AwsEnvironment.DescriptorImpl definition =
                    j.jenkins.getDescriptorByType(AwsEnvironment.DescriptorImpl.class);
            VISIBLE.forEach((name, visible) -> {
                WorkflowJob job = job(name);
                for (String user : USERS) {
                    boolean told = mayConfigure(user, name);
                    String cell = user + " in " + name;

                    List<String> offered = as(user, () -> step.doFillEnvironmentItems(job));
                    assertThat(offered).as(cell).containsExactlyInAnyOrderElementsOf(told ? visible : Set.of());
                    for (String named : ALL) {
                        assertThat(as(user, () -> step.doCheckEnvironment(job, named)).kind)
                                .as(cell + ", " + named)
                                .isEqualTo(
                                        told && !visible.contains(named)
                                                ? FormValidation.Kind.WARNING
                                                : FormValidation.Kind.OK);
                    }
                    assertThat(as(user, () -> values(step.doFillCredentialsIdItems(job, "chosen")))
                                    .contains("aws-ci"))
                            .as(cell)
                            .isEqualTo(told);

                    FormValidation.Kind wrong = told ? FormValidation.Kind.ERROR : FormValidation.Kind.OK;
                    assertThat(as(user, () -> step.doCheckRole(job, "admin")).kind)
                            .as(cell)
                            .isEqualTo(wrong);
                    assertThat(as(user, () -> step.doCheckRegion(job, "Frankfurt")).kind)
                            .as(cell)
                            .isEqualTo(wrong);
                    assertThat(as(user, () -> definition.doCheckCredentialsId(job, "")).kind)
                            .as(cell)
                            .isEqualTo(wrong);
                }
            });
            for (String user : USERS) {
                boolean admin = user.equals("admin");
                assertThat(as(user, () -> step.doFillEnvironmentItems(null)).contains("global"))
                        .as(user)
                        .isEqualTo(admin);
                assertThat(as(user, () -> values(definition.doFillCredentialsIdItems(null, "")))
                                .contains("aws-ci"))
                        .as(user)
                        .isEqualTo(admin);
            }
        });
    }

    private static List<String> values(hudson.util.ListBoxModel items) {
        return items.stream().map(option -> option.value).toList();
    }

    /** A build that runs as a user may use credentials only where that user may. */
    @Test
    void aBuildUsesWhatItsJobSeesWhereItsUserMayUseTheCredentials() throws Throwable {
        session.then(j -> {
            prepare(j);
            StringBuilder script = new StringBuilder();
            for (String name : ALL) {
                script.append("try { awsRole(environment: '" + name + "') { echo 'used " + name
                        + ".' } } catch (e) { echo \"" + name + ": ${e.message}\" }\n");
            }
            QueueItemAuthenticatorConfiguration authenticators = QueueItemAuthenticatorConfiguration.get();
            for (Map.Entry<String, Set<String>> of : VISIBLE.entrySet()) {
                WorkflowJob job = job(of.getKey());
                job.setDefinition(new CpsFlowDefinition(script.toString(), true));
                usesAllItSees(j, job, of.getValue());
                for (String user : List.of("admin", "owner", "builder", "reader")) {
                    authenticators
                            .getAuthenticators()
                            .replace(new MockQueueItemAuthenticator()
                                    .authenticate(
                                            job.getFullName(),
                                            User.getOrCreateByIdOrFullName(user).impersonate2()));
                    if (mayConfigure(user, of.getKey())) {
                        usesAllItSees(j, job, of.getValue());
                    } else {
                        String log = j.getLog(j.buildAndAssertSuccess(job));
                        assertThat(log).as(user + " in " + of.getKey()).doesNotContain("used ");
                    }
                }
                authenticators.getAuthenticators().clear();
            }
        });
    }

    private static void usesAllItSees(JenkinsRule j, WorkflowJob job, Set<String> visible) throws Exception {
        WorkflowRun run = j.buildAndAssertSuccess(job);
        String log = j.getLog(run);
        for (String name : ALL) {
            assertThat(log.contains("used " + name + "."))
                    .as(name + " in " + job.getFullName() + "\n" + log)
                    .isEqualTo(visible.contains(name));
            assertThat(log.contains("The AWS environment '" + name + "' is not visible"))
                    .as(name + " in " + job.getFullName())
                    .isEqualTo(!visible.contains(name));
        }
    }
}
