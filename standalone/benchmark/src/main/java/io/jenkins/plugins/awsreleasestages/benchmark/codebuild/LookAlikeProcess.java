package io.jenkins.plugins.awsreleasestages.benchmark.codebuild;

import io.jenkins.plugins.awsreleasestages.benchmark.ChildProcess;
import io.jenkins.plugins.awsreleasestages.lookalike.RequestLimit;
import io.jenkins.plugins.awsreleasestages.lookalike.codebuild.CodeBuildLookAlike;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The look-alike's process. */
final class LookAlikeProcess {

    private LookAlikeProcess() {}

    /** Arguments: the requests a second of CodeBuild, those of CloudWatch Logs, the latency and the log's delay in ms. */
    public static void main(String... arguments) throws IOException {
        CodeBuildLookAlike aws = CodeBuildLookAlike.start(CodeBuildBenchmark.REGION)
                .limit(RequestLimit.perSecond(Double.parseDouble(arguments[0])))
                .logLimit(RequestLimit.perSecond(Double.parseDouble(arguments[1])))
                .latency(Duration.ofMillis((long) Double.parseDouble(arguments[2])))
                .logDelay(Duration.ofMillis((long) Double.parseDouble(arguments[3])));
        ChildProcess.serve(words -> answer(aws, words));
    }

    private static String answer(CodeBuildLookAlike aws, List<String> words) {
        return switch (words.get(0)) {
            case "endpoint" -> aws.endpoint().toString();
            case "builds" -> String.valueOf(aws.builds());
            case "throttled" -> String.valueOf(aws.throttled());
            case "count" -> String.valueOf(aws.count(words.get(1)));
            default -> throw new IllegalArgumentException(words.toString());
        };
    }
}
