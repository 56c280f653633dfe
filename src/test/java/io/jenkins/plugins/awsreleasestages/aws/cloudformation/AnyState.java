package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.aws.SkippedTime;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.lookalike.cloudformation.CloudFormationLookAlike;
import io.jenkins.plugins.awsreleasestages.lookalike.cloudformation.LookAlikeFault;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** An account whose stacks can be in any state, in time that nobody waits for, and a session in it. */
final class AnyState implements AutoCloseable {

    static final String SHOP = """
        Parameters:
          Password: {Type: String, NoEcho: true, Default: swordfish}
        Resources:
          Queue: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: '30', KmsMasterKeyId: !Ref Password}}
          Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: shop}}
        Outputs:
          Url: {Value: !Ref Queue, Export: {Name: shop-url}}
          Arn: {Value: !Ref Topic}
        """;

    final SkippedTime time = new SkippedTime();
    final CloudFormationLookAlike aws = CloudFormationLookAlike.start(Emulator.REGION, time);
    final StackTurns turns = new StackTurns(time);
    AwsSession session = Driven.session(aws.endpoint());

    /** From now on a call fails in this way. */
    void fault(String operation, Consumer<LookAlikeFault> fault, String name) {
        if (name.endsWith("hang")) {
            // Nobody waits for what never comes for as long as a user has to.
            session = Driven.session(aws.endpoint(), Duration.ofMillis(500));
        }
        fault.accept(aws.fault(operation));
    }

    @Override
    public void close() {
        aws.close();
    }

    /** All that passes, for each of the operations; what the log says of it comes last. */
    static Stream<Arguments> faults(String... operations) {
        Map<String, Consumer<LookAlikeFault>> kinds = new LinkedHashMap<>();
        kinds.put("throttled: Rate exceeded", f -> f.times(4).throttle());
        kinds.put("500: unknown error", LookAlikeFault::failInternally);
        kinds.put("expired token: expired", LookAlikeFault::expireToken);
        kinds.put("lost on the way: got no answer from AWS", LookAlikeFault::resetBefore);
        kinds.put("answer lost: got no answer from AWS", LookAlikeFault::resetAfter);
        kinds.put("hang: got no answer from AWS", LookAlikeFault::hang);
        return Stream.of(operations)
                .flatMap(operation -> kinds.entrySet().stream()
                        .map(kind -> Arguments.of(
                                operation + " " + kind.getKey().split(": ")[0],
                                operation,
                                kind.getValue(),
                                kind.getKey().split(": ")[1])));
    }
}
