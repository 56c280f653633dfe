package io.jenkins.plugins.awsreleasestages.jenkins.artifact;

import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.engine.Calls;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.files.Unpacking;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionBuilder;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStep;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork.Length;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.artifact.ArtifactLookup.Wanted;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStepDescriptor;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.ArtifactDownload;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.WorkspaceUpload;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code fetchArtifact name: …}: brings what {@code storeArtifact} has stored, and nothing else, into the workspace. */
@ActionStep.Title("Fetch an artifact from S3")
public class FetchArtifactStep extends StoredArtifactStep {

    @DataBoundSetter
    public String sha256;

    @DataBoundSetter
    public String folder;

    @DataBoundSetter
    public boolean requireProvenance;

    @DataBoundConstructor
    public FetchArtifactStep() {}

    @Override
    protected List<String> problems(Expansion expansion) {
        String digest = expansion.of(sha256);
        long said = Stream.of(getFrom(), digest, expansion.of(job))
                .filter(Objects::nonNull)
                .count();
        List<String> problems = storedProblems(expansion);
        if (said > 1) {
            problems.add("from: say one of from, sha256 and job.");
        }
        if (digest != null && !digest.isBlank() && !ArtifactStore.isSha256(digest)) {
            problems.add("sha256: '" + digest + "' is no SHA-256: 64 digits and letters from a to f.");
        }
        Optional.ofNullable(WorkspaceUpload.Request.folderProblem("folder", expansion.of(folder)))
                .ifPresent(problems::add);
        return problems;
    }

    @Override
    protected String missingWorkspace() {
        return "there is no workspace here. Put the step inside node.";
    }

    @Override
    protected ActionPlan plan(Expansion expansion) {
        return new Plan(
                scope(expansion),
                wanted(expansion, expansion.of(sha256), requireProvenance),
                expansion.of(store),
                Objects.requireNonNullElse(expansion.of(folder), "."));
    }

    /** The same in a freestyle job. */
    public static final class Builder extends ActionBuilder<FetchArtifactStep> {
        @DataBoundConstructor
        public Builder(FetchArtifactStep step) {
            super(step);
        }

        @Extension
        @Symbol("fetchArtifact")
        public static final class DescriptorImpl extends ActionBuilderDescriptor {}
    }

    @Extension
    @Symbol("fetchArtifact")
    public static final class DescriptorImpl extends AwsStepDescriptor {

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, EnvVars.class, FilePath.class);
        }

        @Override
        public List<String> checkedWith(String field) {
            return switch (field) {
                case "run" -> List.of("job");
                case "sha256", "job" -> List.of("sha256", "job");
                default -> List.of();
            };
        }
    }

    /** @param store null for the environment's */
    @ActionPlan.Kind("fetchArtifact")
    record Plan(AwsRoleScope scope, Wanted wanted, String store, String folder) implements ActionPlan {

        private static final String FIND = "find";
        private static final String FETCH = "fetch";

        /** After the checksum that was found. */
        private static final String DIFFERS =
                "it was stored with %s. Somebody has replaced it since. Nothing was unpacked.";

        @Override
        public Sequence sequence(ActionContext context) {
            return Sequence.of(
                    Stage.of(
                                    FIND,
                                    ArtifactLookup.State.class,
                                    state -> new ArtifactLookup.State(null),
                                    state -> new ArtifactLookup(
                                            wanted,
                                            () -> context.get(Run.class),
                                            () -> ArtifactUpload.store(context, scope, store, wanted.name()),
                                            region -> session(context, region)))
                            .calls(Calls.<ArtifactLookup.State>free()
                                    .by(BlockingWork.with(context, state -> Length.SHORT))),
                    Stage.of(
                                    FETCH,
                                    ArtifactDownload.State.class,
                                    state -> ArtifactDownload.State.create(
                                            List.of(new ArtifactDownload.State.Artifact(
                                                    folder,
                                                    ArtifactLookup.found(state, FIND)
                                                            .address(),
                                                    ArtifactLookup.found(state, FIND)
                                                            .sha256())),
                                            Instant.now()),
                                    (state, data) -> new ArtifactDownload(
                                            true,
                                            () -> context.get(FilePath.class),
                                            session(context, state),
                                            DIFFERS,
                                            Unpacking.STORED))
                            .calls(Calls.<ArtifactDownload.State>free().by(BlockingWork.with(context))));
        }

        private Supplier<AwsSession> session(ActionContext context, SequenceState state) {
            return () -> session(context, ArtifactLookup.found(state, FIND).region());
        }

        private AwsSession session(ActionContext context, String region) {
            return RunSession.of(context, scope, null, region);
        }

        @Override
        public Duration limit() {
            return LIMIT;
        }

        @Override
        public String describe(SequenceState state) {
            return wanted.called();
        }

        /** The files are in the workspace of the run that has fetched them; these are the same. */
        @Override
        public Optional<ActionPlan> again(Object returned) {
            Map<String, String> same = new LinkedHashMap<>();
            ((Map<?, ?>) returned).forEach((name, value) -> {
                if (value != null) {
                    same.put((String) name, value.toString());
                }
            });
            return Optional.of(new Plan(scope, wanted.from(same), store, folder));
        }

        @Override
        public Object result(SequenceState state, ActionContext context) {
            StoredArtifact found = ArtifactLookup.found(state, FIND);
            ArtifactsAction.addFetched(context.get(Run.class), found);
            Fingerprints.record(context.get(Run.class), null, found);
            return found.toMap();
        }
    }
}
