package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;

/** What surrounds an action in Jenkins: the same for a Pipeline step and for a builder of a freestyle job. */
public interface ActionContext {

    /**
     * The run, its environment, the workspace, the launcher, the log, the {@code AwsRoleScope} of the block.
     *
     * @return null where there is none, such as a workspace outside of {@code node}
     * @throws RemoteFailure of kind UNREACHABLE while it is not at hand, as right after a restart
     */
    <T> T find(Class<T> type);

    /**
     * The same, where it must be there.
     *
     * @throws RemoteFailure of kind UNREACHABLE: after a restart an agent is back only after a while
     */
    default <T> T get(Class<T> type) {
        T found = find(type);
        if (found == null) {
            throw new RemoteFailure(
                    RemoteFailure.Kind.UNREACHABLE,
                    "The " + type.getSimpleName() + " is not at hand: the agent is not connected.");
        }
        return found;
    }

    /** The log, or nowhere while there is none at hand. */
    TaskListener listener();
}
