package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.cloudbees.hudson.plugins.folder.Folder;
import hudson.console.ConsoleNote;
import hudson.model.Descriptor;
import hudson.model.FreeStyleProject;
import hudson.model.TaskListener;
import hudson.scm.NullSCM;
import hudson.scm.SCM;
import hudson.tasks.BuildWrapper;
import hudson.tasks.Builder;
import hudson.triggers.Trigger;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.GateQuestion;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnDeleteStep;
import io.jenkins.plugins.awsreleasestages.jenkins.event.EventQueue;
import io.jenkins.plugins.awsreleasestages.jenkins.event.EventQueuesFolderProperty;
import io.jenkins.plugins.awsreleasestages.jenkins.notice.NoticeReceiver;
import io.jenkins.plugins.awsreleasestages.jenkins.notice.NoticesFolderProperty;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.GateRule;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.PolicyDefinition;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.ReleasePoliciesFolderProperty;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsEnvironment;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsEnvironmentsFolderProperty;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleBuildWrapper;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleStep;
import io.jenkins.plugins.awsreleasestages.jenkins.role.CodeConnection;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.ReleaseRule;
import io.jenkins.plugins.awsreleasestages.jenkins.source.AwsSource;
import io.jenkins.plugins.awsreleasestages.jenkins.source.ChangeFilter;
import io.jenkins.plugins.awsreleasestages.jenkins.source.FilteredBuilds;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;
import org.assertj.core.api.SoftAssertions;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.structs.describable.DescribableParameter;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.Snippetizer;
import org.jenkinsci.plugins.workflow.flow.StepListener;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepConfigTester;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.TestExtension;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/**
 * What was said is kept, in whichever form Jenkins keeps or shows it. The classes and their fields are asked of Jenkins,
 * so that a new one is tested, too.
 */
@WithJenkins
class RoundTripsJenkinsTest {

    /** These are results of other steps, or too deep for a form: a Jenkinsfile or Job DSL says them. */
    private static final Set<String> NOT_IN_FORMS = Set.of(
            "CfnChangeSetStep.templateArtifact",
            "CfnChangeSetStep.artifacts",
            "CfnChangeSetStep.resourcesToImport",
            "CfnDeployStep.templateArtifact",
            "CfnDeployStep.artifacts",
            "CfnDeployStep.resourcesToImport",
            "CodeBuildStep.source",
            "CodeBuildBatchStep.source",
            "FetchArtifactStep.from",
            "CopyArtifactStep.from",
            "ReleaseApprovalStep.subject");

    /** Ways that exclude each other, of which a form keeps the one that was chosen. */
    private static final List<List<String>> WAYS = List.of(
            List.of("template", "templateText", "templateUrl", "previousTemplate", "assembly+stacks"),
            List.of("approvers+quorum", "rules"),
            List.of("retainResources", "force"),
            List.of("accounts", "organizationalUnits"),
            List.of("failureToleranceCount", "failureTolerancePercentage"),
            List.of("maxConcurrentCount", "maxConcurrentPercentage"),
            List.of("buildspec", "buildspecFile"),
            List.of("sourceType+sourceLocation", "workspace+store+workspaceIncludes+workspaceExcludes"),
            List.of("job+run", "sha256"),
            List.of("branches+excludedBranches+filePaths+excludedFilePaths", "tags+excludedTags", "keys+excludedKeys"));

    private static final int MOST_WAYS = WAYS.get(0).size();

    /** What forms cannot say when of each of {@link #WAYS} only one is taken. */
    private static Set<String> notInForms(int which) {
        Set<String> without = new HashSet<>(NOT_IN_FORMS);
        types().forEach(type -> without.addAll(otherWays(type, which)));
        return without;
    }

    private static Set<String> otherWays(Class<?> type, int which) {
        Set<String> fields = DescribableModel.of(type).getParameters().stream()
                .map(DescribableParameter::getName)
                .collect(Collectors.toSet());
        Set<String> others = new HashSet<>();
        for (List<String> ways : WAYS) {
            List<String> here = ways.stream()
                    .filter(way -> fields.contains(way.split("\\+")[0]))
                    .toList();
            for (int i = 0; i < here.size(); i++) {
                if (i != which % here.size()) {
                    Arrays.stream(here.get(i).split("\\+"))
                            .forEach(field -> others.add(type.getSimpleName() + "." + field));
                }
            }
        }
        return others;
    }

    private static List<Set<String>> ways() {
        return IntStream.range(0, MOST_WAYS)
                .mapToObj(RoundTripsJenkinsTest::notInForms)
                .distinct()
                .toList();
    }

    /** All that can be configured, but for the global settings, which ConfigurationAsCodeJenkinsTest has. */
    private static Stream<Class<?>> types() {
        return Filled.descriptors()
                .<Class<?>>map(descriptor -> descriptor.clazz)
                .filter(type -> !GlobalConfiguration.class.isAssignableFrom(type))
                // A mark in a log; nobody configures it.
                .filter(type -> !ConsoleNote.class.isAssignableFrom(type));
    }

    private static Stream<Class<?>> types(Class<?> kind) {
        return types().filter(kind::isAssignableFrom);
    }

    @FunctionalInterface
    private interface Trip {
        Object of(Object instance) throws Exception;
    }

    private static DynamicTest kept(Class<?> type, Trip trip) {
        return kept(type, List.of(Set.of()), trip);
    }

    /** @param withouts what is not said, in one instance after the other */
    private static DynamicTest kept(Class<?> type, List<Set<String>> withouts, Trip trip) {
        return dynamicTest(type.getSimpleName(), () -> {
            Map<Map<String, Object>, Object> all = new LinkedHashMap<>();
            for (Set<String> without : withouts) {
                Filled.full(type, without).forEach(one -> all.putIfAbsent(Filled.data(one), one));
            }
            Object least = Filled.least(type);
            all.putIfAbsent(Filled.data(least), least);
            for (Object one : all.values()) {
                assertSame(one, trip.of(one));
            }
        });
    }

    private static void assertSame(Object one, Object again) {
        assertThat(again).isNotSameAs(one).hasSameClassAs(one);
        assertThat(Filled.data(again)).as(one.getClass().getSimpleName()).isEqualTo(Filled.data(one));
    }

    @TestFactory
    Stream<DynamicTest> eachFieldHasAValueOfItsOwnHere(JenkinsRule j) {
        return types().map(type -> dynamicTest(type.getSimpleName(), () -> everyFieldHasAValue(type)));
    }

    @TestFactory
    Stream<DynamicTest> jobDslAndPipelineKeepWhatWasSaid(JenkinsRule j) {
        return types().map(type ->
                kept(type, one -> DescribableModel.of(type).instantiate(Filled.data(one), TaskListener.NULL)));
    }

    @TestFactory
    Stream<DynamicTest> whatIsSavedIsReadAgain(JenkinsRule j) {
        return types().map(type -> kept(type, one -> Jenkins.XSTREAM2.fromXML(Jenkins.XSTREAM2.toXML(one))));
    }

    @TestFactory
    Stream<DynamicTest> whatPipelineSyntaxWritesIsReadAgain(JenkinsRule j) {
        return types(Step.class).map(type -> kept(type, one -> throughPipeline(j, (Step) one)));
    }

    /** Those apart that are the form of a builder or a wrapper as well. */
    @TestFactory
    Stream<DynamicTest> theFormOfAStepKeepsWhatWasSaid(JenkinsRule j) {
        Set<Class<?>> ofJobs = types().filter(
                        type -> Builder.class.isAssignableFrom(type) || BuildWrapper.class.isAssignableFrom(type))
                .flatMap(type -> DescribableModel.of(type).getParameters().stream())
                .<Class<?>>map(DescribableParameter::getErasedType)
                .collect(Collectors.toSet());
        return types(Step.class)
                .filter(type -> !ofJobs.contains(type))
                .map(type -> kept(type, ways(), one -> new StepConfigTester(j).configRoundTrip((Step) one)));
    }

    @Test
    void theFormOfAJobKeepsWhatWasSaid(JenkinsRule j) throws Exception {
        for (int which = 0; which <= MOST_WAYS; which++) {
            FreeStyleProject job = j.createFreeStyleProject();
            List<Object> said = new ArrayList<>();
            for (Class<?> type : types().toList()) {
                List<Object> full = Filled.full(type, notInForms(which));
                Object one = which == MOST_WAYS ? Filled.least(type) : full.get(which % full.size());
                if (add(job, one)) {
                    said.add(one);
                }
            }
            FreeStyleProject again = j.configRoundtrip(job);
            SoftAssertions.assertSoftly(softly ->
                    said.forEach(one -> softly.assertThatCode(() -> assertSame(one, ofJob(again, one.getClass())))
                            .doesNotThrowAnyException()));
        }
    }

    @Test
    void aBuilderOfAJobWithARoleHasItsOwnPlaceBelowTheRest(JenkinsRule j) throws Exception {
        FreeStyleProject job = j.createFreeStyleProject();
        CfnDeleteStep step = new CfnDeleteStep("shop");
        step.setRegion("eu-west-1");
        job.getBuildersList().add(new CfnDeleteStep.Builder(step));
        String place = "Another AWS environment";
        JenkinsRule.WebClient client = j.createWebClient().withJavaScriptEnabled(false);
        assertThat(client.getPage(job, "configure").getWebResponse().getContentAsString())
                .doesNotContain(place);
        job.getBuildWrappersList().add(new AwsRoleBuildWrapper(new AwsRoleStep()));
        assertThat(client.getPage(job, "configure").getWebResponse().getContentAsString())
                .contains(place);
        assertThat(j.configRoundtrip(job)
                        .getBuildersList()
                        .get(CfnDeleteStep.Builder.class)
                        .getStep()
                        .getRegion())
                .isEqualTo("eu-west-1");
    }

    /** @return false for what has its place in other forms */
    private static boolean add(FreeStyleProject job, Object one) throws Exception {
        if (one instanceof Builder builder) {
            job.getBuildersList().add(builder);
            return true;
        }
        if (one instanceof BuildWrapper wrapper) {
            job.getBuildWrappersList().add(wrapper);
            return true;
        }
        if (one instanceof Trigger<?> trigger) {
            job.addTrigger(trigger);
            return true;
        }
        // theFormOfAStepKeepsWhatWasSaid, theFormOfAFolderKeepsWhatWasSaid; sources and filters are in the trigger's
        // form.
        assertThat(one)
                .isInstanceOfAny(
                        Step.class,
                        GateRule.class,
                        GateQuestion.class,
                        AwsSource.class,
                        ChangeFilter.class,
                        // theFormOfAMultibranchProjectKeepsWhatWasSaid of FilteredBuildsJenkinsTest
                        FilteredBuilds.class,
                        AwsEnvironment.class,
                        CodeConnection.class,
                        AwsEnvironmentsFolderProperty.class,
                        PolicyDefinition.class,
                        ReleasePoliciesFolderProperty.class,
                        ReleaseRule.class,
                        // theFormShowsWhatWasSaid of EventQueuesJenkinsTest
                        EventQueue.class,
                        EventQueuesFolderProperty.class,
                        NoticeReceiver.class,
                        NoticesFolderProperty.class);
        return false;
    }

    private static Object ofJob(FreeStyleProject job, Class<?> type) {
        List<Object> all = new ArrayList<>(job.getBuildersList());
        all.addAll(job.getBuildWrappersList());
        all.addAll(job.getTriggers().values());
        return all.stream().filter(type::isInstance).findFirst().orElseThrow();
    }

    @Test
    void theFormOfAFolderKeepsWhatWasSaid(JenkinsRule j) throws Exception {
        List<Object> all = new ArrayList<>(Filled.full(AwsEnvironmentsFolderProperty.class, Set.of()));
        all.add(new AwsEnvironmentsFolderProperty(List.of((AwsEnvironment) Filled.least(AwsEnvironment.class))));
        for (Object one : all) {
            Folder folder = j.createProject(Folder.class);
            folder.addProperty((AwsEnvironmentsFolderProperty) one);
            assertSame(one, j.configRoundtrip(folder).getProperties().get(AwsEnvironmentsFolderProperty.class));
        }
        for (Object one : Filled.full(EventQueuesFolderProperty.class, Set.of())) {
            Folder folder = j.createProject(Folder.class);
            folder.addProperty((EventQueuesFolderProperty) one);
            assertSame(one, j.configRoundtrip(folder).getProperties().get(EventQueuesFolderProperty.class));
        }
        for (Object one : Filled.full(NoticesFolderProperty.class, Set.of())) {
            Folder folder = j.createProject(Folder.class);
            folder.addProperty((NoticesFolderProperty) one);
            assertSame(one, j.configRoundtrip(folder).getProperties().get(NoticesFolderProperty.class));
        }
        for (Object one : Filled.full(ReleasePoliciesFolderProperty.class, Set.of())) {
            Folder folder = j.createProject(Folder.class);
            folder.addProperty((ReleasePoliciesFolderProperty) one);
            assertSame(one, j.configRoundtrip(folder).getProperties().get(ReleasePoliciesFolderProperty.class));
        }
    }

    private static void everyFieldHasAValue(Class<?> type) throws Exception {
        for (Object one : Filled.full(type, Set.of())) {
            assertThat(Filled.data(one).keySet())
                    .containsAll(DescribableModel.of(type).getParameters().stream()
                            .map(DescribableParameter::getName)
                            .toList());
        }
    }

    private static Step throughPipeline(JenkinsRule j, Step step) throws Exception {
        Called.step = null;
        String text = Snippetizer.object2Groovy(step);
        WorkflowJob job = j.createProject(WorkflowJob.class);
        job.setDefinition(new CpsFlowDefinition("node { " + text + " }", true));
        j.buildAndAssertSuccess(job);
        return Called.step;
    }

    /** Takes each step of ours when it is called; nothing of it is carried out. */
    @TestExtension
    public static final class Called implements StepListener {

        private static volatile Step step;

        @Override
        public void notifyOfNewStep(Step called, StepContext context) {
            if (called.getClass().getName().startsWith("io.jenkins.plugins.awsreleasestages.")) {
                step = called;
                context.onSuccess(null);
            }
        }
    }

    /**
     * Makes instances of what can be configured, with a value other than the default for everything that can be said. It
     * knows no fields: a class says itself what it has, so that a new field has a value, too.
     */
    private static final class Filled {

        private static final String TEXT = "<b>'of'</b> & \"on\" $5 \\ ${JOB_NAME} = ";

        /** Where a class refuses anything else when it is made. */
        private static final Map<String, Object> VALID = Map.ofEntries(
                Map.entry("account", "111122223333"),
                Map.entry("artifact", "app"),
                Map.entry("artifactStore", "s3://checkout-artifacts/releases"),
                Map.entry("count", 2),
                Map.entry("credentialsId", "aws-ci"),
                Map.entry("durationMinutes", 30),
                Map.entry("environment", "prod"),
                Map.entry(
                        "metrics",
                        List.of("a = Sum AWS/Lambda Errors", "b = p99 \"My App\" \"A b\" Page=\"Check out\"")),
                Map.entry("name", "prod"),
                Map.entry("notify", List.of("pager", "team")),
                Map.entry("operator", "GE"),
                Map.entry("periodSeconds", 300),
                Map.entry("periods", List.of("2026-12-20..2027-01-02 Christmas", "12-24..12-26")),
                Map.entry("region", "eu-west-1"),
                Map.entry("role", "arn:aws:iam::111122223333:role/release"),
                Map.entry("roles", "arn:aws:iam::999999999999:role/hub\narn:aws:iam::111122223333:role/release"),
                Map.entry("spec", "H/5 * * * *"),
                Map.entry("states", List.of("ALARM", "INSUFFICIENT_DATA")),
                Map.entry("timeZone", "Europe/Berlin"),
                Map.entry("value", "17"),
                Map.entry("windows", List.of("mon-fri 09:00-17:00", "* * 9-17 ? * MON-FRI *")));

        /** What a class refuses to be without, though no constructor asks for it. */
        private static final Map<String, Object> NEEDED = Map.ofEntries(
                Map.entry("PolicyDefinition.jobs", List.of("jobs/1", "jobs/2")),
                Map.entry("PolicyDefinition.protected", true),
                Map.entry("EventQueue.url", "https://sqs.eu-west-1.amazonaws.com/111122223333/release-events"),
                Map.entry("SnsTopic.topicArn", "arn:aws:sns:eu-west-1:111122223333:release-notices"),
                Map.entry("MailReceiver.to", "ops@example.org, managers@example.org"),
                Map.entry("ImageScanRule.image", "shop:1.7"),
                Map.entry(
                        "ImageScanRule.exceptions",
                        List.of("CVE-1 until 2027-01-31 <b>not</b> 'reached'", "CVE-2 until 2027-01-31 $5")),
                Map.entry("CodeBuildCheckRule.project", "acceptance"),
                Map.entry("CodeBuildCheckRule.variables", List.of("TICKET", "IMAGE")),
                Map.entry("CodeBuildCheckRule.env", List.of("ONE=1, <2> = \"3\" ${JOB_NAME}", "TWO=")),
                Map.entry("LambdaCheckRule.function", "may-release"),
                Map.entry("LambdaCheckRule.qualifier", "live"),
                Map.entry("LambdaCheckRule.payload", "{\"text\": \"<b>'of'</b> & $5\"}"),
                Map.entry("HttpCheckRule.url", "https://tickets.example.org/api/CHG-17?fields=state"),
                Map.entry("FreezeRule.calendar", "https://calendars.example.org/holidays.ics"));

        private final Set<String> without;
        private final int choice;
        private final boolean least;

        /**
         * @param without what is not said, as {@code CodeBuildStep.source}
         * @param choice which class is taken where there are several
         * @param least whether only what must be said is said
         */
        private Filled(Set<String> without, int choice, boolean least) {
            this.without = without;
            this.choice = choice;
            this.least = least;
        }

        /** One in which everything is said; several where there is a choice of classes. */
        static List<Object> full(Class<?> type, Set<String> without) throws Exception {
            List<Object> all = new ArrayList<>();
            for (int choice = 0; choice < choices(type); choice++) {
                all.add(new Filled(without, choice, false).instance(type));
            }
            return all;
        }

        /** One in which only what must be said is said. */
        static Object least(Class<?> type) throws Exception {
            return new Filled(Set.of(), 0, true).instance(type);
        }

        /** What an instance says, as plain data: only what differs from the defaults. */
        static Map<String, Object> data(Object instance) {
            return DescribableModel.uninstantiate2_(instance).toMap();
        }

        private static int choices(Class<?> type) {
            return DescribableModel.of(type).getParameters().stream()
                    .map(DescribableParameter::getRawType)
                    .filter(raw -> raw instanceof Class && raw != SCM.class)
                    .map(raw -> classes((Class<?>) raw).size())
                    .max(Integer::compare)
                    .orElse(1);
        }

        /** The classes that can be configured where this one is wanted. */
        private static List<Class<?>> classes(Class<?> type) {
            return Modifier.isAbstract(type.getModifiers()) && !type.isPrimitive()
                    ? descriptors()
                            .map(one -> one.clazz)
                            .filter(type::isAssignableFrom)
                            .<Class<?>>map(one -> one)
                            .toList()
                    : List.of(type);
        }

        /** All that this plugin lets people configure. */
        static Stream<Descriptor<?>> descriptors() {
            return Jenkins.get().getExtensionList(Descriptor.class).stream()
                    .<Descriptor<?>>map(one -> one)
                    .filter(one -> one.clazz.getName().startsWith("io.jenkins.plugins.awsreleasestages."));
        }

        private Object instance(Class<?> type) throws Exception {
            DescribableModel<?> model = DescribableModel.of(type);
            Map<String, Object> said = new TreeMap<>();
            for (DescribableParameter parameter : model.getParameters()) {
                String name = parameter.getName();
                String whole = type.getSimpleName() + "." + name;
                if (parameter.isRequired() || NEEDED.containsKey(whole) || !least && !without.contains(whole)) {
                    said.put(
                            name,
                            NEEDED.containsKey(whole)
                                    ? NEEDED.get(whole)
                                    : VALID.containsKey(name)
                                            ? VALID.get(name)
                                            : value(type, name, parameter.getRawType()));
                }
            }
            return model.instantiate(said, TaskListener.NULL);
        }

        private Object value(Class<?> owner, String name, Type type) throws Exception {
            if (type == boolean.class || type == Boolean.class) {
                return !Boolean.TRUE.equals(byDefault(owner, name));
            }
            if (type == int.class || type == Integer.class) {
                return 17;
            }
            if (type == SCM.class) {
                return new NullSCM();
            }
            if (type == String.class || type == Object.class) {
                return text(owner, name);
            }
            if (type == HashMap.class || type == ArrayList.class) {
                // Raw, for the Job DSL.
                return value(owner, name, getter(owner, name).getGenericReturnType());
            }
            if (type instanceof ParameterizedType generic) {
                Type[] of = generic.getActualTypeArguments();
                return generic.getRawType() == Map.class ? map(of[1]) : list(owner, name, of[0]);
            }
            List<Class<?>> classes = classes((Class<?>) type);
            return instance(classes.get(choice % classes.size()));
        }

        private static Map<String, Object> map(Type of) {
            Map<String, Object> map = new LinkedHashMap<>();
            if (of == String.class) {
                map.put("ONE", "1, <2> = \"3\" ${JOB_NAME} ");
                map.put("TWO", "");
            } else if (of == Object.class) {
                map.put("number", 3);
                map.put("truth", true);
                map.put("text", "1, <2> = \"3\" ${JOB_NAME}");
                map.put("list", List.of("one", Map.of("deep", List.of("two"))));
            } else {
                map.put("one", map(String.class));
            }
            return map;
        }

        private List<Object> list(Class<?> owner, String name, Type of) throws Exception {
            if (of == String.class) {
                return List.of(name + "/1", name + "/2");
            }
            if (of instanceof ParameterizedType) {
                return List.of(map(Object.class));
            }
            List<Object> all = new ArrayList<>();
            for (Class<?> one : classes((Class<?>) of)) {
                all.add(value(owner, name, one));
            }
            return all;
        }

        private static Object byDefault(Class<?> owner, String name) throws Exception {
            Object least = least(owner);
            boolean field = Arrays.stream(owner.getFields())
                    .anyMatch(one -> one.getName().equals(name));
            return field ? owner.getField(name).get(least) : getter(owner, name).invoke(least);
        }

        private static Method getter(Class<?> owner, String name) {
            String capitalized = Character.toUpperCase(name.charAt(0)) + name.substring(1);
            return Arrays.stream(owner.getMethods())
                    .filter(method -> method.getName().equals("get" + capitalized)
                            || method.getName().equals("is" + capitalized))
                    .findFirst()
                    .orElseThrow();
        }

        /** The last of the values to choose from, where there are such. */
        private static String text(Class<?> owner, String name) throws Exception {
            Object byDefault =
                    DescribableModel.of(owner).getParameter(name).isRequired() ? null : byDefault(owner, name);
            String chosen = null;
            for (ListBoxModel.Option option : options(owner, name)) {
                boolean says = !option.value.isEmpty() && !option.value.equals(Objects.toString(byDefault, ""));
                chosen = says ? option.value : chosen;
            }
            return chosen == null ? TEXT + name : chosen;
        }

        private static ListBoxModel options(Class<?> owner, String name) throws Exception {
            Descriptor<?> descriptor =
                    descriptors().filter(one -> one.clazz == owner).findFirst().orElseThrow();
            String fill = "doFill" + Character.toUpperCase(name.charAt(0)) + name.substring(1) + "Items";
            for (Method method : descriptor.getClass().getMethods()) {
                if (method.getName().equals(fill)) {
                    return (ListBoxModel) method.invoke(descriptor, new Object[method.getParameterCount()]);
                }
            }
            return new ListBoxModel();
        }
    }
}
