package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Is told when a run begins to wait for people, and when it has ended; after a restart both anew. */
public interface GateWatcher extends ExtensionPoint {

    void waits(ActionContext context);

    /** May be told of more often than {@link #waits}. */
    void waitsNoMore(ActionContext context);

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
