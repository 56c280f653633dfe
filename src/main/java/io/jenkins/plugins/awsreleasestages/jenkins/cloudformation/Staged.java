package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetState;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ExecuteState;
import io.jenkins.plugins.awsreleasestages.template.S3Location;
import java.io.Serializable;

/**
 * Where a plan of several actions is.
 *
 * @param token the step's: the name of its change set, the token of its execution, the holder of the stack's turn
 * @param label what others who wait for the stack are told of the step
 * @param change what was planned; null before
 * @param executed what was executed; null before
 * @param packaged where the template is whose local files are in S3 now; null when it names none
 * @param work the state of the action of this stage
 */
public record Staged<S extends Serializable>(
        String token, String label, ChangeSetState change, ExecuteState executed, S3Location packaged, S work)
        implements Serializable {

    static <S extends Serializable> Staged<S> first(String token, String label, S work) {
        return new Staged<>(token, label, null, null, null, work);
    }

    <T extends Serializable> Staged<T> to(T next) {
        return new Staged<>(token, label, change, executed, packaged, next);
    }

    Staged<S> planned(ChangeSetState newChange) {
        return new Staged<>(token, label, newChange, executed, packaged, work);
    }

    Staged<S> done(ExecuteState newExecuted) {
        return new Staged<>(token, label, change, newExecuted, packaged, work);
    }

    Staged<S> packaged(S3Location template) {
        return new Staged<>(token, label, change, executed, template, work);
    }
}
