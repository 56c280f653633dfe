package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.model.Run;
import jenkins.model.RunAction2;

/** A page of a run, which knows its run also after a restart. */
public abstract class RunPage implements RunAction2 {

    private transient Run<?, ?> run;

    // Read by the page.
    public final Run<?, ?> getRun() {
        return run;
    }

    @Override
    public final void onAttached(Run<?, ?> r) {
        run = r;
    }

    @Override
    public void onLoad(Run<?, ?> r) {
        run = r;
    }
}
