package io.jenkins.plugins.awsreleasestages.jenkins;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import hudson.FilePath;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.aws.AwsSessions;
import io.jenkins.plugins.awsreleasestages.emulator.Call;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.FaultProxy;
import io.jenkins.plugins.awsreleasestages.files.FileDigest;
import io.jenkins.plugins.awsreleasestages.jenkins.cloudformation.CfnDeployStep;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.GateRule;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.PolicyDefinition;
import io.jenkins.plugins.awsreleasestages.jenkins.policy.ReleasePolicies;
import io.jenkins.plugins.awsreleasestages.lookalike.cloudformation.CloudFormationLookAlike;
import io.jenkins.plugins.awsreleasestages.lookalike.codebuild.CodeBuildLookAlike;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.htmlunit.html.HtmlForm;
import org.htmlunit.html.HtmlPage;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.JenkinsSessionExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Steps that waited in a real Jenkins with an earlier version of the plugin go on with this one. As much of that Jenkins's
 * home as that needs is kept in {@code src/test/resources}, in a folder for each version. What is recorded there is never
 * changed; a version that saves something else adds a folder of its own:
 * {@code -Dtest=SavedReleaseJenkinsTest -Dsaved.record=FOLDER}.
 */
class SavedReleaseJenkinsTest {

    /** Of which something is kept. */
    private static final List<String> VERSIONS = List.of("1.0");

    private static final String JOB = "saved";
    private static final String RECORD = "saved.record";
    private static final String WHY_NOT = "It only records what the other tests resume; say -Dsaved.record=FOLDER.";

    /** What a home needs so that what was sealed there can be read. */
    private static final String KEPT =
            "jobs/**,secrets/master.key,secrets/hudson.util.Secret,credentials.xml,requests.txt";

    /** The stage that a policy names. */
    private static final String GUARDED = "Production";

    /** What has begun while something is recorded lasts too long for it to end. */
    private static final int SECONDS = 600;

    /** People are asked again, because what they were asked about is gone. */
    private static final String SECOND_ROUND = "cfnDeploy-second-gate";

    /** Where artifacts are, in the emulator. */
    private static final String BUCKET = "saved-artifacts";

    private static final byte[] ARTIFACT = artifact();
    private static final String SHA256 = FileDigest.of(ARTIFACT);
    private static final String ARTIFACT_KEY = "releases/artifacts/app/" + SHA256 + ".zip";

    /** How many times faster it is afterwards. */
    private static final int HASTE = 1000;

    private static final String QUICK = "{Type: AWS::SNS::Topic, Metadata: {LookAlike: {Seconds: 1}}}";
    private static final String TEMPLATE = "Resources: {Queue: {Type: AWS::SQS::Queue}, Topic: " + QUICK + "}";
    private static final String CHANGED =
            TEMPLATE.replaceFirst("}$", ", More: {Type: AWS::SQS::Queue}, News: " + QUICK + "}");
    private static final String CHANGE = "templateText: '" + CHANGED + "'";
    private static final String BUILD = "project: 'checkout', env: [LOOK_ALIKE_SECONDS: '200']";

    /**
     * A moment in the life of a step.
     *
     * @param name of what is kept of it
     * @param script what the Jenkinsfile says
     * @param call of which AWS was asked when the moment has come
     * @param line what the log has said before; whoever is to be aborted is aborted then
     * @param hangs the call that has no answer yet; null for none
     * @param changes how often AWS is asked to change something after the restart, by operation; never for all others
     * @param result how the build ends
     * @param says what its log says then
     */
    private record Moment(
            String name,
            String script,
            String call,
            String line,
            String hangs,
            Map<String, Long> changes,
            Result result,
            String says) {

        @Override
        public String toString() {
            return name;
        }
    }

    private static Moment moment(String name, String script, String call, String line, String says) {
        return new Moment(name, script, call, line, null, Map.of(), Result.SUCCESS, says);
    }

    /** Nothing has been said yet. */
    private static Moment hanging(String name, String script, String call, Map<String, Long> changes, String says) {
        return new Moment(name, script, call, "", call, changes, Result.SUCCESS, says);
    }

    private static Moment deciding(String name, String script, Map<String, Long> changes, String says) {
        return new Moment(
                name, script, "STS.GetCallerIdentity", "Approve or reject", null, changes, Result.SUCCESS, says);
    }

    private static String deploy(String stack, String more) {
        return "echo 'ended ' + cfnDeploy(stack: '" + stack + "', " + more + CHANGE + ").status";
    }

    private static final Map<String, Long> EXECUTED = Map.of("CloudFormation.ExecuteChangeSet", 1L);

    private static List<Moment> moments() {
        return List.of(
                deciding(
                        "gate",
                        "def d = releaseApproval message: 'Ship it?'\necho \"shipped by ${d.by}\"",
                        Map.of(),
                        "shipped by anonymous"),
                deciding(
                        "stage-inside",
                        "releaseStage('Build') { releaseApproval 'Ship it?' }\necho 'ended'",
                        Map.of(),
                        "ended"),
                deciding("stage-gate", "releaseStage('" + GUARDED + "') { echo 'entered' }", Map.of(), "entered"),
                hanging(
                        "cfnChangeSet-created",
                        "echo 'ended ' + cfnChangeSet(stack: 'shop', " + CHANGE + ").changes.size()",
                        "CloudFormation.DescribeChangeSet",
                        Map.of(),
                        "ended 2"),
                hanging(
                        "cfnDeploy-create-sent",
                        deploy("shop", ""),
                        "CloudFormation.CreateChangeSet",
                        EXECUTED,
                        "ended UPDATED"),
                hanging(
                        "cfnDeploy-created",
                        deploy("shop", ""),
                        "CloudFormation.DescribeChangeSet",
                        EXECUTED,
                        "ended UPDATED"),
                new Moment(
                        "cfnDeploy-busy",
                        deploy("busy", ""),
                        "CloudFormation.DescribeStacks",
                        "Waiting for its turn: stack busy is in UPDATE_IN_PROGRESS",
                        null,
                        Map.of("CloudFormation.CreateChangeSet", 1L, "CloudFormation.ExecuteChangeSet", 1L),
                        Result.SUCCESS,
                        "ended UPDATED"),
                deciding(SECOND_ROUND, deploy("shop", "approve: true, "), EXECUTED, "ended UPDATED"),
                deciding("cfnDeploy-gate", deploy("shop", "approve: true, "), EXECUTED, "ended UPDATED"),
                hanging(
                        "cfnDeploy-execute-sent",
                        deploy("shop", ""),
                        "CloudFormation.ExecuteChangeSet",
                        Map.of(),
                        "ended UPDATED"),
                moment(
                        "cfnDeploy-executing",
                        deploy("shop", ""),
                        "CloudFormation.ExecuteChangeSet",
                        "created  News",
                        "ended UPDATED"),
                new Moment(
                        "cfnDeploy-stopping",
                        deploy("shop", ""),
                        "CloudFormation.CancelUpdateStack",
                        "created  News",
                        "CloudFormation.CancelUpdateStack",
                        Map.of(),
                        Result.ABORTED,
                        "UPDATE_ROLLBACK_COMPLETE"),
                moment(
                        "releaseGate-frozen",
                        "echo 'ended ' + releaseGate(conditions: [freeze(periods: ['2020-01-01..%s'])]).conditions*.verdict"
                                .formatted(soon()),
                        "STS.GetCallerIdentity",
                        "Waiting: no freeze",
                        "ended [PASS]"),
                hanging(
                        "copyArtifact-copying",
                        "def app = [name: 'app', bucket: '" + BUCKET + "', key: '" + ARTIFACT_KEY + "', sha256: '"
                                + SHA256
                                + "', region: '" + Emulator.REGION + "']\n"
                                + "echo 'ended ' + copyArtifact(from: app, store: 's3://" + BUCKET + "/copies').key",
                        "S3.CopyObject",
                        // Of the artifact, and of the statement beside it.
                        Map.of("S3.CopyObject", 2L),
                        "ended copies/artifacts/app/" + SHA256 + ".zip"),
                moment(
                        "cfnExecute-executing",
                        "def c = cfnChangeSet stack: 'shop', " + CHANGE
                                + "\necho 'ended ' + cfnExecute(changeSet: c).status",
                        "CloudFormation.ExecuteChangeSet",
                        "created  News",
                        "ended UPDATED"),
                moment(
                        "cfnDelete-deleting",
                        "echo 'ended ' + cfnDelete('shop').status",
                        "CloudFormation.DeleteStack",
                        "deleted  Topic",
                        "ended DELETED"),
                moment(
                        "cfnDrift-detecting",
                        "echo 'ended ' + cfnDrift('shop').status",
                        "CloudFormation.DescribeStackDriftDetectionStatus",
                        "Looking for drift in stack shop",
                        "ended IN_SYNC"),
                hanging(
                        "cfnOutputs-asked",
                        "echo 'ended ' + cfnOutputs('shop')",
                        "CloudFormation.DescribeStacks",
                        Map.of(),
                        "ended [:]"),
                moment(
                        "cfnStackSet-creating",
                        """
                        node {
                          writeFile file: 'guard.yaml', text: 'Resources: {Topic: {Type: AWS::SNS::Topic}}'
                          def guard = cfnStackSet name: 'guard', template: 'guard.yaml', accounts: ['111122223333'],
                                                  regions: ['eu-west-1']
                          echo "ended ${guard.status} ${guard.counts}"
                        }""",
                        "CloudFormation.DescribeStackSetOperation",
                        "Stack set guard, creation of stacks",
                        "ended CREATED [succeeded:1]"),
                hanging(
                        "codeBuild-start-sent",
                        "echo 'ended ' + codeBuild(" + BUILD + ").status",
                        "CodeBuild.StartBuild",
                        Map.of(),
                        "ended SUCCEEDED"),
                moment(
                        "codeBuild-queued",
                        "echo 'ended ' + codeBuild(" + BUILD + ").status",
                        "CodeBuild.BatchGetBuilds",
                        "started: https://",
                        "ended SUCCEEDED"),
                moment(
                        "codeBuild-building",
                        "echo 'ended ' + codeBuild(" + BUILD + ").status",
                        "CodeBuild.BatchGetBuilds",
                        "line 1 ok",
                        "ended SUCCEEDED"),
                new Moment(
                        "codeBuild-stopping",
                        "codeBuild(" + BUILD + ")",
                        "CodeBuild.StopBuild",
                        "started: https://",
                        "CodeBuild.StopBuild",
                        Map.of("CodeBuild.StopBuild", 1L),
                        Result.ABORTED,
                        "STOPPED"),
                moment(
                        "codeBuildWait-building",
                        "def b = codeBuild wait: false, " + BUILD + "\necho 'ended ' + codeBuildWait(b.id).status",
                        "CodeBuild.BatchGetBuilds",
                        "line 1 ok",
                        "ended SUCCEEDED"),
                moment(
                        "codeBuildBatch-building",
                        "echo 'ended ' + codeBuildBatch(project: 'checkout').status",
                        "CodeBuild.BatchGetBuildBatches",
                        "started: https://",
                        "ended SUCCEEDED"),
                new Moment(
                        "lambdaInvoke-sent",
                        "lambdaInvoke 'smoke'",
                        "LAMBDA.Unknown",
                        "",
                        "LAMBDA.Unknown",
                        Map.of(),
                        Result.FAILURE,
                        "Nobody knows whether function smoke has run"),
                hanging(
                        "awsSource-arriving",
                        "node { echo 'ended ' + awsSource(s3Object(bucket: 'sources', key: 'app.txt')).type }",
                        "S3.GetObject",
                        Map.of(),
                        "ended s3"),
                new Moment(
                        "buildspec-running",
                        "node {\n  writeFile file: 'buildspec.yml',"
                                + " text: 'version: 0.2\\nphases: {build: {commands: [echo begun, sleep 20]}}'\n"
                                + "  buildspec()\n}",
                        "STS.GetCallerIdentity",
                        "begun",
                        null,
                        Map.of(),
                        Result.FAILURE,
                        "buildspec.yml was lost: its folder on the agent is gone."));
    }

    /** The next minute but one, in UTC. */
    private static String soon() {
        return DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm")
                .format(LocalDateTime.now(ZoneOffset.UTC).plusMinutes(2));
    }

    /** The same wherever and whenever it is made. */
    private static byte[] artifact() {
        byte[] text = "shop".getBytes(StandardCharsets.UTF_8);
        CRC32 sum = new CRC32();
        sum.update(text);
        ZipEntry entry = new ZipEntry("app.txt");
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(text.length);
        entry.setCrc(sum.getValue());
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(entry);
            zip.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Stream<Arguments> kept() {
        return VERSIONS.stream().flatMap(version -> moments().stream().map(moment -> Arguments.of(version, moment)));
    }

    @RegisterExtension
    private final JenkinsSessionExtension session = new JenkinsSessionExtension();

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private final CloudFormationLookAlike cloudFormation =
            CloudFormationLookAlike.start(Emulator.REGION, Clock.systemUTC());
    private final CodeBuildLookAlike codeBuild = CodeBuildLookAlike.start(Emulator.REGION);
    private FaultProxy aws;

    @BeforeEach
    void disconnected() {
        AwsSessions.closeAll();
    }

    @AfterEach
    void closed() {
        System.clearProperty("aws.endpointUrl");
        AwsSessions.closeAll();
        if (aws != null) {
            aws.close();
        }
        cloudFormation.close();
        codeBuild.close();
    }

    // ---- the account

    private URI service(Moment moment) {
        if (isOfArtifacts(moment)) {
            return AWS.endpoint();
        }
        return moment.script.contains("codeBuild") ? codeBuild.endpoint() : cloudFormation.endpoint();
    }

    private static boolean isOfArtifacts(Moment moment) {
        return moment.name.contains("Artifact");
    }

    private static void artifacts() {
        try (S3Client s3 = AWS.s3With(BUCKET)) {
            s3.putObject(r -> r.bucket(BUCKET).key(ARTIFACT_KEY), RequestBody.fromBytes(ARTIFACT));
        }
    }

    private void connect(URI service) {
        aws = new FaultProxy(service);
        System.setProperty("aws.endpointUrl", aws.endpoint().toString());
    }

    /** @param batch the status of the batch of builds */
    private void account(int speed, String batch) {
        cloudFormation
                .speed(speed)
                .resourceSeconds(SECONDS)
                .driftSeconds(SECONDS)
                .stackSetSeconds(SECONDS);
        cloudFormation.stack("shop").template(TEMPLATE);
        cloudFormation.stack("busy").template(TEMPLATE).busy("UPDATE_IN_PROGRESS", SECONDS, "UPDATE_COMPLETE");
        cloudFormation.object("sources", "app.txt", "for sale".getBytes(StandardCharsets.UTF_8));
        codeBuild.answering("StartBuildBatch", request -> Map.of("buildBatch", batch("IN_PROGRESS")));
        codeBuild.answering("BatchGetBuildBatches", request -> Map.of("buildBatches", List.of(batch(batch))));
    }

    private static Map<String, Object> batch(String status) {
        String id = "checkout:0f0f0f0f-0f0f-0f0f-0f0f-0f0f0f0f0f0f";
        return Map.of(
                "id",
                id,
                "arn",
                "arn:aws:codebuild:" + Emulator.REGION + ":123456789012:build-batch/" + id,
                "buildBatchNumber",
                1,
                "buildBatchStatus",
                status,
                "complete",
                !status.equals("IN_PROGRESS"));
    }

    private static boolean isChange(Call call) {
        return !call.operation().matches("STS\\..*|.*\\.(Describe|List|Get|BatchGet|Head).*");
    }

    private Map<String, Long> changes() {
        return aws.calls().stream()
                .filter(SavedReleaseJenkinsTest::isChange)
                .collect(Collectors.groupingBy(Call::operation, Collectors.counting()));
    }

    private Path requests() {
        return home().resolve("requests.txt");
    }

    /** Brings the account to where it was: what had been asked of it is asked once more, of services that are quick. */
    private void askAgain(URI service) throws IOException, InterruptedException {
        if (!Files.exists(requests())) {
            return;
        }
        for (String line : Files.readAllLines(requests())) {
            String[] request = line.split("\t", 2);
            if (request[0].startsWith("LAMBDA")) {
                // There is no such service here: whether the function has run nobody knows.
                continue;
            }
            ask(request[0], request[1].replace("\"200\"", "\"0.1\""), service);
        }
    }

    private static void ask(String operation, String body, URI service) throws IOException, InterruptedException {
        HttpRequest asked = HttpRequest.newBuilder(service)
                .header("X-Amz-Target", operation.replace("CodeBuild.", "CodeBuild_20161006."))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(asked, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    // ---- what is kept

    private Path home() {
        return session.getHome().toPath();
    }

    private void restore(String version, String name) throws Exception {
        try (InputStream zip = getClass()
                .getResourceAsStream("/io/jenkins/plugins/awsreleasestages/saved/" + version + "/" + name + ".zip")) {
            new FilePath(session.getHome()).unzipFrom(zip);
        }
        Path build = home().resolve("jobs/" + JOB + "/builds/1");
        Matcher started = Pattern.compile("<startTime>(\\d+)<").matcher(Files.readString(build.resolve("build.xml")));
        assertThat(started.find()).isTrue();
        Duration since = Duration.between(Instant.ofEpochMilli(Long.parseLong(started.group(1))), Instant.now());
        for (Path file : List.of(build.resolve("build.xml"), build.resolve("program.dat"))) {
            if (Files.exists(file)) {
                Files.writeString(file, later(Files.readString(file, ISO_8859_1), since), ISO_8859_1);
            }
        }
    }

    /** As if it had been recorded a moment ago: no deadline has passed, no token has expired. */
    private static String later(String saved, Duration by) {
        Function<String, String> later = time -> LocalDateTime.parse(time)
                .plusSeconds(by.toSeconds())
                .format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss"));
        return Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d")
                .matcher(saved)
                .replaceAll(time -> later.apply(time.group()));
    }

    private static WorkflowRun run(JenkinsRule j) {
        return j.jenkins.getItemByFullName(JOB, WorkflowJob.class).getBuildByNumber(1);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("kept")
    void whatWaitedWithAnEarlierVersionGoesOnWithThisOne(String version, Moment moment) throws Throwable {
        restore(version, moment.name);
        account(HASTE, "SUCCEEDED");
        if (isOfArtifacts(moment)) {
            artifacts();
        } else {
            askAgain(service(moment));
        }
        connect(service(moment));
        session.then(j -> {
            WorkflowRun run = run(j);
            if (moment.line.equals("Approve or reject")) {
                decisionForm(j, run).getButtonByName("approve").click();
            }
            j.assertBuildStatus(moment.result, j.waitForCompletion(run));
            j.assertLogContains(moment.says, run);
        });
        assertThat(changes()).isEqualTo(moment.changes);
    }

    private static HtmlForm decisionForm(JenkinsRule j, Run<?, ?> run) throws Exception {
        HtmlPage page = j.createWebClient().getPage(run, "approval");
        return page.getForms().stream()
                .filter(one -> one.getActionAttribute().equals("decide"))
                .findFirst()
                .orElse(null);
    }

    @Test
    void aGateOfTheTimeBeforeIsRefusedInOneSentence() throws Throwable {
        restore("before-1.0", "gate");
        session.then(j -> {
            WorkflowRun run = run(j);
            j.assertBuildStatus(Result.FAILURE, j.waitForCompletion(run));
            j.assertLogContains("This build waited in a step of a version of AWS Release Stages before 1.0", run);
            j.assertLogContains("begin the build anew.", run);
        });
    }

    /** A freestyle build does not go on. Its gate is shown, and nobody can decide it. */
    @Test
    void theGateOfAFreestyleBuildThatWasCutOffIsOver() throws Throwable {
        restore("1.0", "freestyle-gate");
        session.then(j -> {
            Run<?, ?> run =
                    j.jenkins.getItemByFullName(JOB, FreeStyleProject.class).getBuildByNumber(1);
            assertThat(run.isBuilding()).isFalse();
            assertThat(decisionForm(j, run)).isNull();
            assertThat(j.createWebClient()
                            .getPage(run, "approval")
                            .getWebResponse()
                            .getContentAsString())
                    .contains("shop");
        });
    }

    // ---- recording

    @ParameterizedTest
    @MethodSource("moments")
    @EnabledIfSystemProperty(named = RECORD, matches = ".+", disabledReason = WHY_NOT)
    void record(Moment moment) throws Throwable {
        account(1, "IN_PROGRESS");
        if (isOfArtifacts(moment)) {
            artifacts();
        }
        connect(service(moment));
        if (moment.hangs != null) {
            aws.on(moment.hangs).hang();
        }
        session.then(j -> {
            ReleasePolicies.get().setPolicies(List.of(guarding()));
            WorkflowRun run = RunInRole.start(j, JOB, moment.script);
            j.waitForMessage(moment.line, run);
            if (moment.name.equals(SECOND_ROUND)) {
                deleteChangeSet();
                decisionForm(j, run).getButtonByName("approve").click();
                j.waitForMessage("Asked anew, because the stack has changed meanwhile.", run);
            }
            if (moment.result == Result.ABORTED) {
                run.getExecutor().interrupt();
            }
            while (aws.count(moment.call) == 0) {
                assertThat(run.isBuilding()).as(JenkinsRule.getLog(run)).isTrue();
                Thread.sleep(100);
            }
        });
        keep(moment.name);
    }

    /** As somebody else does, so that it is not among what is asked again. */
    private void deleteChangeSet() throws IOException, InterruptedException {
        String created = aws.calls().stream()
                .filter(call -> call.operation().equals("CloudFormation.CreateChangeSet"))
                .map(Call::body)
                .findFirst()
                .orElseThrow();
        Matcher name = Pattern.compile("ChangeSetName=[^&]+").matcher(created);
        assertThat(name.find()).isTrue();
        ask(
                "CloudFormation.DeleteChangeSet",
                "Action=DeleteChangeSet&StackName=shop&" + name.group(),
                cloudFormation.endpoint());
    }

    private static PolicyDefinition guarding() {
        GateRule anybody = new GateRule("anybody");
        anybody.setApprovers(List.of("anonymous"));
        PolicyDefinition policy = new PolicyDefinition(GUARDED);
        policy.setStages(List.of(GUARDED));
        policy.setRules(List.of(anybody));
        return policy;
    }

    @Test
    @EnabledIfSystemProperty(named = RECORD, matches = ".+", disabledReason = WHY_NOT)
    void recordAFreestyleBuild() throws Throwable {
        account(1, "IN_PROGRESS");
        connect(cloudFormation.endpoint());
        session.then(j -> {
            CfnDeployStep step = new CfnDeployStep();
            step.setStack("shop");
            step.setTemplateText(CHANGED);
            step.approve = true;
            FreeStyleProject job = RunInRole.freestyle(j, JOB);
            job.getBuildersList().add(new CfnDeployStep.Builder(step));
            Run<?, ?> run = job.scheduleBuild2(0).waitForStart();
            j.waitForMessage("Approve or reject", run);
            // As a controller that is killed leaves it.
            keep("freestyle-gate");
            run.getExecutor().interrupt();
            j.waitForCompletion(run);
        });
    }

    private void keep(String name) throws Exception {
        List<String> changes = aws.calls().stream()
                .filter(SavedReleaseJenkinsTest::isChange)
                .map(call -> call.operation() + "\t" + call.body())
                .toList();
        Files.write(requests(), changes);
        Path folder = Files.createDirectories(Path.of(System.getProperty(RECORD)));
        try (OutputStream zip = Files.newOutputStream(folder.resolve(name + ".zip"))) {
            new FilePath(session.getHome()).zip(zip, KEPT);
        }
    }
}
