package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.model.Run;
import java.util.List;
import java.util.Map;
import jenkins.model.RunAction2;

/**
 * What a run has to show of its release, which knows its run also after a restart. Its sections are on the {@link
 * ReleasePage} with those of the others; at its own address, where links of logs lead, they are alone.
 */
public abstract class RunPage extends ReleaseView implements RunAction2 {

    private transient Run<?, ?> run;

    // Read by the page.
    @Override
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

    /** Those that have something to show. */
    protected abstract List<Section> sections();

    /** All that may change in the sections, as a text. */
    protected abstract String shown();

    /** What proves the release later, as plain data by names of its own; empty for what proves nothing. */
    protected Map<String, Object> evidence() {
        return Map.of();
    }

    /**
     * What a later run begins with that takes this one's release up, such as its revisions.
     *
     * @return null where it begins without
     */
    public RunPage carried() {
        return null;
    }

    /** @return the id of the gate at which people are waited for in a stage; null where there is none */
    public String openGate(String stage) {
        return null;
    }

    @Override
    public final List<Part> getParts() {
        return sections().stream().map(section -> new Part(this, section)).toList();
    }

    @Override
    public final boolean isWhole() {
        return false;
    }

    /** A run has one entry in the side panel, that of the {@link ReleasePage}. */
    @Override
    public final String getIconFileName() {
        return null;
    }
}
