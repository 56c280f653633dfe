package io.jenkins.plugins.awsreleasestages.jenkins.artifact;

import hudson.model.Item;
import hudson.model.Job;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.aws.s3.Provenance;
import io.jenkins.plugins.awsreleasestages.aws.s3.SignedProvenance;
import io.jenkins.plugins.awsreleasestages.engine.Call;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;

/**
 * Finds out which artifact is meant, and what its checksum has to be.
 *
 * @param run the one that fetches
 * @param store gives {@code s3://bucket/prefix}, or throws {@link RemoteFailure}
 * @param sessions gives the session in a region; null for the step's
 */
record ArtifactLookup(
        Wanted wanted, Supplier<Run<?, ?>> run, Supplier<ArtifactStore> store, Function<String, AwsSession> sessions)
        implements Call<ArtifactLookup.State> {

    /**
     * What was said; null is what was not.
     *
     * @param from the result of {@code storeArtifact}
     * @param sha256 of the ZIP
     * @param job whose run has stored it, relative to the folder of the run that fetches
     * @param number of that run; null for the last that was successful
     * @param as the name of who asks for it: whom the run that fetches runs as
     * @param provenance whether it must be said who has built it
     * @param provenanceKey the key of KMS that must have signed it; null for none
     */
    record Wanted(
            String name,
            Map<String, String> from,
            String sha256,
            String job,
            Integer number,
            String as,
            boolean provenance,
            String provenanceKey) {

        Wanted from(Map<String, String> artifact) {
            return new Wanted(name, artifact, null, null, null, as, provenance, provenanceKey);
        }

        String called() {
            return name == null ? from.get("name") : name;
        }
    }

    /** @param artifact null before it is known */
    record State(StoredArtifact artifact) {}

    /** What the stage of that name has found. */
    static StoredArtifact found(SequenceState state, String stage) {
        return state.state(stage, State.class).artifact();
    }

    @Override
    public String title() {
        return "Looking for the artifact " + (wanted.name() == null ? "" : wanted.name());
    }

    @Override
    public State make(State state) {
        StoredArtifact found = found();
        if (wanted.provenance()) {
            Provenance.require(sessions.apply(found.region()), found.bucket(), found.key(), found.sha256());
        }
        if (wanted.provenanceKey() != null) {
            SignedProvenance.require(
                    sessions.apply(found.region()),
                    found.bucket(),
                    found.key(),
                    found.sha256(),
                    wanted.provenanceKey());
        }
        return new State(found);
    }

    @Override
    public List<String> lines(State state) {
        StoredArtifact found = state.artifact();
        return List.of("Artifact " + found.name() + ": " + found.address() + ", SHA-256 " + found.sha256());
    }

    private StoredArtifact found() {
        if (wanted.from() != null) {
            return StoredArtifact.of(wanted.from());
        }
        if (wanted.sha256() != null) {
            return StoredArtifact.of(store.get(), wanted.name(), wanted.sha256());
        }
        return wanted.job() == null ? of(run.get()) : ofOther();
    }

    /** Stored twice under a name, the last counts. */
    private StoredArtifact of(Run<?, ?> by) {
        ArtifactsAction action = by.getAction(ArtifactsAction.class);
        List<StoredArtifact> stored = action == null ? List.of() : action.stored();
        return stored.stream()
                .filter(one -> one.name().equals(wanted.name()))
                .reduce((one, next) -> next)
                .orElseThrow(() -> RemoteFailure.refused("name: " + by.getFullDisplayName() + " has stored no artifact "
                        + wanted.name() + ". "
                        + (stored.isEmpty()
                                ? "It has stored none."
                                : "It has stored "
                                        + stored.stream()
                                                .map(StoredArtifact::name)
                                                .distinct()
                                                .collect(Collectors.joining(", "))
                                        + ".")));
    }

    private StoredArtifact ofOther() {
        try (ACLContext asTheRun = ACL.as2(who(wanted.as()))) {
            Job<?, ?> job =
                    Jenkins.get().getItem(wanted.job(), run.get().getParent().getParent(), Job.class);
            if (job == null || !job.hasPermission(Item.READ)) {
                throw notVisible("job: there is no job " + wanted.job());
            }
            Run<?, ?> other =
                    wanted.number() == null ? job.getLastSuccessfulBuild() : job.getBuildByNumber(wanted.number());
            if (other == null) {
                throw RemoteFailure.refused(
                        wanted.number() == null
                                ? "job: " + wanted.job() + " has no successful run."
                                : "run: " + wanted.job() + " has no run " + wanted.number() + ".");
            }
            if (!other.hasPermission(ArtifactsAction.permission())) {
                throw notVisible("job: there are no artifacts of " + other.getFullDisplayName());
            }
            return of(other);
        } catch (AccessDeniedException e) {
            throw notVisible("job: there is no job " + wanted.job());
        }
    }

    /** The same words whether there is none or it is somebody else's. */
    private RemoteFailure notVisible(String what) {
        return RemoteFailure.refused(what + " that this run may read. It runs as " + wanted.as() + ".");
    }

    private static Authentication who(String name) {
        if (name.equals(ACL.SYSTEM_USERNAME)) {
            return ACL.SYSTEM2;
        }
        User user = name.equals(ACL.ANONYMOUS_USERNAME) ? null : User.getById(name, false);
        return user == null ? Jenkins.ANONYMOUS2 : user.impersonate2();
    }
}
