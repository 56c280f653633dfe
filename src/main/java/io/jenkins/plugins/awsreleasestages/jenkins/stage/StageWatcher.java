package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Job;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Is told when somebody has changed a way into a stage of a job, or what may enter. */
public interface StageWatcher extends ExtensionPoint {

    /** It is on disk already. */
    void changed(Job<?, ?> job);

    /** Whatever they make of it, the change stands. */
    static void tell(Job<?, ?> job) {
        for (StageWatcher watcher : ExtensionList.lookup(StageWatcher.class)) {
            try {
                watcher.changed(job);
            } catch (RuntimeException e) {
                Logger.getLogger(StageWatcher.class.getName()).log(Level.WARNING, watcher + " failed", e);
            }
        }
    }
}
