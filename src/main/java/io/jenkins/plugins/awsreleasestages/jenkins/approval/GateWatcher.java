package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.GateStatus;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Is told of the gates of all runs. */
public interface GateWatcher extends ExtensionPoint {

    /** A run begins to wait for people; after a restart once more. */
    default void waits(ActionContext context) {}

    /** The wait has ended; may be told of more often than {@link #waits}. */
    default void waitsNoMore(ActionContext context) {}

    /**
     * Something was said at a gate, and is on disk.
     *
     * @param before null where the gate was opened just now
     */
    default void changed(Run<?, ?> run, GateStatus before, GateStatus now) {}

    /** Whatever they make of it, the gate goes on. */
    static void tell(Consumer<GateWatcher> news) {
        for (GateWatcher watcher : ExtensionList.lookup(GateWatcher.class)) {
            try {
                news.accept(watcher);
            } catch (RuntimeException e) {
                Logger.getLogger(GateWatcher.class.getName()).log(Level.WARNING, watcher + " failed", e);
            }
        }
    }
}
