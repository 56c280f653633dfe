package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.util.Objects;

/** Knows what a run was started from; there is one where the Git plugin is. */
public interface RunOrigin extends ExtensionPoint {

    /** @return null where it is not known */
    SourceRevision find(Run<?, ?> run);

    /**
     * @param run null for none
     * @return null where nobody knows
     */
    static SourceRevision of(Run<?, ?> run) {
        return run == null
                ? null
                : ExtensionList.lookup(RunOrigin.class).stream()
                        .map(one -> one.find(run))
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null);
    }
}
