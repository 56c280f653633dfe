package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.Extension;
import hudson.FilePath;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildRequest;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.LogMode;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.ReportsAction;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.StartOnly;
import io.jenkins.plugins.awsreleasestages.engine.Calls;
import io.jenkins.plugins.awsreleasestages.engine.Sequence;
import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.engine.Stage;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionBuilder;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionStep;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.ArtifactDownload;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.WorkspaceUpload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * {@code codeBuild project: …}: starts a build of a CodeBuild project, shows its log, waits for its end. What
 * {@link CodeBuildBuilder} does, too, is said here.
 */
@ActionStep.Title("Run a build in AWS CodeBuild")
public class CodeBuildStep extends BuildFilesStep {

    private static final Call START_BUILD = new Call(
            "codeBuild",
            "timeoutInMinutesOverride",
            "reportBuildStatusOverride",
            Set.of("autoRetryLimitOverride", "fleetOverride"),
            BuildRequest::problems);

    @DataBoundSetter
    public String log = LogMode.FULL.word();

    @DataBoundConstructor
    public CodeBuildStep(String project) {
        super(project);
    }

    public Integer getAutoRetryLimit() {
        return overrides.number("autoRetryLimitOverride");
    }

    @DataBoundSetter
    public void setAutoRetryLimit(Integer autoRetryLimit) {
        overrides.put("autoRetryLimitOverride", autoRetryLimit);
    }

    public Map<String, Object> getBuildStatusConfig() {
        return overrides.map("buildStatusConfigOverride");
    }

    @DataBoundSetter
    @SuppressWarnings("rawtypes")
    public void setBuildStatusConfig(HashMap buildStatusConfig) {
        overrides.put("buildStatusConfigOverride", buildStatusConfig);
    }

    public String getFleet() {
        Map<String, Object> fleet = overrides.map("fleetOverride");
        return fleet != null && fleet.get("fleetArn") instanceof String arn ? arn : null;
    }

    @DataBoundSetter
    public void setFleet(String fleet) {
        overrides.put("fleetOverride", Map.of("fleetArn", EmptyFields.kept(fleet)));
    }

    @Override
    Call call() {
        return START_BUILD;
    }

    @Override
    List<String> ownProblems() {
        List<String> problems = new ArrayList<>();
        add(problems, rangeProblem("autoRetryLimit", getAutoRetryLimit(), 0, Integer.MAX_VALUE));
        add(problems, LogMode.problem(log));
        return problems;
    }

    @Override
    ActionPlan plan(SavedRequest request, Expansion expansion) {
        return new Plan(request, files(expansion), following(LogMode.of(log), expansion), wait);
    }

    @Override
    public Map<String, String> variables(Map<?, ?> result) {
        return BuildVariables.ofBuild(result);
    }

    /** The same in a freestyle job. */
    public static final class Builder extends ActionBuilder<CodeBuildStep> {
        @DataBoundConstructor
        public Builder(CodeBuildStep step) {
            super(step);
        }

        @Extension
        @Symbol("codeBuild")
        public static final class DescriptorImpl extends ActionBuilderDescriptor {}
    }

    @Extension
    @Symbol("codeBuild")
    public static final class DescriptorImpl extends BuildFilesDescriptor {

        @Override
        Call call() {
            return START_BUILD;
        }
    }

    /** The workspace goes up where it is the source, the build runs, its artifacts and test reports come back. */
    @ActionPlan.Kind("codeBuild")
    record Plan(SavedRequest request, BuildFiles files, BuildFollowing following, boolean waits) implements ActionPlan {

        private static final String UPLOAD = "upload";
        private static final String BUILD = "build";
        private static final String DOWNLOAD = "download";
        private static final String REPORTS = "reports";

        @Override
        public Sequence sequence(ActionContext context) {
            List<Stage<?, ?>> stages = new ArrayList<>();
            if (files.upload() != null) {
                stages.add(upload(context));
            }
            stages.addAll(List.of(build(context), download(context), reports(context)));
            return state -> stages;
        }

        private Stage<?, ?> upload(ActionContext context) {
            WorkspaceUpload source = new WorkspaceUpload(
                    files.upload(), () -> context.get(FilePath.class), () -> following.session(context));
            return FilesUpload.stage(UPLOAD, source, context);
        }

        private Stage<?, ?> build(ActionContext context) {
            return Stage.of(
                            BUILD,
                            BuildAction.State.class,
                            state -> BuildAction.State.create(UUID.randomUUID().toString(), Instant.now()),
                            (state, data) -> {
                                BuildAction build =
                                        following.build(request.project(), () -> request(state, context), context);
                                return waits ? build : new StartOnly<>(build, begun -> begun.arn() != null);
                            })
                    .calls(following
                            .<BuildAction.State>calls(context)
                            .by(request.readBy(context, begun -> begun.arn() != null)));
        }

        private BuildRequest request(SequenceState state, ActionContext context) {
            BuildRequest whole = request.open(context);
            FilesUpload.State uploaded = state.state(UPLOAD, FilesUpload.State.class);
            if (uploaded == null) {
                return whole;
            }
            BuildRequest fromStore = whole.with("sourceTypeOverride", "S3")
                    .with("sourceLocationOverride", WorkspaceUpload.location(uploaded));
            return uploaded.versionId() == null ? fromStore : fromStore.with("sourceVersion", uploaded.versionId());
        }

        private Stage<?, ?> download(ActionContext context) {
            return Stage.of(
                            DOWNLOAD,
                            ArtifactDownload.State.class,
                            this::wantedArtifacts,
                            state -> new ArtifactDownload(
                                    files.unpack(),
                                    () -> context.get(FilePath.class),
                                    () -> following.session(context)))
                    .when(Stage.When.ALSO_AFTER_FAILURE)
                    .calls(Calls.<ArtifactDownload.State>free().by(BlockingWork.with(context)));
        }

        /** What it brings back is in the workspace of the run that has started it. */
        @Override
        public Optional<ActionPlan> again(Object returned) {
            return files.artifactsTo() == null ? Optional.empty() : Optional.of(this);
        }

        private ArtifactDownload.State wantedArtifacts(SequenceState state) {
            boolean wanted = hasEnded(state)
                    && files.artifactsTo() != null
                    && (state.failure() == null || files.downloadOnFailure());
            return wanted ? ArtifactDownload.State.create(artifacts(build(state)), Instant.now()) : null;
        }

        private List<ArtifactDownload.State.Artifact> artifacts(BuildAction.State build) {
            return build.output().artifacts().stream()
                    .map(artifact -> new ArtifactDownload.State.Artifact(
                            files.folder(artifact), artifact.location(), artifact.sha256()))
                    .toList();
        }

        private Stage<?, ?> reports(ActionContext context) {
            return Stage.of(
                            REPORTS,
                            ReportsAction.State.class,
                            this::wantedReports,
                            state -> new ReportsAction(
                                    () -> following.session(context),
                                    (xml, unstable) -> TestResults.record(context, bytes(xml), unstable)))
                    .when(Stage.When.ALSO_AFTER_FAILURE);
        }

        private ReportsAction.State wantedReports(SequenceState state) {
            boolean wanted = hasEnded(state)
                    && files.testReports()
                    && !build(state).output().reports().isEmpty();
            return wanted ? ReportsAction.State.create(build(state), state.failure() == null, Instant.now()) : null;
        }

        private static Map<String, byte[]> bytes(Map<String, String> xml) {
            Map<String, byte[]> bytes = new LinkedHashMap<>();
            xml.forEach((id, text) -> bytes.put(id, text.getBytes(StandardCharsets.UTF_8)));
            return bytes;
        }

        /** Null before there is one. */
        private static BuildAction.State build(SequenceState state) {
            return state.state(BUILD, BuildAction.State.class);
        }

        private static boolean hasEnded(SequenceState state) {
            return build(state) != null && build(state).endSeen() != null;
        }

        @Override
        public Duration limit() {
            return following.limit();
        }

        /** A failed build may be wanted back; an upload or a download that failed is nothing to go on with. */
        @Override
        public boolean returnsFailure(SequenceState state) {
            return !following.propagate() && BUILD.equals(state.failedStage()) && state.started(BUILD);
        }

        @Override
        public Map<String, String> atTheEnd(SequenceState state) {
            return build(state) == null ? Map.of() : BuildResult.atTheEnd(build(state));
        }

        @Override
        public String describe(SequenceState state) {
            BuildAction.State build = build(state);
            return build == null || build.id() == null ? request.project() : build.id();
        }

        @Override
        public Object result(SequenceState state, ActionContext context) {
            boolean downloaded =
                    state.endedWell(DOWNLOAD) && state.state(DOWNLOAD, ArtifactDownload.State.class) != null;
            return downloaded ? BuildResult.map(build(state), files) : BuildResult.map(build(state));
        }
    }
}
