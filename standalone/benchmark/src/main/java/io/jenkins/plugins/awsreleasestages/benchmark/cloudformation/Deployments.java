package io.jenkins.plugins.awsreleasestages.benchmark.cloudformation;

import io.jenkins.plugins.awsreleasestages.benchmark.CommandLine;
import io.jenkins.plugins.awsreleasestages.lookalike.cloudformation.CloudFormationLookAlike;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Some stacks that are created, in one way or another. */
final class Deployments {

    private static final String TEMPLATE = """
            Resources:
              Queue:
                Type: AWS::SQS::Queue
              Topic:
                Type: AWS::SNS::Topic
                DependsOn: Queue
            Outputs:
              Url: {Value: !Ref Queue}
            """;

    private final Path folder;
    private final CloudFormationLookAlike aws;
    private final List<String> names;

    Deployments(Path folder, CloudFormationLookAlike aws, String name, int count) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.aws = aws;
        this.names =
                IntStream.rangeClosed(1, count).mapToObj(i -> name + "-" + i).toList();
    }

    /**
     * By a Jenkinsfile, in a process of its own.
     *
     * @return the wall time in seconds, the start of that process included
     */
    double bySteps(boolean together) throws IOException, InterruptedException {
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.writeString(
                home.resolve("credentials"),
                "[bench]\naws_access_key_id = " + CommandLine.KEY + "\naws_secret_access_key = " + CommandLine.SECRET
                        + "\n");
        Path jenkinsfile = folder.resolve("Jenkinsfile");
        Files.writeString(jenkinsfile, jenkinsfile(together));
        List<String> command = List.of(
                Path.of(System.getProperty("standalone"), "run").toString(),
                jenkinsfile.toString(),
                "--home",
                home.toString(),
                "--endpoint",
                aws.endpoint().toString(),
                "--plain");
        Path log = folder.resolve("log");
        long begin = System.nanoTime();
        CommandLine.ended(CommandLine.start(log, command), log);
        return seconds(begin);
    }

    private String jenkinsfile(boolean together) {
        StringBuilder text = new StringBuilder("awsRole(credentialsId: 'bench', region: '")
                .append(CloudFormationBenchmark.REGION)
                .append("') {\n  def text = '''")
                .append(TEMPLATE)
                .append("'''\n  def work = [:]\n");
        for (String name : names) {
            text.append("  work['")
                    .append(name)
                    .append("'] = { cfnDeploy stack: '")
                    .append(name);
            text.append("', templateText: text }\n");
        }
        return text.append(together ? "  parallel work\n}\n" : "  for (one in work.values()) { one() }\n}\n")
                .toString();
    }

    /**
     * By {@code aws cloudformation deploy}, each in a process of its own, all at the same time.
     *
     * @return the wall time in seconds
     */
    double byCommands() throws IOException, InterruptedException {
        Path template = folder.resolve("template.yaml");
        Files.writeString(template, TEMPLATE);
        long begin = System.nanoTime();
        List<Process> processes = new ArrayList<>();
        for (String name : names) {
            List<String> command = List.of(
                    "aws",
                    "cloudformation",
                    "deploy",
                    "--stack-name",
                    name,
                    "--template-file",
                    template.toString(),
                    "--endpoint-url",
                    aws.endpoint().toString(),
                    "--region",
                    CloudFormationBenchmark.REGION);
            processes.add(CommandLine.start(folder.resolve(name + ".log"), command));
        }
        for (int i = 0; i < names.size(); i++) {
            CommandLine.ended(processes.get(i), folder.resolve(names.get(i) + ".log"));
        }
        return seconds(begin);
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    /** How many stacks are not there as they should be: whatever said so, this is what counts. */
    int failed() {
        return (int) names.stream()
                .filter(name -> !aws.exists(name) || !aws.stack(name).status().equals("CREATE_COMPLETE"))
                .count();
    }
}
