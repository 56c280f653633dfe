package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import hudson.EnvVars;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.ReleaseApprovalStep;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.ReleaseGateStep;
import io.jenkins.plugins.awsreleasestages.jenkins.artifact.CopyArtifactStep;
import io.jenkins.plugins.awsreleasestages.jenkins.artifact.FetchArtifactStep;
import io.jenkins.plugins.awsreleasestages.jenkins.artifact.StoreArtifactStep;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.BuildspecStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnChangeSetStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnDeleteStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnDeployStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnDriftStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnExecuteStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnOutputsStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnStackSetStep;
import io.jenkins.plugins.awsreleasestages.jenkins.codebuild.CodeBuildBatchStep;
import io.jenkins.plugins.awsreleasestages.jenkins.codebuild.CodeBuildStep;
import io.jenkins.plugins.awsreleasestages.jenkins.codebuild.CodeBuildWaitStep;
import io.jenkins.plugins.awsreleasestages.jenkins.lambda.LambdaInvokeStep;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleStep;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStep;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.FreezeRule;
import io.jenkins.plugins.awsreleasestages.jenkins.source.AwsSource;
import io.jenkins.plugins.awsreleasestages.jenkins.source.AwsSourceStep;
import io.jenkins.plugins.awsreleasestages.jenkins.source.CheckedOutSource;
import io.jenkins.plugins.awsreleasestages.jenkins.source.GitRepositorySource;
import io.jenkins.plugins.awsreleasestages.jenkins.source.S3ObjectSource;
import io.jenkins.plugins.awsreleasestages.jenkins.stage.ReleaseStageStep;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Blank never means all, nor whatever is around: each text and each list, of each step and builder, given blank. */
class EveryBlankFieldTest {

    private static final String CHANGE_SET =
            "arn:aws:cloudformation:eu-west-1:111122223333:changeSet/release-7/0f0f0f0f";

    /** Each with what it cannot do without. */
    private static final List<Supplier<Step>> STEPS = List.of(
            () -> with(new CfnDeployStep(), "stack", "shop", "template", "shop.yaml"),
            () -> with(new CfnDeployStep(), "assembly", "cdk.out"),
            () -> with(new CfnChangeSetStep("shop"), "template", "shop.yaml"),
            () -> new CfnExecuteStep(CHANGE_SET),
            () -> new CfnDeleteStep("shop"),
            () -> new CfnDriftStep("shop"),
            () -> new CfnOutputsStep("shop"),
            () -> with(new CfnStackSetStep("guards"), "template", "guards.yaml"),
            () -> new CodeBuildStep("checkout-it"),
            () -> new CodeBuildBatchStep("checkout-it"),
            () -> new CodeBuildWaitStep("checkout-it:0f0f"),
            () -> new LambdaInvokeStep("smoke"),
            () -> new BuildspecStep(),
            () -> new StoreArtifactStep("app"),
            () -> with(new CopyArtifactStep(), "name", "app"),
            () -> with(new FetchArtifactStep(), "name", "app"),
            () -> new AwsRoleStep(),
            () -> new AwsSourceStep(new GitRepositorySource("https://example.org/checkout.git")),
            () -> new ReleaseStageStep("Build"),
            () -> new ReleaseApprovalStep("Ship it?"),
            () -> new ReleaseGateStep(List.of(new FreezeRule(List.of("2020-01-01..2020-01-02")))));

    /** Lists of which an empty one would mean all there is, or would lose what should be kept. */
    private static final List<String> CHOICES =
            List.of("stacks", "approvers", "accounts", "organizationalUnits", "regions", "retainResources");

    @TestFactory
    Stream<DynamicTest> aStepIsRefusedByTheNameOfTheField() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Supplier<Step> maker : STEPS) {
            for (String field : fields(maker.get())) {
                blanks(maker.get(), field)
                        .forEach((words, blank) -> tests.add(DynamicTest.dynamicTest(
                                name(maker, field) + " " + words, () -> refused(maker.get(), field, blank))));
            }
        }
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> aBuilderIsRefusedWhereAVariableLeavesAFieldBlank() {
        List<DynamicTest> tests = new ArrayList<>();
        EnvVars variables = new EnvVars("NOTHING", " ");
        for (Supplier<Step> maker : STEPS) {
            if (!hasBuilder(maker.get())) {
                continue;
            }
            for (String field : fields(maker.get())) {
                Object value = isText(maker.get(), field) ? "${NOTHING}" : List.of("${NOTHING}");
                tests.add(DynamicTest.dynamicTest(name(maker, field), () -> {
                    Step step = maker.get();
                    give(step, field, value);
                    assertThat(builderProblem(step, variables)).contains(field + ":");
                }));
            }
        }
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> aSourceIsRefusedByTheNameOfTheField() {
        List<Supplier<Object>> sources = List.of(
                () -> new GitRepositorySource("https://example.org/checkout.git"),
                () -> new S3ObjectSource("checkout-sources", "app.zip"),
                CheckedOutSource::new);
        List<DynamicTest> tests = new ArrayList<>();
        for (Supplier<Object> maker : sources) {
            for (String field : fields(maker.get())) {
                blanks(maker.get(), field)
                        .forEach((words, blank) -> tests.add(DynamicTest.dynamicTest(
                                maker.get().getClass().getSimpleName() + " " + words, () -> {
                                    Object source = maker.get();
                                    setter(source, field).invoke(source, blank);
                                    assertThat(startProblem(new AwsSourceStep((AwsSource) source)))
                                            .contains(field + ":");
                                })));
            }
        }
        return tests.stream();
    }

    @Test
    void whatAFormLeavesEmptyWasLeftOut() {
        JSONObject form = JSONObject.fromObject("""
                {"stack": "shop", "region": "", "parameterLines": " \\n", "timeoutMinutes": 5,
                 "source": {"url": "x", "branch": ""}, "environments": [{"name": "prod", "account": ""}, "text"]}""");
        EmptyFields.forget(form);
        assertThat(form.toString()).isEqualTo(JSONObject.fromObject("""
                {"stack": "shop", "timeoutMinutes": 5, "source": {"url": "x"},
                 "environments": [{"name": "prod"}, "text"]}""").toString());
    }

    @Test
    void theMessageSaysWhatToDo() throws Exception {
        CfnDeployStep step = (CfnDeployStep) with(new CfnDeployStep(), "assembly", "cdk.out");
        step.setStacks(Arrays.asList("Shop", null));
        step.setEnvironment(null);
        assertThat(startProblem(step))
                .isEqualTo("environment: is blank, as an unset variable is. Leave it out, or give it a value."
                        + " stacks: has an element that is blank, as an unset variable is. Leave it out, or give it a"
                        + " value.");
    }

    /** So does the Job DSL, which knows no list that was left out; a Jenkinsfile's empty one is refused. */
    @Test
    void anEmptyListThatASetterIsGivenWasLeftOut() throws Exception {
        CfnDeployStep step = (CfnDeployStep) with(new CfnDeployStep(), "stack", "shop", "template", "shop.yaml");
        step.setApprovers(List.of());
        step.setStacks(List.of());
        assertThat(startProblem(step)).isNull();
        CfnStackSetStep set = (CfnStackSetStep) with(new CfnStackSetStep("guards"), "template", "guards.yaml");
        set.setAccounts(List.of());
        set.setRegions(List.of());
        set.setOrganizationalUnits(List.of());
        assertThat(startProblem(set)).isNull();
    }

    @Test
    void anApproverThatIsBlankIsRefusedInTheWordsOfEveryField() throws Exception {
        CfnDeployStep step = (CfnDeployStep) with(new CfnDeployStep(), "stack", "shop", "template", "shop.yaml");
        give(step, "approvers", Arrays.asList("alice", null));
        assertThat(startProblem(step)).startsWith("approvers: has an element that is blank");
    }

    @Test
    void aListOfRulesThatIsNullIsRefusedByItsName() {
        assertThatThrownBy(() -> give(new CfnDeployStep(), "rules", null)).hasMessageContaining("rules: is blank");
        assertThatThrownBy(() -> give(new ReleaseApprovalStep("Ship it?"), "inputs", null))
                .hasMessageContaining("inputs: is blank");
    }

    @Test
    void aMemberWithoutAFieldIsRefusedByItsOwnName() throws Exception {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("hostKernelOverride", "");
        members.put("sourceVersion", null);
        CodeBuildStep step = new CodeBuildStep("checkout-it");
        step.setOverrides(null);
        step.setOverrides(new HashMap<>(members));
        assertThat(startProblem(step))
                .contains("overrides: hostKernelOverride is blank.")
                .contains("sourceVersion: is blank");
    }

    @Test
    void theyAreAllTried() throws Exception {
        long texts =
                STEPS.stream().flatMap(maker -> fields(maker.get()).stream()).count();
        assertThat(texts).isGreaterThan(130);
        for (Supplier<Step> maker : STEPS) {
            assertThat(startProblem(maker.get())).isNull();
        }
    }

    private static void refused(Step step, String field, Object blank) throws Exception {
        give(step, field, blank);
        assertThat(startProblem(step)).contains(field + ":");
    }

    /** As a Jenkinsfile does. */
    private static void give(Step step, String field, Object value) {
        StepFields fields = StepFields.of(step.getClass());
        fields.setAll(step, fields.given(Collections.singletonMap(field, value)));
    }

    private static String builderProblem(Step step, EnvVars variables) {
        return String.join(" ", ((AwsStep) step).allProblems(new Expansion(variables::expand)));
    }

    private static boolean hasBuilder(Step step) {
        return Arrays.stream(step.getClass().getClasses()).anyMatch(ActionBuilder.class::isAssignableFrom);
    }

    /** What the step refuses to start with; null where it starts. Its own name, before that, is known to a Jenkins alone. */
    private static String startProblem(Step step) throws Exception {
        if (step instanceof AwsStep aws) {
            List<String> problems = aws.allProblems(Expansion.NONE);
            return problems.isEmpty() ? null : String.join(" ", problems);
        }
        try {
            step.start(new Context());
            return null;
        } catch (AbortException e) {
            return e.getMessage().matches(".*(no workspace here|files of a workspace: surround).*")
                    ? null
                    : e.getMessage();
        }
    }

    /** Those that are texts or lists of texts. */
    private static List<String> fields(Object step) {
        StepFields fields = StepFields.of(step.getClass());
        return fields.names().stream()
                .filter(field ->
                        fields.type(field) == String.class || fields.type(field) == List.class && fields.isList(field))
                .toList();
    }

    private static boolean isText(Object step, String field) {
        return StepFields.of(step.getClass()).type(field) == String.class;
    }

    private static Method setter(Object source, String field) {
        String name = "set" + Character.toUpperCase(field.charAt(0)) + field.substring(1);
        return Arrays.stream(source.getClass().getMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Object> blanks(Object step, String field) {
        Map<String, Object> blanks = new LinkedHashMap<>();
        if (isText(step, field)) {
            blanks.put("empty", "");
            blanks.put("spaces", " \n");
            // As env.X is where nobody has set it.
            blanks.put("null", null);
            return blanks;
        }
        blanks.put("with an empty element", List.of("one", ""));
        blanks.put("with spaces", List.of(" "));
        blanks.put("with null", Collections.singletonList(null));
        blanks.put("null", null);
        if (CHOICES.contains(field)) {
            blanks.put("empty", List.of());
        }
        return blanks;
    }

    private static Step with(Step step, String... fieldsAndValues) {
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            give(step, fieldsAndValues[i], fieldsAndValues[i + 1]);
        }
        return step;
    }

    private static String name(Supplier<Step> maker, String field) {
        return maker.get().getClass().getSimpleName() + " " + field;
    }

    private static final class Context extends FakeStepContext {
        private static final long serialVersionUID = 1L;

        @Override
        public void onSuccess(Object result) {}

        @Override
        public void onFailure(Throwable failure) {}
    }
}
