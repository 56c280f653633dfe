package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.util.Secret;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.BuildspecStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnChangeSetStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnDeployStep;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnStackSetStep;
import io.jenkins.plugins.awsreleasestages.jenkins.codebuild.CodeBuildBatchStep;
import io.jenkins.plugins.awsreleasestages.jenkins.codebuild.CodeBuildStep;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.junit.jupiter.api.Test;

/** What may be a secret is in no field that Jenkins writes as it is, into config.xml or a Pipeline's program. */
class SealedFieldsTest {

    private static final String SECRET = "the secret of this test";

    /** As the value of a password parameter. */
    private static HashMap<String, Object> secret() {
        return new HashMap<>(Map.of("TOKEN", Secret.fromString(SECRET)));
    }

    @Test
    void ofABuild() throws Exception {
        CodeBuildStep build = new CodeBuildStep("checkout");
        build.setEnv(secret());
        assertThat(build.getEnv()).containsEntry("TOKEN", SECRET);
        CodeBuildBatchStep batch = new CodeBuildBatchStep("checkout");
        batch.setEnv(secret());
        assertThat(batch.getEnv()).containsEntry("TOKEN", SECRET);
        assertSealed(build, batch);
    }

    /** Who may configure a job sees and changes them; what is pasted there is never decrypted. */
    @Test
    void theFormShowsWhatWasSaid() {
        CodeBuildStep build = new CodeBuildStep("checkout");
        build.setEnv(secret());
        assertThat(new CodeBuildStep.DescriptorImpl().text(build, "env")).isEqualTo("TOKEN=" + SECRET);
        String sealed = SealedText.of(SECRET).sealed();
        build.setEnv(new HashMap<>(Map.of("TOKEN", sealed)));
        assertThat(build.getEnv()).containsEntry("TOKEN", sealed);
    }

    @Test
    void ofAStack() throws Exception {
        CfnChangeSetStep change = new CfnChangeSetStep("shop");
        change.setParameters(secret());
        change.setParameterOverrides("{\"TOKEN\": \"" + SECRET + "\"}");
        CfnDeployStep deploy = new CfnDeployStep();
        deploy.setParameters(secret());
        CfnStackSetStep set = new CfnStackSetStep("shop");
        set.setParameters(secret());
        set.setParameterOverrides(secret());
        assertThat(change.getParameters()).containsEntry("TOKEN", SECRET);
        assertThat(change.getParameterOverrides()).contains(SECRET);
        assertThat(set.getParameterOverrides()).containsEntry("TOKEN", SECRET);
        assertSealed(change, deploy, set);
    }

    @Test
    void ofABuildspecInTheProgram() throws Exception {
        BuildspecStep step = new BuildspecStep();
        step.setEnv(secret());
        ByteArrayOutputStream program = new ByteArrayOutputStream();
        StepExecution execution = step.start(new Nobody());
        try (ObjectOutputStream out = new ObjectOutputStream(program)) {
            out.writeObject(execution);
        }
        assertThat(program.toString(StandardCharsets.ISO_8859_1))
                .contains("TOKEN")
                .doesNotContain(SECRET);
    }

    @Test
    void aNullAndATextThatLooksEncryptedStayThemselves() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("null", null);
        values.put("encrypted", Secret.fromString(SECRET).getEncryptedValue());
        values.put("empty", "");
        assertThat(SealedText.opened(SealedText.sealed(values))).isEqualTo(values);
    }

    private static final class Nobody extends FakeStepContext {
        private static final long serialVersionUID = 1L;

        @Override
        public void onSuccess(Object result) {}

        @Override
        public void onFailure(Throwable problem) {}

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    private static void assertSealed(Object... steps) throws Exception {
        for (Object step : steps) {
            for (Class<?> type = step.getClass(); type != Object.class; type = type.getSuperclass()) {
                for (Field field : List.of(type.getDeclaredFields())) {
                    if (!Modifier.isStatic(field.getModifiers())) {
                        field.setAccessible(true);
                        assertThat(String.valueOf(field.get(step)))
                                .as(field.toString())
                                .doesNotContain(SECRET);
                    }
                }
            }
        }
    }
}
