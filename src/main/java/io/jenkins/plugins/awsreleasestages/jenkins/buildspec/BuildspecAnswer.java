package io.jenkins.plugins.awsreleasestages.jenkins.buildspec;

import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.BuildspecState.StoredArtifact;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.PhaseFolder.Reading;
import java.util.List;

/** What the agent and S3 answer to a look; which of these depends on the stage. */
sealed interface BuildspecAnswer {

    /** How the script is. */
    record Phases(Reading reading) implements BuildspecAnswer {}

    /** The artifacts, collected. */
    record Collected(List<StoredArtifact> artifacts) implements BuildspecAnswer {}

    /** One artifact more is stored, {@code artifact} with the place at {@code index}; {@code sent} or already there. */
    record Stored(int index, StoredArtifact artifact, boolean sent) implements BuildspecAnswer {}

    /** It cannot go on; the message is whole sentences. */
    record Spoiled(String message) implements BuildspecAnswer {}

    /** Nothing of it is on the agent any more, as far as the agent answers; {@code lines} tell of its test reports. */
    record Removed(List<String> lines) implements BuildspecAnswer {}
}
