package io.jenkins.plugins.awsreleasestages.jenkins.artifact;

import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.aws.s3.Keeping;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.NameValueLines;
import io.jenkins.plugins.awsreleasestages.jenkins.artifact.ArtifactLookup.Wanted;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.DataBoundSetter;

/** A step about an artifact that {@code storeArtifact} has stored: which one is meant. */
public abstract class StoredArtifactStep extends AwsStep {

    /** A hundred gigabytes come and go in that time. */
    static final Duration LIMIT = Duration.ofHours(6);

    @DataBoundSetter
    public String name;

    private Map<String, String> from;

    @DataBoundSetter
    public String job;

    @DataBoundSetter
    public Integer run;

    @DataBoundSetter
    public String store;

    @DataBoundSetter
    public String provenanceKey;

    public Map<String, String> getFrom() {
        return from;
    }

    /** @param from what {@code storeArtifact} returned */
    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setFrom(HashMap from) {
        this.from = from == null ? null : NameValueLines.texts(from);
    }

    /** What is wrong with these fields. */
    final List<String> storedProblems(Expansion expansion) {
        return new ArrayList<>(Stream.of(
                        from == null && expansion.of(name) == null
                                ? "name: what the artifact is called is missing; or say from."
                                : null,
                        StoredArtifact.nameProblem(expansion.of(name)),
                        StoredArtifact.problem(from),
                        run != null && expansion.of(job) == null ? "run: the job whose run it is is missing." : null,
                        ArtifactStore.problem(expansion.of(store)),
                        Keeping.keyProblem("provenanceKey", EmptyFields.orNull(expansion.of(provenanceKey))))
                .filter(Objects::nonNull)
                .toList());
    }

    /**
     * @param sha256 of the ZIP; null where it was not said
     * @param provenance whether it must be said who has built it
     */
    final Wanted wanted(Expansion expansion, String sha256, boolean provenance) {
        return new Wanted(
                expansion.of(name),
                from,
                sha256,
                expansion.of(job),
                run,
                Jenkins.getAuthentication2().getName(),
                provenance,
                EmptyFields.orNull(expansion.of(provenanceKey)));
    }

    @Override
    public Map<String, String> variables(Map<?, ?> result) {
        return StoredArtifact.variables(result);
    }
}
