package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code approvers: [env.X]} with X not set must not let everybody approve who may build. */
class CfnApproversTest {

    private static CfnDeployStep deploying(List<String> approvers) {
        CfnDeployStep step = new CfnDeployStep("shop");
        step.setTemplate("template.yaml");
        step.setApprovers(approvers);
        return step;
    }

    static Stream<List<String>> blank() {
        return Stream.of(null, List.of(), List.of(""), List.of(" "), Arrays.asList((String) null), List.of("group:"));
    }

    @ParameterizedTest
    @MethodSource
    void blank(List<String> approvers) {
        assertThat(deploying(approvers).problems(UnaryOperator.identity()))
                .anyMatch(problem -> problem.startsWith("approvers: "));
    }

    @Test
    void namesOfUsersAndGroupsAreTaken() {
        CfnDeployStep step = deploying(List.of("anna", "group:release managers"));
        assertThat(step.problems(UnaryOperator.identity())).isEmpty();
        assertThat(step.getApprovers()).containsExactly("anna", "group:release managers");
    }

    @Test
    void withoutAnyNobodyIsNamed() {
        CfnDeployStep step = new CfnDeployStep("shop");
        step.setTemplate("template.yaml");
        assertThat(step.problems(UnaryOperator.identity())).isEmpty();
    }
}
