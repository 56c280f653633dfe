package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import hudson.EnvVars;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.ReleaseApprovalStep;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.BuildspecStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnChangeSetBuilder;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnChangeSetStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnDeleteBuilder;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnDeleteStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnDeployBuilder;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnDeployStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnDriftBuilder;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnDriftStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnExecuteBuilder;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnExecuteStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnOutputsBuilder;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnOutputsStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnStackSetBuilder;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnStackSetStep;
import io.jenkins.plugins.awsreleasestages.jenkins.codebuild.CodeBuildBatchBuilder;
import io.jenkins.plugins.awsreleasestages.jenkins.codebuild.CodeBuildBatchStep;
import io.jenkins.plugins.awsreleasestages.jenkins.codebuild.CodeBuildBuilder;
import io.jenkins.plugins.awsreleasestages.jenkins.codebuild.CodeBuildStep;
import io.jenkins.plugins.awsreleasestages.jenkins.codebuild.CodeBuildWaitStep;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleStep;
import io.jenkins.plugins.awsreleasestages.jenkins.source.AwsSource;
import io.jenkins.plugins.awsreleasestages.jenkins.source.AwsSourceStep;
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
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.sf.json.JSONObject;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.kohsuke.stapler.DataBoundSetter;

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
            () -> new BuildspecStep(),
            () -> new AwsRoleStep(),
            () -> new AwsSourceStep(new GitRepositorySource("https://example.org/checkout.git")),
            () -> new ReleaseStageStep("Build"),
            () -> new ReleaseApprovalStep("Ship it?"));

    private static final Map<Class<?>, Function<Step, ActionBuilder>> BUILDERS = Map.of(
            CfnDeployStep.class, step -> new CfnDeployBuilder((CfnDeployStep) step),
            CfnChangeSetStep.class, step -> new CfnChangeSetBuilder((CfnChangeSetStep) step),
            CfnExecuteStep.class, step -> new CfnExecuteBuilder((CfnExecuteStep) step),
            CfnDeleteStep.class, step -> new CfnDeleteBuilder((CfnDeleteStep) step),
            CfnDriftStep.class, step -> new CfnDriftBuilder((CfnDriftStep) step),
            CfnOutputsStep.class, step -> new CfnOutputsBuilder((CfnOutputsStep) step),
            CfnStackSetStep.class, step -> new CfnStackSetBuilder((CfnStackSetStep) step),
            CodeBuildStep.class, step -> new CodeBuildBuilder((CodeBuildStep) step),
            CodeBuildBatchStep.class, step -> new CodeBuildBatchBuilder((CodeBuildBatchStep) step));

    /** Lists of which an empty one would mean all there is, or would lose what should be kept. */
    private static final List<String> CHOICES =
            List.of("stacks", "approvers", "accounts", "organizationalUnits", "regions", "retainResources");

    @TestFactory
    Stream<DynamicTest> aStepIsRefusedByTheNameOfTheField() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Supplier<Step> maker : STEPS) {
            for (Method setter : setters(maker.get())) {
                blanks(setter)
                        .forEach((words, blank) -> tests.add(DynamicTest.dynamicTest(
                                name(maker, setter) + " " + words, () -> refused(maker.get(), setter, blank))));
            }
        }
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> aBuilderIsRefusedWhereAVariableLeavesAFieldBlank() {
        List<DynamicTest> tests = new ArrayList<>();
        EnvVars variables = new EnvVars("NOTHING", " ");
        for (Supplier<Step> maker : STEPS) {
            if (!BUILDERS.containsKey(maker.get().getClass())) {
                continue;
            }
            for (Method setter : setters(maker.get())) {
                Object value = isText(setter) ? "${NOTHING}" : List.of("${NOTHING}");
                tests.add(DynamicTest.dynamicTest(name(maker, setter), () -> {
                    Step step = maker.get();
                    setter.invoke(step, value);
                    assertThatThrownBy(() ->
                                    BUILDERS.get(step.getClass()).apply(step).plan(variables))
                            .isInstanceOf(AbortException.class)
                            .hasMessageContaining(field(setter) + ":");
                }));
            }
        }
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> aSourceIsRefusedByTheNameOfTheField() {
        List<Supplier<Object>> sources = List.of(
                () -> new GitRepositorySource("https://example.org/checkout.git"),
                () -> new S3ObjectSource("checkout-sources", "app.zip"));
        List<DynamicTest> tests = new ArrayList<>();
        for (Supplier<Object> maker : sources) {
            for (Method setter : setters(maker.get())) {
                blanks(setter)
                        .forEach((words, blank) -> tests.add(DynamicTest.dynamicTest(
                                maker.get().getClass().getSimpleName() + " " + words, () -> {
                                    Object source = maker.get();
                                    setter.invoke(source, blank);
                                    assertThatThrownBy(() -> new AwsSourceStep((AwsSource) source).start(new Context()))
                                            .isInstanceOf(AbortException.class)
                                            .hasMessageContaining(field(setter) + ":");
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
    void theMessageSaysWhatToDo() {
        CfnDeployStep step = (CfnDeployStep) with(new CfnDeployStep(), "assembly", "cdk.out");
        step.setStacks(Arrays.asList("Shop", null));
        step.setEnvironment(null);
        assertThatThrownBy(() -> step.start(new Context()))
                .hasMessage(
                        "cfnDeploy: environment: is blank, as an unset variable is. Leave it out, or give it a value."
                                + " stacks: has an element that is blank, as an unset variable is. Leave it out, or give it a"
                                + " value.");
    }

    @Test
    void aMemberWithoutAFieldIsRefusedByItsOwnName() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("hostKernelOverride", "");
        members.put("sourceVersion", null);
        CodeBuildStep step = new CodeBuildStep("checkout-it");
        step.setOverrides(null);
        step.setOverrides(new HashMap<>(members));
        assertThatThrownBy(() -> step.start(new Context()))
                .hasMessageContaining("overrides: hostKernelOverride is blank.")
                .hasMessageContaining("sourceVersion: is blank");
    }

    @Test
    void theyAreAllTried() throws Exception {
        long texts =
                STEPS.stream().flatMap(maker -> setters(maker.get()).stream()).count();
        assertThat(texts).isGreaterThan(130);
        for (Supplier<Step> maker : STEPS) {
            assertThat(startProblem(maker.get())).isNull();
        }
    }

    private static void refused(Step step, Method setter, Object blank) throws Exception {
        setter.invoke(step, blank);
        assertThat(startProblem(step)).contains(field(setter) + ":");
    }

    /** What the step refuses to start with; null where it starts. */
    private static String startProblem(Step step) throws Exception {
        try {
            step.start(new Context());
            return null;
        } catch (AbortException e) {
            return e.getMessage().matches(".*(no workspace here|files of a workspace: surround).*")
                    ? null
                    : e.getMessage();
        }
    }

    private static List<Method> setters(Object step) {
        return Arrays.stream(step.getClass().getMethods())
                .filter(method -> method.isAnnotationPresent(DataBoundSetter.class))
                .filter(method -> isText(method) || isListOfTexts(method))
                .sorted((one, other) -> one.getName().compareTo(other.getName()))
                .toList();
    }

    private static boolean isText(Method setter) {
        return setter.getParameterTypes()[0] == String.class;
    }

    private static boolean isListOfTexts(Method setter) {
        return setter.getGenericParameterTypes()[0].getTypeName().equals("java.util.List<java.lang.String>");
    }

    private static Map<String, Object> blanks(Method setter) {
        Map<String, Object> blanks = new LinkedHashMap<>();
        if (isText(setter)) {
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
        if (CHOICES.contains(field(setter))) {
            blanks.put("empty", List.of());
        }
        return blanks;
    }

    private static Step with(Step step, String... fieldsAndValues) {
        try {
            for (int i = 0; i < fieldsAndValues.length; i += 2) {
                String name = fieldsAndValues[i].substring(0, 1).toUpperCase() + fieldsAndValues[i].substring(1);
                step.getClass().getMethod("set" + name, String.class).invoke(step, fieldsAndValues[i + 1]);
            }
            return step;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String field(Method setter) {
        String name = setter.getName().substring(3);
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    private static String name(Supplier<Step> maker, Method setter) {
        return maker.get().getClass().getSimpleName() + " " + field(setter);
    }

    private static final class Context extends FakeStepContext {
        private static final long serialVersionUID = 1L;

        @Override
        public void onSuccess(Object result) {}

        @Override
        public void onFailure(Throwable failure) {}
    }
}
