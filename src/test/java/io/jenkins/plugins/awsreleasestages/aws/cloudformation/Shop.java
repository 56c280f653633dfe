package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.aws.SkippedTime;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.Fault;
import io.jenkins.plugins.awsreleasestages.emulator.FaultProxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.params.provider.Arguments;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.s3.S3Client;

/** One stack of a shop in the emulator, behind a proxy of its own. */
final class Shop implements AutoCloseable {

    static final String TEMPLATE = """
        Parameters:
          Wait: {Type: Number, Default: 1}
          Name: {Type: String}
          Password: {Type: String, NoEcho: true, Default: swordfish}
        Resources:
          Queue:
            Type: AWS::SQS::Queue
            Properties: {QueueName: !Ref Name, VisibilityTimeout: !Ref Wait}
          Url:
            Type: AWS::SSM::Parameter
            Properties: {Type: String, Value: !Ref Queue}
          Secret:
            Type: AWS::SSM::Parameter
            Properties: {Type: String, Value: !Ref Password}
        Outputs:
          QueueUrl: {Value: !Ref Queue}
        """;

    final String stack = "shop-" + UUID.randomUUID().toString().substring(0, 8);
    final FaultProxy proxy;
    final CloudFormationClient direct;
    final SkippedTime time;
    final StackTurns turns;
    private final Emulator emulator;
    private AwsSession session;

    Shop(Emulator emulator) {
        this(emulator, new SkippedTime(emulator::letPass));
    }

    Shop(Emulator emulator, SkippedTime time) {
        this.emulator = emulator;
        this.time = time;
        turns = new StackTurns(time);
        emulator.settings("{\"changeSetSeconds\": 3, \"executeSeconds\": 8}");
        proxy = emulator.proxy();
        direct = emulator.at(CloudFormationClient.builder()).build();
        session = Driven.session(proxy.endpoint());
    }

    /** How a call fails, under a name, and what the log then says of it. */
    static Arguments fault(String name, String operation, Consumer<Fault> fault, String words) {
        return Arguments.of(name, operation, fault, words);
    }

    /** From now on a call fails in this way. */
    void fault(String operation, Consumer<Fault> fault, String name) {
        if (name.equals("hang")) {
            // Nobody waits for what never comes for as long as a user has to.
            session = Driven.session(proxy.endpoint(), Duration.ofSeconds(4));
        }
        fault.accept(proxy.on(operation));
    }

    @Override
    public void close() {
        emulator.settings("{\"changeSetSeconds\": 1, \"executeSeconds\": 2, \"eventPageSize\": 100}");
        direct.close();
        proxy.close();
    }

    Map<String, String> parameters() {
        return Map.of("Name", stack);
    }

    ChangeSetAction planning(Map<String, String> parameters, Map<String, String> tags, String template) {
        return new ChangeSetAction(
                () -> session,
                new ChangeSetRequest(stack, parameters, List.of(), tags, null, null),
                () -> ChangeSetInput.of(new ChangeSetInput.TemplateSource.Text("template.yaml", template)),
                turns);
    }

    ChangeSetAction.State fresh() {
        return ChangeSetAction.State.create(
                stack,
                ChangeSetRequest.changeSetName(
                        stack, 1, UUID.randomUUID().toString().substring(0, 8)));
    }

    Driven<ChangeSetAction.State, ChangeSetAction.Answer> plan(Map<String, String> parameters) {
        return plan(parameters, Map.of(), TEMPLATE);
    }

    Driven<ChangeSetAction.State, ChangeSetAction.Answer> plan(
            Map<String, String> parameters, Map<String, String> tags, String template) {
        return time.run(planning(parameters, tags, template), fresh());
    }

    PrepareStackAction ready(PrepareStackAction.Preparation preparation) {
        return new PrepareStackAction(() -> session, turns, preparation, stack);
    }

    /** As a step that first of all looks at the stack. */
    Driven<PrepareStackAction.State, PrepareStackAction.Answer> meet(PrepareStackAction.Preparation preparation) {
        PrepareStackAction.State state =
                PrepareStackAction.State.create("jenkins-" + UUID.randomUUID(), "shop #1", stack, null, null);
        try {
            return time.run(ready(preparation), state);
        } finally {
            turns.release(state.token());
        }
    }

    ExecuteAction executing(ChangeSetAction.State planned) {
        return executing(planned, false);
    }

    ExecuteAction executing(ChangeSetAction.State planned, boolean leaves) {
        return new ExecuteAction(() -> session, planned.id(), turns, leaves);
    }

    static ExecuteAction.State toExecute(ChangeSetAction.State planned) {
        return ExecuteAction.State.create(
                planned.id(),
                planned.content().fingerprint(),
                "jenkins-" + UUID.randomUUID(),
                planned.stack(),
                planned.stackId());
    }

    Driven<ExecuteAction.State, ExecuteAction.Answer> execute(ChangeSetAction.State planned) {
        return time.run(executing(planned), toExecute(planned));
    }

    DeleteAction deleting() {
        return new DeleteAction(
                () -> session, stack, new DeleteAction.Request(List.of(), false, null), turns, () -> "shop #1");
    }

    /** As a step that deletes what it has found. */
    Driven<DeleteAction.State, DeleteAction.Answer> delete() {
        StackReport report = StackReport.of(Stacks.find(session, stack).orElseThrow());
        return time.run(
                deleting(),
                DeleteAction.State.create(new FoundStack(stack, "eu-west-1", report), "jenkins-" + UUID.randomUUID()));
    }

    UnchangedAction unchanged() {
        return new UnchangedAction(() -> session, stack, false);
    }

    /** The stack as it is after a first deployment. */
    Shop deployed() {
        Driven<ExecuteAction.State, ExecuteAction.Answer> executed =
                execute(plan(parameters()).data());
        if (!executed.data().result().equals("CREATED")) {
            throw new IllegalStateException(executed.failure());
        }
        proxy.reset();
        return this;
    }

    /** A template that also wants a bucket which somebody else has already. */
    String failingTemplate() {
        try (S3Client s3 = emulator.at(S3Client.builder()).forcePathStyle(true).build()) {
            s3.createBucket(b ->
                    b.bucket(stack + "-taken").createBucketConfiguration(c -> c.locationConstraint(Emulator.REGION)));
        }
        return TEMPLATE.replace(
                "Outputs:",
                "  Bucket: {Type: AWS::S3::Bucket, Properties: {BucketName: " + stack + "-taken}}\nOutputs:");
    }

    String status() {
        return direct.describeStacks(r -> r.stackName(stack)).stacks().get(0).stackStatusAsString();
    }

    boolean exists() {
        return direct.describeStacks().stacks().stream()
                .anyMatch(s -> s.stackName().equals(stack));
    }

    int changeSets() {
        return direct.listChangeSets(r -> r.stackName(stack)).summaries().size();
    }

    /** How many operations of this kind the stack has begun. */
    long begun(String status) {
        return direct.describeStackEvents(r -> r.stackName(stack)).stackEvents().stream()
                .filter(event -> event.physicalResourceId().equals(event.stackId()))
                .filter(event -> event.resourceStatusAsString().equals(status))
                .count();
    }
}
