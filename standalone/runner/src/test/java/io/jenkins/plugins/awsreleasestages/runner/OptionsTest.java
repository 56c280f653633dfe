package io.jenkins.plugins.awsreleasestages.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.runner.Options.GateMode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

    @Test
    void everythingHasADefault() throws Exception {
        Options options = Options.parse("/project/Jenkinsfile");
        assertThat(options.home()).isEqualTo(Path.of("/project/.jenkins-run"));
        assertThat(options.workspace()).isEqualTo(Path.of("/project/.jenkins-run/workspace"));
        assertThat(options.gates()).isEqualTo(GateMode.ASK);
        assertThat(options.endpoint()).isNull();
    }

    @Test
    void valuesMayContainEqualsSigns() throws Exception {
        Options options = Options.parse("f", "--param", "A=b=c", "--env", "X=", "--approve", "--endpoint", "http://h");
        assertThat(options.params()).isEqualTo(Map.of("A", "b=c"));
        assertThat(options.env()).isEqualTo(Map.of("X", ""));
        assertThat(options.gates()).isEqualTo(GateMode.APPROVE);
        assertThat(options.endpoint()).isEqualTo("http://h");
    }

    @ParameterizedTest
    @CsvSource({
        "--resume, Which Jenkinsfile",
        "f --home, --home needs a value",
        "f --approve --reject, exclude each other",
        "f --param X, needs NAME=VALUE",
        "f --frob, no option --frob",
        "f g, Only one"
    })
    void wrongUsageIsSaid(String arguments, String message) {
        assertThatThrownBy(() -> Options.parse(arguments.split(" ")))
                .isInstanceOf(Options.WrongUsage.class)
                .hasMessageContaining(message);
    }
}
