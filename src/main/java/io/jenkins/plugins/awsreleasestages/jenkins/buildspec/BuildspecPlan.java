package io.jenkins.plugins.awsreleasestages.jenkins.buildspec;

import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.engine.Calls;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork.Length;
import io.jenkins.plugins.awsreleasestages.jenkins.SealedText;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.BuildspecAction.State.PhaseResult;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.BuildspecAction.State.StoredArtifact;
import io.jenkins.plugins.awsreleasestages.jenkins.codebuild.TestResults;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * @param env sealed: saved with the program
 * @param store {@code s3://bucket/prefix}; null for none
 */
@ActionPlan.Kind("buildspec")
record BuildspecPlan(
        AwsRoleScope scope, String file, Map<String, String> env, String store, Duration limit, boolean propagate)
        implements ActionPlan {

    private static final String BUILD = "build";

    @Override
    public Sequence sequence(ActionContext context) {
        return Sequence.of(Stage.of(
                        BUILD,
                        BuildspecAction.State.class,
                        state -> BuildspecAction.State.create(UUID.randomUUID().toString()),
                        state -> new BuildspecAction(
                                file,
                                SealedText.opened(env),
                                Optional.ofNullable(store).map(ArtifactStore::parse),
                                () -> JenkinsAgent.of(context),
                                () -> RunSession.of(context, scope),
                                BlockingWork.say(context),
                                (xml, unstable) -> TestResults.record(context, xml, unstable)))
                .calls(Calls.<BuildspecAction.State>free()
                        .by(BlockingWork.with(context, now -> now.stage().movesFiles() ? Length.LONG : Length.SHORT))));
    }

    @Override
    public boolean returnsFailure(SequenceState state) {
        return !propagate && state.started(BUILD);
    }

    @Override
    public String describe(SequenceState last) {
        List<PhaseResult> phases =
                last.state(BUILD, BuildspecAction.State.class).phases();
        return phases.isEmpty() ? file : phases.get(phases.size() - 1).name();
    }

    @Override
    public Object result(SequenceState last, ActionContext context) {
        BuildspecAction.State state = last.state(BUILD, BuildspecAction.State.class);
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("status", state.succeeded() ? "SUCCEEDED" : "FAILED");
        result.put("variables", new LinkedHashMap<>(state.variables()));
        List<Object> phases = new ArrayList<>();
        state.phases().forEach(phase -> phases.add(plain(phase)));
        result.put("phases", phases);
        List<Object> artifacts = new ArrayList<>();
        state.artifacts().forEach(artifact -> artifacts.add(plain(artifact)));
        result.put("artifacts", artifacts);
        return result;
    }

    private static Map<String, Object> plain(PhaseResult phase) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("name", phase.name());
        plain.put("status", phase.status());
        plain.put("seconds", phase.seconds());
        return plain;
    }

    private static Map<String, Object> plain(StoredArtifact artifact) {
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put("identifier", artifact.identifier());
        plain.put("name", artifact.name());
        plain.put("files", artifact.files());
        if (artifact.bucket() == null) {
            plain.put("paths", new ArrayList<>(artifact.paths()));
            return plain;
        }
        plain.put("location", "s3://" + artifact.bucket() + "/" + artifact.key());
        plain.put("bucket", artifact.bucket());
        plain.put("key", artifact.key());
        plain.put("versionId", artifact.versionId());
        plain.put("sha256", artifact.sha256());
        plain.put("size", artifact.size());
        return plain;
    }
}
