package io.jenkins.plugins.awsreleasestages.jenkins.role;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.awsreleasestages.emulator.EmulatedAccount;
import io.jenkins.plugins.awsreleasestages.emulator.SecretSearch;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.jvnet.hudson.test.JenkinsRule;

/** PowerShell scripts inside {@code awsRole}, with a program made with an AWS SDK (botocore) that they call. */
class AwsRolePowerShellJenkinsTest extends EmulatedRoleJenkinsTest {

    /** The session is told by the end of its key: the whole would be masked. */
    private static final String WHO = """
            import boto3
            session = boto3.Session()
            who = session.client("sts").get_caller_identity()["Arn"]
            print("I am", who, "in", session.get_credentials().get_frozen_credentials().access_key[-6:])
            """;

    private static final Pattern SAID = Pattern.compile("I am (\\S+) in (\\S+)");

    /** Where the scripts leave their traces; it outlives a restart. */
    @TempDir
    private Path traces;

    @BeforeAll
    static void needsPowerShell() {
        boolean there = onPath("powershell") && onPath("pwsh");
        if (!there) {
            System.out.println("Left out: AwsRolePowerShellJenkinsTest: no powershell and pwsh on the PATH here");
        }
        Assumptions.assumeTrue(there, "no powershell and pwsh on the PATH");
    }

    private static boolean onPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program))
                        || Files.isExecutable(Path.of(folder, program + ".exe")));
    }

    @BeforeEach
    void writeProgram() throws Exception {
        Files.writeString(traces.resolve("who.py"), WHO);
    }

    private WorkflowRun run(JenkinsRule j, String more, String step) throws Exception {
        addCredentials();
        WorkflowJob job = j.createProject(WorkflowJob.class, "a script");
        job.setDefinition(new CpsFlowDefinition(
                """
                node {
                  withEnv(['AWS_ENDPOINT_URL=%s', 'PYTHON=%s', 'TRACES=%s']) {
                    awsRole(role: '%s', credentialsId: 'ci', region: 'eu-west-1'%s) {
                      %s
                    }
                  }
                }
                """.formatted(AWS.endpoint(), EmulatedAccount.python().toAbsolutePath(), traces, ROLE, more, step),
                true));
        return job.scheduleBuild2(0).waitForStart();
    }

    private static String powershell(String script) {
        return "powershell '''" + script + "'''";
    }

    @ParameterizedTest
    @ValueSource(strings = {"powershell", "pwsh"})
    void aScriptIsTheRole(String step) throws Throwable {
        session.then(j -> {
            WorkflowRun run = run(
                    j,
                    "",
                    "dir('a folder') { " + step
                            + " '''Write-Output \"PowerShell $($PSVersionTable.PSVersion)\"\n& $env:PYTHON $env:TRACES/who.py\n"
                            + "Write-Output \"key: $env:AWS_ACCESS_KEY_ID.\"''' }\n" + "echo 'returned ' + " + step
                            + "(script: '(& $env:PYTHON $env:TRACES/who.py).Split()[2]', returnStdout: true).trim()");
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            assertThat(j.getLog(run))
                    .containsPattern("PowerShell \\d+\\.")
                    .containsPattern("I am arn:aws:sts::\\d+:assumed-role/shell/")
                    .containsPattern("returned arn:aws:sts::\\d+:assumed-role/shell/")
                    .contains("key: .");
            assertNothingIsLeft(j.jenkins.getRootDir().toPath());
        });
    }

    @Test
    void itsFailureIsTheSteps() throws Throwable {
        session.then(j -> {
            WorkflowRun run = run(j, "", powershell("& $env:PYTHON $env:TRACES/who.py\nexit 7"));
            j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
            assertThat(j.getLog(run)).contains("I am ", "script returned exit code 7");
            assertNothingIsLeft(j.jenkins.getRootDir().toPath());
        });
    }

    @Test
    void plainVariablesAreThereAndMasked() throws Throwable {
        session.then(j -> {
            WorkflowRun run = run(
                    j,
                    ", exportKeys: true",
                    powershell(
                            "& $env:PYTHON $env:TRACES/who.py\n"
                                    + "Write-Output \"key: $($env:AWS_ACCESS_KEY_ID.Length) secret: $env:AWS_SECRET_ACCESS_KEY.\""));
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            assertThat(j.getLog(run)).contains("I am ", "key: 20 secret: ****.").doesNotContain(SecretSearch.MARK);
            assertNothingIsLeft(j.jenkins.getRootDir().toPath());
        });
    }

    @Test
    void itGoesOnThroughARestartAndThreeSessions() throws Throwable {
        sessionsLast(15);
        session.then(j -> {
            run(
                    j,
                    "",
                    powershell("while (-not (Test-Path $env:TRACES/go)) {\n" + "  & $env:PYTHON $env:TRACES/who.py\n"
                            + "  if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }\n"
                            + "  New-Item -Force -ItemType File $env:TRACES/begun | Out-Null\n"
                            + "  Start-Sleep -Milliseconds 500\n}"));
            await(traces.resolve("begun"));
        });
        session.then(j -> {
            TimeUnit.SECONDS.sleep(35);
            Files.createFile(traces.resolve("go"));
            WorkflowRun run =
                    j.jenkins.getItemByFullName("a script", WorkflowJob.class).getBuildByNumber(1);
            j.assertBuildStatusSuccess(j.waitForCompletion(run));
            assertThat(SAID.matcher(j.getLog(run))
                            .results()
                            .map(said -> said.group(2))
                            .distinct())
                    .hasSizeGreaterThanOrEqualTo(3);
            assertThat(SAID.matcher(j.getLog(run)).results().map(MatchResult::group))
                    .hasSizeGreaterThan(30);
            assertNothingIsLeft(j.jenkins.getRootDir().toPath());
        });
    }

    @Test
    void anAbortedScriptLeavesNothing() throws Throwable {
        session.then(j -> {
            WorkflowRun run = run(
                    j,
                    "",
                    powershell("New-Item -ItemType File $env:TRACES/begun | Out-Null\nStart-Sleep -Seconds 100"));
            await(traces.resolve("begun"));
            assertThat(shellFolders(j.jenkins.getRootDir().toPath())).isNotEmpty();
            run.getExecutor().interrupt();
            j.assertBuildStatus(Result.ABORTED, j.waitForCompletion(run));
            assertNothingIsLeft(j.jenkins.getRootDir().toPath());
        });
    }
}
