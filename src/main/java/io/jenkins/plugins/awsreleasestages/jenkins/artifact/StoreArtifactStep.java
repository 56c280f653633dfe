package io.jenkins.plugins.awsreleasestages.jenkins.artifact;

import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.Util;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.aws.s3.Keeping;
import io.jenkins.plugins.awsreleasestages.aws.s3.Provenance;
import io.jenkins.plugins.awsreleasestages.aws.s3.SignedProvenance;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionBuilder;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStep;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.NameValueLines;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStep;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStepDescriptor;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.WorkspaceUpload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code storeArtifact name: …}: keeps files of the workspace in S3, under the checksum of their ZIP. */
@ActionStep.Title("Store an artifact in S3")
public class StoreArtifactStep extends AwsStep {

    private final String name;

    @DataBoundSetter
    public String includes;

    @DataBoundSetter
    public String excludes;

    @DataBoundSetter
    public String folder;

    @DataBoundSetter
    public String store;

    @DataBoundSetter
    public String bucketOwner;

    @DataBoundSetter
    public String kmsKey;

    @DataBoundSetter
    public String storageClass;

    @DataBoundSetter
    public String provenanceKey;

    private Map<String, String> tags = new LinkedHashMap<>();

    @DataBoundConstructor
    public StoreArtifactStep(String name) {
        this.name = Util.fixEmptyAndTrim(name);
    }

    public String getName() {
        return name;
    }

    public Map<String, String> getTags() {
        return tags;
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setTags(HashMap tags) {
        this.tags = NameValueLines.texts(tags);
    }

    private Keeping keeping(Expansion expansion) {
        return new Keeping(
                EmptyFields.orNull(expansion.of(kmsKey)),
                EmptyFields.orNull(expansion.of(storageClass)),
                expansion.of(tags));
    }

    @Override
    protected List<String> problems(Expansion expansion) {
        String owner = EmptyFields.orNull(expansion.of(bucketOwner));
        List<String> problems = new ArrayList<>(Stream.of(
                        expansion.of(name) == null ? "name: what the artifact is called is missing." : null,
                        StoredArtifact.nameProblem(expansion.of(name)),
                        WorkspaceUpload.Request.folderProblem("folder", expansion.of(folder)),
                        ArtifactStore.problem(expansion.of(store)),
                        StoredArtifact.ownerProblem(owner))
                .filter(Objects::nonNull)
                .toList());
        problems.addAll(keeping(expansion).problems());
        String key = Keeping.keyProblem("provenanceKey", EmptyFields.orNull(expansion.of(provenanceKey)));
        if (key != null) {
            problems.add(key);
        }
        return problems;
    }

    @Override
    protected String missingWorkspace() {
        return "there is no workspace here. Put the step inside node.";
    }

    @Override
    protected ActionPlan plan(Expansion expansion) {
        String without = expansion.of(excludes);
        return new Plan(
                scope(expansion),
                expansion.of(name),
                new WorkspaceUpload.Request(
                        expansion.of(folder),
                        expansion.of(store),
                        expansion.of(includes),
                        without == null ? WorkspaceUpload.Request.DEFAULT_EXCLUDES : without),
                expansion.of(bucketOwner),
                keeping(expansion),
                EmptyFields.orNull(expansion.of(provenanceKey)));
    }

    @Override
    public Map<String, String> variables(Map<?, ?> result) {
        return StoredArtifact.variables(result);
    }

    /** The same in a freestyle job. */
    public static final class Builder extends ActionBuilder<StoreArtifactStep> {
        @DataBoundConstructor
        public Builder(StoreArtifactStep step) {
            super(step);
        }

        @Extension
        @Symbol("storeArtifact")
        public static final class DescriptorImpl extends ActionBuilderDescriptor {}
    }

    @Extension
    @Symbol("storeArtifact")
    public static final class DescriptorImpl extends AwsStepDescriptor {

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, EnvVars.class, FilePath.class);
        }
    }

    /**
     * Packs the files and sends them, writes beside them who has built them, records them on the run.
     *
     * @param files their store is null for the environment's
     * @param keeping null where an older version began
     * @param provenanceKey the key of KMS that signs who has built it; null for none
     */
    @ActionPlan.Kind("storeArtifact")
    record Plan(
            AwsRoleScope scope,
            String name,
            WorkspaceUpload.Request files,
            String bucketOwner,
            Keeping keeping,
            String provenanceKey)
            implements ActionPlan {

        /** Long enough for the largest over slow lines; a shorter limit is set with timeout. */
        private static final String UPLOAD = "upload";

        private static final String PROVENANCE = "provenance";
        private static final String SIGNATURE = "signature";

        @Override
        public Sequence sequence(ActionContext context) {
            Supplier<AwsSession> sessions = () -> RunSession.of(context, scope);
            ArtifactUpload source = new ArtifactUpload(
                    name,
                    files,
                    bucketOwner,
                    kept(),
                    () -> context.get(FilePath.class),
                    () -> ArtifactUpload.store(context, scope, files.store(), name),
                    sessions);
            return Sequence.of(
                    FilesUpload.stage(UPLOAD, source, context),
                    Stage.of(
                            PROVENANCE,
                            Provenance.State.class,
                            state -> provenance(stored(state), context.get(Run.class)),
                            state -> new Provenance(sessions, kept())),
                    Stage.of(
                            SIGNATURE,
                            Provenance.State.class,
                            state -> provenanceKey == null ? null : state.state(PROVENANCE, Provenance.State.class),
                            (state, data) -> signature(sessions, stored(state))));
        }

        private SignedProvenance signature(Supplier<AwsSession> sessions, StoredArtifact artifact) {
            return new SignedProvenance(sessions, kept(), provenanceKey, artifact.key(), artifact.sha256());
        }

        private Keeping kept() {
            return Objects.requireNonNullElse(keeping, Keeping.STANDARD);
        }

        private Provenance.State provenance(StoredArtifact artifact, Run<?, ?> run) {
            return new Provenance.State(
                    artifact.bucket(), Provenance.keyOf(artifact.key()), bucketOwner, BuiltBy.statement(artifact, run));
        }

        private static StoredArtifact stored(SequenceState state) {
            return ArtifactUpload.stored(state.state(UPLOAD, FilesUpload.State.class));
        }

        @Override
        public Duration limit() {
            return StoredArtifactStep.LIMIT;
        }

        @Override
        public String describe(SequenceState state) {
            return name;
        }

        @Override
        public Object result(SequenceState state, ActionContext context) {
            StoredArtifact artifact = stored(state);
            Run<?, ?> run = context.get(Run.class);
            ArtifactsAction.add(run, artifact, scope.inside(RunSession.scope(context)));
            Fingerprints.record(run, run, artifact);
            return artifact.toMap();
        }
    }
}
