package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.model.Cause;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.util.Objects;

/** A run was started by a new revision of its source. */
public final class AwsSourceCause extends Cause {

    private final SourceRevision revision;

    public AwsSourceCause(SourceRevision revision) {
        this.revision = Objects.requireNonNull(revision);
    }

    public SourceRevision getRevision() {
        return revision;
    }

    @Override
    public String getShortDescription() {
        return "Started by a new revision of " + revision;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AwsSourceCause cause && revision.equals(cause.revision);
    }

    @Override
    public int hashCode() {
        return revision.hashCode();
    }
}
