package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import hudson.EnvVars;
import io.jenkins.plugins.awsreleasestages.OnStandIns;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the texts of a builder's form stand for. */
@OnStandIns
class CfnVariablesTest {

    private static Expansion expansion(String... variables) {
        EnvVars environment = new EnvVars(variables);
        return new Expansion(environment::expand);
    }

    private static CfnDeployStep assembly() {
        CfnDeployStep step = new CfnDeployStep();
        step.assembly = "${DIR}/cdk.out";
        step.setStacks(List.of("${STACK}", "Data"));
        step.setEnvironment("${ENVIRONMENT}");
        step.setRegion("${REGION}");
        return step;
    }

    @Test
    void anAssemblyItsStacksAndItsPlaceMayBeVariables() throws Exception {
        Expansion expansion = expansion("DIR", "infra", "STACK", "$DIR", "ENVIRONMENT", "prod", "REGION", "eu-west-1");
        AssemblyPlan plan = (AssemblyPlan) assembly().checkedPlan(expansion);
        assertThat(plan.folder()).isEqualTo("infra/cdk.out");
        assertThat(plan.stacks()).containsExactly("$DIR", "Data");
        assertThat(plan.scope()).isEqualTo(AwsRoleScope.environment("prod", "eu-west-1"));
    }

    @Test
    void aNameThatIsEmptyInThisRunIsRefused() {
        CfnDeployStep step = assembly();
        step.assembly = "${DIR}";
        assertThatThrownBy(() -> step.checkedPlan(expansion("DIR", "", "STACK", " ")))
                .isInstanceOf(AbortException.class)
                .hasMessageContaining("assembly: '${DIR}' is empty in this run.")
                .hasMessageContaining("stacks: '${STACK}' is empty in this run.");
    }
}
