package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * How far an operation on a stack has been followed, by the stack's events and by its state, or by its state alone.
 *
 * @param eventsDenied whether the events may not be read
 */
public record FollowedOperation(boolean eventsDenied, OperationProgress progress, WatchTimes times) {

    /** @param resources how many the operation is about; 0 when that is not known */
    static FollowedOperation create(int resources) {
        return new FollowedOperation(false, OperationProgress.create(resources), WatchTimes.NEW);
    }

    /** What reading the events has brought: those that are new, the oldest first, or that they may not be read. */
    public record NewEvents(List<StackEvent> events, boolean denied) {
        static final NewEvents NONE = new NewEvents(List.of(), false);
        private static final NewEvents DENIED = new NewEvents(List.of(), true);
    }

    /** Reads the events, unless it is known that they may not be read. */
    NewEvents read(Supplier<List<StackEvent>> reading) {
        if (eventsDenied) {
            return NewEvents.DENIED;
        }
        try {
            return new NewEvents(reading.get(), false);
        } catch (RemoteFailure e) {
            if (!Stacks.saysDenied(e)) {
                throw e;
            }
            return NewEvents.DENIED;
        }
    }

    /** The operation after some events, and the lines that they are worth; more lines may be added. */
    record Told(FollowedOperation operation, List<String> lines) {}

    Told with(NewEvents read) {
        List<String> lines = new ArrayList<>();
        if (read.denied() && !eventsDenied) {
            lines.add("The events of the stack may not be read (cloudformation:DescribeStackEvents is denied); only its"
                    + " state is followed.");
        }
        OperationProgress.Told told = progress.with(read.events());
        lines.addAll(told.lines());
        return new Told(new FollowedOperation(read.denied(), told.progress(), times), lines);
    }

    /** A word of life, where the log has been silent for long; else nothing. */
    List<String> reminder(String stack, String status, Instant now) {
        if (!times.isTooSilent(now)) {
            return List.of();
        }
        return List.of("Stack " + stack + ": " + status + (eventsDenied ? "" : ", " + progress.summary(now)) + ".");
    }

    FollowedOperation looked(Instant now, boolean said) {
        return new FollowedOperation(eventsDenied, progress, times.looked(now, said));
    }

    Duration pause(Instant now) {
        return times.pause(now);
    }
}
