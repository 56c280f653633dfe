package io.jenkins.plugins.awsreleasestages.jenkins.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.model.FreeStyleProject;
import hudson.model.Item;
import hudson.model.Items;
import hudson.model.Job;
import hudson.model.Result;
import hudson.plugins.git.GitSCM;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.approval.ApprovalRule;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.approval.Policies.Target;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedAccount;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.DeploymentWindowRule;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.FreezeRule;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.VariableCheckRule;
import io.jenkins.plugins.casc.Attribute;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.casc.ConfigurationContext;
import io.jenkins.plugins.casc.ConfiguratorRegistry;
import io.jenkins.plugins.casc.misc.Util;
import io.jenkins.plugins.casc.model.CNode;
import io.jenkins.plugins.casc.model.Mapping;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javaposse.jobdsl.plugin.ExecuteDslScripts;
import jenkins.branch.BranchSource;
import jenkins.model.Jenkins;
import jenkins.plugins.git.GitSCMSource;
import jenkins.plugins.git.traits.BranchDiscoveryTrait;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.multibranch.WorkflowMultiBranchProject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;

/** Policies as they are set, kept, found and explained. */
class ReleasePoliciesJenkinsTest {

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    @TempDir
    Path folder;

    /** Everything other than its default. */
    private static PolicyDefinition full() {
        PolicyDefinition full = new PolicyDefinition("Production");
        full.setJobs(List.of("shop", "**/deploy"));
        full.setBranches(List.of("main"));
        full.setStages(List.of("Prod*", "Live"));
        full.setEnvironments(List.of("prod", "prod-*"));
        full.setStacks(List.of("*-prod"));
        GateRule managers = PolicyDefinitionTest.rule("managers", 2, "group:managers", "alice");
        managers.setReason(true);
        full.setRules(List.of(managers, PolicyDefinitionTest.rule("ops", 1, "group:ops")));
        full.setDistinct(true);
        full.setNotRequester(false);
        full.setNotAuthors(true);
        full.setRequesterOverrides(true);
        full.setServiceAccounts(List.of("release-bot", "scanner"));
        full.setProtected(true);
        full.setNotify(List.of("pager", "team"));
        DeploymentWindowRule window = new DeploymentWindowRule(List.of("mon-fri 09:00-17:00", "* * 9 ? * SUN *"));
        window.setTimeZone("Europe/Berlin");
        window.setOnClosed("FAIL");
        FreezeRule freeze = new FreezeRule(List.of("12-24..12-26 Christmas", "2026-12-20.. Audit"));
        freeze.setTimeZone("Asia/Tokyo");
        full.setConditions(List.of(window, freeze, new VariableCheckRule("TICKET", "GE", "17")));
        return full;
    }

    private static PolicyDefinition named(String name, String environment, GateRule... rules) {
        PolicyDefinition definition = new PolicyDefinition(name);
        definition.setEnvironments(List.of(environment));
        definition.setRules(List.of(rules));
        return definition;
    }

    private static void assertSame(List<PolicyDefinition> actual, PolicyDefinition... expected) {
        assertThat(actual).usingRecursiveComparison().isEqualTo(List.of(expected));
    }

    private static Optional<GateTerms> demanded(Job<?, ?> job, String environment) {
        Target target = ReleasePolicies.target(job, "Deploy", environment, null);
        return ReleasePolicies.over(job).demanded(target);
    }

    private static List<String> names(Job<?, ?> job, String environment) {
        return demanded(job, environment)
                .map(terms -> terms.rules().stream().map(ApprovalRule::name).toList())
                .orElse(List.of());
    }

    // Forms.

    @Test
    void theGlobalFormKeepsWhatWasEntered() throws Throwable {
        PolicyDefinition plain = named("Plain", "test", PolicyDefinitionTest.rule("one", 1, "bob"));
        session.then(j -> {
            ReleasePolicies.get().setPolicies(List.of(full(), plain));
            j.configRoundtrip();
            assertSame(ReleasePolicies.get().getPolicies(), full(), plain);
        });
        session.then(j -> {
            assertSame(ReleasePolicies.get().getPolicies(), full(), plain);
            ReleasePolicies.get().setPolicies(List.of());
            j.configRoundtrip();
            assertThat(ReleasePolicies.get().getPolicies()).isEmpty();
        });
    }

    @Test
    void theFoldersFormKeepsWhatWasEntered() throws Throwable {
        session.then(j -> {
            Folder team = j.createProject(Folder.class, "team");
            ReleasePoliciesFolderProperty property = new ReleasePoliciesFolderProperty(List.of(full()));
            team.addProperty(property);
            j.configRoundtrip(team);
            ReleasePoliciesFolderProperty again = team.getProperties().get(ReleasePoliciesFolderProperty.class);
            assertThat(again).isNotSameAs(property);
            assertSame(again.getPolicies(), full());
        });
        session.then(j -> {
            Folder team = j.jenkins.getItemByFullName("team", Folder.class);
            assertSame(
                    team.getProperties()
                            .get(ReleasePoliciesFolderProperty.class)
                            .getPolicies(),
                    full());
        });
    }

    @Test
    void aFormWithAMistakeChangesNothing() throws Throwable {
        session.then(j -> {
            ReleasePolicies.get().setPolicies(List.of(full()));
            JenkinsRule.WebClient client = j.createWebClient().withThrowExceptionOnFailingStatusCode(false);
            HtmlForm form = client.goTo("configure").getFormByName("config");
            form.getTextAreasByName("_.environments").get(0).setText("");
            form.getTextAreasByName("_.jobs").get(0).setText("");
            form.getTextAreasByName("_.branches").get(0).setText("");
            form.getTextAreasByName("_.stages").get(0).setText("");
            form.getTextAreasByName("_.stacks").get(0).setText("");
            HtmlPage answer = j.submit(form);
            assertThat(answer.asNormalizedText()).contains("say where it applies");
            assertSame(ReleasePolicies.get().getPolicies(), full());
        });
    }

    // Configuration as Code, Job DSL.

    private void configure(String yaml) throws Exception {
        Path file = Files.writeString(Files.createTempFile(folder, "jenkins", ".yaml"), yaml);
        ConfigurationAsCode.get().configure(file.toString());
    }

    private static Mapping exported() throws Exception {
        ConfigurationContext context = new ConfigurationContext(ConfiguratorRegistry.get());
        return Util.getUnclassifiedRoot(context).get("releasePolicies").asMapping();
    }

    private static List<String> known(Class<?> type) throws Exception {
        return ConfiguratorRegistry.get().lookupOrFail(type).getAttributes().stream()
                .map(Attribute::getName)
                .toList();
    }

    @Test
    void whatIsExportedSaysEverythingAndIsReadAgain() throws Throwable {
        session.then(j -> {
            ReleasePolicies.get().setPolicies(List.of(full()));
            Mapping exported = exported();
            CNode policy = exported.get("policies").asSequence().get(0);
            assertThat(policy.asMapping().keySet()).containsAll(known(PolicyDefinition.class));
            assertThat(policy.asMapping()
                            .get("rules")
                            .asSequence()
                            .get(0)
                            .asMapping()
                            .keySet())
                    .containsAll(known(GateRule.class));
            ReleasePolicies.get().setPolicies(List.of());
            Mapping unclassified = new Mapping();
            unclassified.put("releasePolicies", exported);
            Mapping root = new Mapping();
            root.put("unclassified", unclassified);
            configure(Util.toYamlString(root));
            assertSame(ReleasePolicies.get().getPolicies(), full());
        });
    }

    @Test
    void thePolicyOfTheDocumentationIsOne() throws Throwable {
        session.then(j -> {
            String text = Files.readString(EmulatedAccount.projectRoot().resolve("docs/policies.md"));
            configure(text.replaceFirst("(?s).*?```yaml\n(.*?)```.*", "$1"));
            assertThat(ReleasePolicies.get().getPolicies()).hasSize(1);
            FreeStyleProject job = j.createFreeStyleProject("shop");
            GateTerms terms = demanded(job, "prod").orElseThrow();
            assertThat(terms.rules()).hasSize(1);
            assertThat(terms.rules().get(0).count()).isEqualTo(2);
            assertThat(terms.notRequester()).isTrue();
            assertThat(terms.notAuthors()).isTrue();
            assertThat(demanded(job, "test")).isEmpty();
        });
    }

    @Test
    void aWrongFileIsRefusedWithItsReasonAndTheOthersStay() throws Throwable {
        session.then(j -> {
            ReleasePolicies.get().setPolicies(List.of(full()));
            for (String[] wrong : new String[][] {
                {"[{name: prod, protected: true}]", "say where it applies"},
                {"[{name: prod, environments: [prod]}]", "rules: there is none"},
                {"[{name: prod, environments: [''], protected: true}]", "environments: a pattern is blank"},
                {
                    "[{name: prod, environments: [prod], rules: [{name: two, approvers: [alice], count: 2}]}]",
                    "count: must be 1 to 1"
                },
                {
                    "[{name: prod, environments: [prod], conditions: [{freeze: {periods: [Christmas]}}]}]",
                    "policy 'prod': conditions: freeze: periods: 'Christmas' is no freeze"
                },
            }) {
                assertThatThrownBy(() -> configure("unclassified: {releasePolicies: {policies: " + wrong[0] + "}}"))
                        .hasStackTraceContaining(wrong[1]);
            }
            assertSame(ReleasePolicies.get().getPolicies(), full());
        });
    }

    @Test
    void aSeedJobSetsTheFoldersPolicies() throws Throwable {
        session.then(j -> {
            FreeStyleProject seed = j.createFreeStyleProject("seed");
            ExecuteDslScripts dsl = new ExecuteDslScripts();
            dsl.setScriptText("""
                    folder('team') {
                      properties {
                        releasePolicies {
                          policies {
                            releasePolicy {
                              name('Production')
                              environments(['prod'])
                              rules { gateRule { name('managers'); approvers(['group:managers']); count(2) } }
                              notAuthors(true)
                              'protected'(true)
                            }
                          }
                        }
                      }
                    }
                    """);
            seed.getBuildersList().add(dsl);
            j.buildAndAssertSuccess(seed);
            Folder team = j.jenkins.getItemByFullName("team", Folder.class);
            PolicyDefinition expected =
                    named("Production", "prod", PolicyDefinitionTest.rule("managers", 2, "group:managers"));
            expected.setNotAuthors(true);
            expected.setProtected(true);
            assertSame(
                    team.getProperties()
                            .get(ReleasePoliciesFolderProperty.class)
                            .getPolicies(),
                    expected);
        });
    }

    // Where they hold.

    @Test
    void aJobIsUnderThePoliciesOfAllFoldersAroundIt() throws Throwable {
        session.then(j -> {
            GateRule one = PolicyDefinitionTest.rule("global", 1, "alice");
            ReleasePolicies.get().setPolicies(List.of(named("Global", "prod", one)));
            Folder team = j.createProject(Folder.class, "team");
            Folder shop = team.createProject(Folder.class, "shop");
            team.addProperty(new ReleasePoliciesFolderProperty(
                    List.of(named("Team", "prod*", PolicyDefinitionTest.rule("team", 1, "bob")))));
            PolicyDefinition deploy = named("Shop", "prod", PolicyDefinitionTest.rule("shop", 1, "carol"));
            deploy.setJobs(List.of("deploy"));
            shop.addProperty(new ReleasePoliciesFolderProperty(List.of(deploy)));
            FreeStyleProject job = shop.createProject(FreeStyleProject.class, "deploy");

            assertThat(names(job, "prod")).containsExactlyInAnyOrder("global", "team", "shop");
            assertThat(demanded(job, "prod").orElseThrow().rules())
                    .extracting(ApprovalRule::policy)
                    .containsExactlyInAnyOrder("Global", "Team (folder team)", "Shop (folder team/shop)");
            assertThat(names(job, "prod-eu")).containsExactly("team");
            assertThat(names(job, "test")).isEmpty();
            assertThat(names(shop.createProject(FreeStyleProject.class, "other"), "prod"))
                    .containsExactlyInAnyOrder("global", "team");

            FreeStyleProject copy = team.copy(job, "copy");
            assertThat(names(copy, "prod")).containsExactlyInAnyOrder("global", "team");
            FreeStyleProject moved = Items.move(job, team);
            assertThat(names(moved, "prod")).containsExactlyInAnyOrder("global", "team");
            assertThat(names(Items.move(moved, j.jenkins), "prod")).containsExactly("global");

            FreeStyleProject run = team.createProject(FreeStyleProject.class, "run");
            Target prod = ReleasePolicies.target(j.buildAndAssertSuccess(run), List.of(), "prod", null);
            assertThat(ReleasePolicies.demanded(run.getLastBuild(), prod)
                            .orElseThrow()
                            .rules())
                    .hasSize(2);
            assertThat(ReleasePolicies.isProtected(run.getLastBuild(), prod)).isFalse();
        });
    }

    private void git(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 5];
        System.arraycopy(new String[] {"git", "-c", "user.name=a", "-c", "user.email=a@example.org"}, 0, command, 0, 5);
        System.arraycopy(arguments, 0, command, 5, arguments.length);
        Process git = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(git.getInputStream().readAllBytes());
        assertThat(git.waitFor()).as(said).isZero();
    }

    /** What is called as a branch in its Jenkinsfile, or in its environment, does not count. */
    @Test
    void aBranchIsWhatTheProjectMadeTheJobFor() throws Throwable {
        session.then(j -> {
            Files.writeString(folder.resolve("Jenkinsfile"), "env.BRANCH_NAME = 'main'; echo 'built'\n");
            git("init", "-q", "-b", "main");
            git("add", ".");
            git("commit", "-q", "-m", "first");
            git("branch", "release/1.0+x");
            GitSCM.ALLOW_LOCAL_CHECKOUT = true;
            WorkflowMultiBranchProject shop = j.createProject(WorkflowMultiBranchProject.class, "shop");
            GitSCMSource source = new GitSCMSource(folder.toUri().toString());
            source.setTraits(List.of(new BranchDiscoveryTrait()));
            shop.getSourcesList().add(new BranchSource(source));
            shop.scheduleBuild2(0).getFuture().get();
            j.waitUntilNoActivity();

            PolicyDefinition release = named("Release", "prod", PolicyDefinitionTest.rule("release", 1, "alice"));
            release.setBranches(List.of("release/*+x"));
            PolicyDefinition main = named("Main", "prod", PolicyDefinitionTest.rule("main", 1, "alice"));
            main.setBranches(List.of("main"));
            ReleasePolicies.get().setPolicies(List.of(release, main));
            assertThat(shop.getItems()).hasSize(2);
            for (WorkflowJob branch : shop.getItems()) {
                j.assertBuildStatus(Result.SUCCESS, branch.getLastBuild());
                assertThat(names(branch, "prod"))
                        .containsExactly(branch.getDisplayName().startsWith("release") ? "release" : "main");
            }
            Folder plain = j.createProject(Folder.class, "plain");
            assertThat(names(plain.createProject(WorkflowJob.class, "main"), "prod"))
                    .isEmpty();
        });
    }

    // Who may.

    private static void secure(JenkinsRule j, Folder team) {
        j.jenkins.setSecurityRealm(j.createDummySecurityRealm());
        j.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ)
                .everywhere()
                .to("owner", "reader", "stranger")
                .grant(Jenkins.MANAGE)
                .everywhere()
                .to("manager")
                .grant(Item.READ)
                .onFolders(team)
                .to("owner", "reader")
                .grant(Item.READ)
                .onItems(team.getItem("job"))
                .to("owner", "reader")
                .grant(Item.CONFIGURE)
                .onFolders(team)
                .to("owner"));
    }

    private static JenkinsRule.WebClient client(JenkinsRule j, String user) throws Exception {
        return j.createWebClient().withThrowExceptionOnFailingStatusCode(false).login(user);
    }

    private static WebResponse check(JenkinsRule j, String user, String place, String method, HttpMethod http)
            throws Exception {
        JenkinsRule.WebClient client = client(j, user);
        WebRequest request = new WebRequest(
                new URL(
                        j.getURL(),
                        place + "descriptorByName/" + PolicyDefinition.class.getName() + "/" + method
                                + "?value=user%3Abot"),
                http);
        return client.loadWebResponse(http == HttpMethod.POST ? client.addCrumb(request) : request);
    }

    @Test
    void policiesAreSetByWhoOwnsThePlace() throws Throwable {
        session.then(j -> {
            Folder team = j.createProject(Folder.class, "team");
            team.createProject(FreeStyleProject.class, "job");
            team.addProperty(new ReleasePoliciesFolderProperty(List.of(full())));
            ReleasePolicies.get().setPolicies(List.of(full()));
            secure(j, team);
            HtmlForm form = client(j, "owner").getPage(team, "configure").getFormByName("config");
            form.getTextAreasByName("_.environments").get(0).setText("live");
            j.submit(form);
            assertThat(team.getProperties()
                            .get(ReleasePoliciesFolderProperty.class)
                            .getPolicies()
                            .get(0)
                            .getEnvironments())
                    .containsExactly("live");
            assertThat(client(j, "reader")
                            .goTo("job/team/configure", null)
                            .getWebResponse()
                            .getContentAsString())
                    .doesNotContain("release-bot");
            for (String user : List.of("owner", "manager")) {
                assertThat(client(j, user)
                                .goTo("configure", null)
                                .getWebResponse()
                                .getContentAsString())
                        .doesNotContain("release-bot");
            }
        });
    }

    @Test
    void fieldsAreCheckedForWhoMayConfigureByPostOnly() throws Throwable {
        session.then(j -> {
            Folder team = j.createProject(Folder.class, "team");
            team.createProject(FreeStyleProject.class, "job");
            secure(j, team);
            String wrong = "write the user&#039;s id alone";
            assertThat(check(j, "owner", "job/team/", "checkServiceAccounts", HttpMethod.POST)
                            .getContentAsString())
                    .contains(wrong);
            assertThat(check(j, "admin", "", "checkServiceAccounts", HttpMethod.POST)
                            .getContentAsString())
                    .contains(wrong);
            for (String[] place : new String[][] {{"reader", "job/team/"}, {"owner", ""}}) {
                assertThat(check(j, place[0], place[1], "checkServiceAccounts", HttpMethod.POST)
                                .getContentAsString())
                        .doesNotContain(wrong);
            }
            assertThat(check(j, "admin", "", "checkServiceAccounts", HttpMethod.GET)
                            .getStatusCode())
                    .isIn(404, 405);
            GateRule.DescriptorImpl rules = j.jenkins.getDescriptorByType(GateRule.DescriptorImpl.class);
            try (hudson.security.ACLContext ignored = hudson.security.ACL.as2(
                    hudson.model.User.getOrCreateByIdOrFullName("admin").impersonate2())) {
                assertThat(rules.doCheckApprovers(null, "group:").kind).isEqualTo(FormValidation.Kind.ERROR);
                assertThat(rules.doCheckApprovers(null, " ").kind).isEqualTo(FormValidation.Kind.ERROR);
                assertThat(rules.doCheckCount(null, "51").kind).isEqualTo(FormValidation.Kind.ERROR);
                assertThat(rules.doCheckName(null, "two").kind).isEqualTo(FormValidation.Kind.OK);
            }
        });
    }

    // The page that explains.

    @Test
    void theJobsPageExplainsWhatIsDemandedOfWhatIsTyped() throws Throwable {
        session.then(j -> {
            Folder team = j.createProject(Folder.class, "team");
            FreeStyleProject job = team.createProject(FreeStyleProject.class, "job");
            team.addProperty(new ReleasePoliciesFolderProperty(
                    List.of(named("Team", "prod", PolicyDefinitionTest.rule("managers", 2, "group:managers")))));
            GateRule pair = PolicyDefinitionTest.rule("pair", 2, "alice", "bob");
            PolicyDefinition global = named("<b>Global</b>", "prod", pair);
            global.setServiceAccounts(List.of("bob"));
            global.setProtected(true);
            ReleasePolicies.get()
                    .setPolicies(
                            List.of(global, named("Staging", "staging", PolicyDefinitionTest.rule("s", 1, "eve"))));
            secure(j, team);

            JenkinsRule.WebClient client = client(j, "reader");
            client.getOptions().setJavaScriptEnabled(false);
            HtmlPage page = client.getPage(job, PoliciesAction.URL);
            assertThat(page.asNormalizedText())
                    .contains("No policy applies", "Policies for something else in this job", "Staging");
            HtmlForm form = page.getForms().stream()
                    .filter(one -> one.getMethodAttribute().equals("get")
                            && !one.getInputsByName("stack").isEmpty())
                    .findFirst()
                    .orElseThrow();
            form.getInputByName("environment").setValue("prod");
            form.getInputByName("stage").setValue("\"><script>alert(1)</script>");
            HtmlPage answer = form.getElementsByTagName("button").get(0).click();
            String html = answer.getWebResponse().getContentAsString();
            assertThat(html).doesNotContain("<script>alert", "<b>Global");
            assertThat(answer.asNormalizedText())
                    .contains(
                            "managers: 2 of group managers (Team (folder team))",
                            "pair: 2 of user alice, user bob (<b>Global</b>)",
                            "Nobody can meet 'pair': it needs 2, and only 1 of those named may approve.",
                            "Who started the run may not approve.",
                            "These do not count as persons: bob.",
                            "The target is protected.",
                            "folder team",
                            "the global configuration");
            assertThat(client.getPage(job).getWebResponse().getContentAsString())
                    .doesNotContain(PoliciesAction.URL);
            assertThat(client(j, "stranger")
                            .goTo(job.getUrl() + PoliciesAction.URL, null)
                            .getWebResponse()
                            .getStatusCode())
                    .isIn(403, 404);
        });
    }
}
