package io.jenkins.plugins.awsreleasestages.jenkins.buildspec;

import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork.Length;
import io.jenkins.plugins.awsreleasestages.jenkins.SealedText;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.BuildspecState.PhaseResult;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.BuildspecState.StoredArtifact;
import io.jenkins.plugins.awsreleasestages.jenkins.codebuild.TestResults;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

final class BuildspecPlan implements ActionPlan {

    private static final long serialVersionUID = 1L;

    private final AwsRoleScope scope;
    private final String file;
    /** Sealed: saved with the program. */
    private final Map<String, String> env;

    /** {@code s3://bucket/prefix}; null for none. */
    private final String store;

    private final Duration limit;
    private final boolean propagate;

    BuildspecPlan(
            AwsRoleScope scope, String file, Map<String, String> env, String store, Duration limit, boolean propagate) {
        this.scope = scope;
        this.file = file;
        this.env = SealedText.sealed(env);
        this.store = store;
        this.limit = limit;
        this.propagate = propagate;
    }

    @Override
    public BuildspecState initial(ActionContext context) {
        return BuildspecState.create(UUID.randomUUID().toString());
    }

    @Override
    public Action<BuildspecState, BuildspecAnswer> action(Serializable state, ActionContext context) {
        return BlockingWork.with(
                context,
                new BuildspecAction(
                        file,
                        SealedText.opened(env),
                        Optional.ofNullable(store).map(ArtifactStore::parse),
                        () -> JenkinsAgent.of(context),
                        () -> RunSession.of(context, scope),
                        BlockingWork.say(context),
                        (xml, unstable) -> TestResults.record(context, xml, unstable)),
                now -> now.stage().movesFiles() ? Length.LONG : Length.SHORT);
    }

    @Override
    public Duration limit() {
        return limit;
    }

    @Override
    public boolean returnsFailure() {
        return !propagate;
    }

    @Override
    public String describe(Serializable saved) {
        BuildspecState state = (BuildspecState) saved;
        List<PhaseResult> phases = state.phases();
        return phases.isEmpty() ? file : phases.get(phases.size() - 1).name();
    }

    @Override
    public Object result(Serializable last, ActionContext context) {
        BuildspecState state = (BuildspecState) last;
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
