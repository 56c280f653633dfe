package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetState;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ExecuteState;
import java.io.Serializable;

/**
 * Where a plan of several actions is.
 *
 * @param token the step's: the name of its change set, the token of its execution, the holder of the stack's turn
 * @param label what others who wait for the stack are told of the step
 * @param change what was planned; null before
 * @param executed what was executed; null before
 * @param work the state of the action of this stage
 */
public record Staged<S extends Serializable>(
        String token, String label, ChangeSetState change, ExecuteState executed, S work) implements Serializable {

    static <S extends Serializable> Staged<S> first(String token, String label, S work) {
        return new Staged<>(token, label, null, null, work);
    }

    <T extends Serializable> Staged<T> to(T next) {
        return new Staged<>(token, label, change, executed, next);
    }

    Staged<S> planned(ChangeSetState newChange) {
        return new Staged<>(token, label, newChange, executed, work);
    }

    Staged<S> done(ExecuteState newExecuted) {
        return new Staged<>(token, label, change, newExecuted, work);
    }
}
