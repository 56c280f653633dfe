package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.aws.SkippedTime;
import io.jenkins.plugins.awsreleasestages.engine.FakeTime;
import io.jenkins.plugins.awsreleasestages.lookalike.cloudformation.CloudFormationLookAlike;
import io.jenkins.plugins.awsreleasestages.lookalike.cloudformation.StackInAnyState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** Stacks of the look-alike, ten times as fast as AWS, and the actions that work on them. */
final class Deployed implements AutoCloseable {

    static final String TEMPLATE = """
        Parameters:
          Wait: {Type: Number, Default: 1}
        Resources:
          Queue:
            Type: AWS::SQS::Queue
            Properties: {QueueName: shop, VisibilityTimeout: !Ref Wait}
          Topic:
            Type: AWS::SNS::Topic
            Properties: {DisplayName: !Sub '${Wait} of ${Queue}'}
        Outputs:
          Url: {Value: !Ref Queue}
        """;

    final SkippedTime clock = new SkippedTime();
    final CloudFormationLookAlike aws = CloudFormationLookAlike.start("eu-central-1", clock);

    /** For how long turns are held. */
    final FakeTime time = new FakeTime();

    final StackTurns turns = new StackTurns(time.clock());
    final AwsSession session = Driven.session(aws.endpoint());

    @Override
    public void close() {
        aws.close();
    }

    /** A stack as it is after a first deployment. */
    StackInAnyState stack(String name) {
        return aws.stack(name).template(TEMPLATE, Map.of("Wait", "1"));
    }

    static String token() {
        return "jenkins-job-1-" + UUID.randomUUID().toString().substring(0, 8);
    }

    PrepareStackAction ready(String stack, PrepareStackAction.Preparation preparation) {
        return new PrepareStackAction(() -> session, turns, preparation, stack);
    }

    PrepareStackAction ready(String stack) {
        return ready(stack, PrepareStackAction.Preparation.waiting(Duration.ofMinutes(5)));
    }

    static PrepareStackAction.State toBeReady(String stack) {
        return PrepareStackAction.State.create(token(), "shop #1", stack, null, null);
    }

    ChangeSetAction planning(String stack, UnaryOperator<ChangeSetRequest> more, ChangeSetInput input) {
        ChangeSetRequest plain = new ChangeSetRequest(stack, Map.of("Wait", "2"), List.of(), Map.of(), null, null);
        return new ChangeSetAction(() -> session, more.apply(plain), () -> input, turns);
    }

    DeleteAction deleting(String stack) {
        return new DeleteAction(
                () -> session, stack, new DeleteAction.Request(List.of(), false, null), turns, () -> "shop #1");
    }

    static ChangeSetInput text(String template) {
        return ChangeSetInput.of(new ChangeSetInput.TemplateSource.Text("template.yaml", template));
    }

    Driven<ChangeSetAction.State, ChangeSetAction.Answer> plan(
            String stack, UnaryOperator<ChangeSetRequest> more, ChangeSetInput input) {
        return clock.run(planning(stack, more, input), ChangeSetAction.State.create(stack, token()));
    }

    Driven<ChangeSetAction.State, ChangeSetAction.Answer> plan(String stack, String template) {
        return plan(stack, request -> request, text(template));
    }

    ExecuteAction executing(ChangeSetAction.State planned, boolean leaves) {
        return new ExecuteAction(() -> session, planned.id(), turns, leaves);
    }

    static ExecuteAction.State toExecute(ChangeSetAction.State planned) {
        return ExecuteAction.State.create(
                planned.id(), planned.content().fingerprint(), planned.name(), planned.stack(), planned.stackId());
    }

    Driven<ExecuteAction.State, ExecuteAction.Answer> execute(ChangeSetAction.State planned) {
        return clock.run(executing(planned, false), toExecute(planned));
    }

    static UnaryOperator<ChangeSetRequest> with(UnaryOperator<Options> change) {
        return request -> new ChangeSetRequest(
                request.stack(),
                request.parameters(),
                request.capabilities(),
                request.tags(),
                request.role(),
                request.description(),
                change.apply(new Options()).build());
    }

    /** Options, one by one. */
    static final class Options {
        boolean keepPrevious = true;
        String store;
        List<String> topics = List.of();
        List<String> alarms = List.of();
        Integer monitoring;
        boolean nested = true;
        String onFailure;
        boolean importExisting;
        List<ChangeSetOptions.ImportedResource> imports = List.of();
        boolean revertDrift;

        ChangeSetOptions build() {
            return new ChangeSetOptions(
                    keepPrevious,
                    store,
                    topics,
                    alarms,
                    monitoring,
                    nested,
                    onFailure,
                    importExisting,
                    imports,
                    revertDrift);
        }
    }
}
