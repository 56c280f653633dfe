package io.jenkins.plugins.awsreleasestages.jenkins.artifact;

import hudson.Extension;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.aws.s3.CopyAction;
import io.jenkins.plugins.awsreleasestages.aws.s3.Provenance;
import io.jenkins.plugins.awsreleasestages.aws.s3.SignedProvenance;
import io.jenkins.plugins.awsreleasestages.engine.Calls;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionBuilder;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStep;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork.Length;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.artifact.ArtifactLookup.Wanted;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsStepDescriptor;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code copyArtifact name: …}: copies an artifact into the store of another environment, in another region or account. */
@ActionStep.Title("Copy an artifact to another bucket in S3")
public class CopyArtifactStep extends StoredArtifactStep {

    @DataBoundSetter
    public String bucketOwner;

    @DataBoundConstructor
    public CopyArtifactStep() {}

    @Override
    protected List<String> problems(Expansion expansion) {
        List<String> problems = storedProblems(expansion);
        if (getFrom() != null && expansion.of(job) != null) {
            problems.add("from: say one of from and job.");
        }
        Optional.ofNullable(StoredArtifact.ownerProblem(EmptyFields.orNull(expansion.of(bucketOwner))))
                .ifPresent(problems::add);
        return problems;
    }

    @Override
    protected ActionPlan plan(Expansion expansion) {
        return new Plan(
                scope(expansion),
                wanted(expansion, null, false),
                expansion.of(store),
                EmptyFields.orNull(expansion.of(bucketOwner)));
    }

    /** The same in a freestyle job. */
    public static final class Builder extends ActionBuilder<CopyArtifactStep> {
        @DataBoundConstructor
        public Builder(CopyArtifactStep step) {
            super(step);
        }

        @Extension
        @Symbol("copyArtifact")
        public static final class DescriptorImpl extends ActionBuilderDescriptor {}
    }

    @Extension
    @Symbol("copyArtifact")
    public static final class DescriptorImpl extends AwsStepDescriptor {

        @Override
        public List<String> checkedWith(String field) {
            return field.equals("run") ? List.of("job") : List.of();
        }
    }

    /** @param store null for the environment's */
    @ActionPlan.Kind("copyArtifact")
    record Plan(AwsRoleScope scope, Wanted wanted, String store, String bucketOwner) implements ActionPlan {

        private static final String FIND = "find";
        private static final String COPY = "copy";

        @Override
        public Sequence sequence(ActionContext context) {
            Supplier<AwsSession> sessions = () -> RunSession.of(context, scope);
            return Sequence.of(
                    Stage.of(
                                    FIND,
                                    ArtifactLookup.State.class,
                                    state -> new ArtifactLookup.State(null),
                                    state -> new ArtifactLookup(
                                            wanted, () -> context.get(Run.class), () -> null, region -> sessions.get()))
                            .calls(calls(context)),
                    Stage.of(
                                    COPY,
                                    CopyAction.State.class,
                                    state -> CopyAction.State.create(),
                                    (state, data) -> new CopyAction(
                                            sessions,
                                            request(context, ArtifactLookup.found(state, FIND)),
                                            () -> beside(ArtifactLookup.found(state, FIND), sessions.get())))
                            .calls(calls(context)));
        }

        /** One call takes as long as S3 copies a part, up to a minute; no agent is in it. */
        private static <S> Calls<S> calls(ActionContext context) {
            return Calls.<S>free().by(state -> BlockingWork.get().at(Length.SHORT, "S3", BlockingWork.say(context)));
        }

        private List<String> beside(StoredArtifact artifact, AwsSession session) {
            String statement = Provenance.keyOf(artifact.key());
            return wanted.provenanceKey() == null
                    ? List.of(statement)
                    : List.of(statement, SignedProvenance.keyOf(session, artifact.key(), wanted.provenanceKey()));
        }

        private CopyAction.Request request(ActionContext context, StoredArtifact artifact) {
            ArtifactStore to = to(context, artifact);
            return new CopyAction.Request(
                    artifact.bucket(),
                    artifact.key(),
                    artifact.versionId(),
                    to.bucket(),
                    StoredArtifact.key(to, artifact.name(), artifact.sha256()),
                    artifact.sha256(),
                    bucketOwner);
        }

        private ArtifactStore to(ActionContext context, StoredArtifact artifact) {
            return ArtifactUpload.store(context, scope, store, artifact.name());
        }

        @Override
        public Duration limit() {
            return LIMIT;
        }

        @Override
        public String describe(SequenceState state) {
            return wanted.called();
        }

        @Override
        public Object result(SequenceState state, ActionContext context) {
            StoredArtifact found = ArtifactLookup.found(state, FIND);
            StoredArtifact copy = found.at(
                    to(context, found),
                    state.state(COPY, CopyAction.State.class).versionId(),
                    RunSession.of(context, scope).region().id());
            Run<?, ?> run = context.get(Run.class);
            ArtifactsAction.add(run, copy, scope.inside(RunSession.scope(context)));
            Fingerprints.record(run, null, copy);
            return copy.toMap();
        }
    }
}
