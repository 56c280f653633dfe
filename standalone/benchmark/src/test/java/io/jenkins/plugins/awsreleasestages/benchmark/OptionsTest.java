package io.jenkins.plugins.awsreleasestages.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.benchmark.Options.WrongUsage;
import io.jenkins.plugins.awsreleasestages.benchmark.cloudformation.CloudFormationBenchmark;
import io.jenkins.plugins.awsreleasestages.benchmark.codebuild.CodeBuildBenchmark;
import java.util.List;
import org.junit.jupiter.api.Test;

public class OptionsTest {

    private final Benchmark benchmark = new CodeBuildBenchmark();

    public static Options parse(Benchmark benchmark, String... arguments) throws WrongUsage {
        return Options.parse(benchmark, List.of(arguments));
    }

    @Test
    void whatIsNotSaidIsAsUsual() throws WrongUsage {
        Options options = parse(benchmark, "--builds", "7", "--check");
        assertThat(options.count("builds")).isEqualTo(7);
        assertThat(options.count("limit")).isEqualTo(10);
        assertThat(options.check()).isTrue();
        assertThat(parse(benchmark).check()).isFalse();
    }

    @Test
    void whatIsNotUnderstoodIsRefused() {
        assertThatThrownBy(() -> parse(benchmark, "--bilds", "7")).hasMessage("There is no option --bilds.");
        assertThatThrownBy(() -> parse(benchmark, "--builds")).hasMessage("--builds needs a number.");
        assertThatThrownBy(() -> parse(benchmark, "--builds", "many")).hasMessage("--builds needs a number.");
    }

    @Test
    void whatIsNoNumberIsOneOfWhatItMayBe() throws WrongUsage {
        Benchmark stacks = new CloudFormationBenchmark();
        assertThat(parse(stacks, "--against", "aws").chosen()).containsEntry("against", "aws");
        assertThat(parse(stacks).chosen()).isEmpty();
        assertThatThrownBy(() -> parse(stacks, "--against", "azure")).hasMessage("--against is one of: aws.");
    }
}
