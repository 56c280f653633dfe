package io.jenkins.plugins.awsreleasestages.jenkins.codebuild;

import hudson.FilePath;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAnswer;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildRequest;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildState;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.ReportsAction;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.ReportsState;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.StartOnly;
import io.jenkins.plugins.awsreleasestages.engine.Action;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.ArtifactDownload;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.DownloadState;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUploadState;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.WorkspaceUpload;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The workspace goes up where it is the source, the build runs, its artifacts and test reports come back. */
final class CodeBuildPlan implements ActionPlan {

    private static final long serialVersionUID = 1L;

    private final SavedRequest request;
    private final BuildFiles files;
    private final Watching watching;
    private final boolean wait;

    /** What the upload came to; null before its end, and without one. */
    private volatile FilesUploadState uploaded;

    /** Whether the artifacts are in the workspace. */
    private volatile boolean downloaded;

    CodeBuildPlan(SavedRequest request, BuildFiles files, Watching watching, boolean wait) {
        this.request = request;
        this.files = files;
        this.watching = watching;
        this.wait = wait;
    }

    @Override
    public Serializable initial(ActionContext context) {
        return files.upload() == null
                ? build()
                : FilesUploadState.create(UUID.randomUUID().toString(), Instant.now());
    }

    private static BuildState build() {
        return BuildState.create(UUID.randomUUID().toString(), Instant.now());
    }

    @Override
    public Action<?, ?> action(Serializable state, ActionContext context) {
        if (state instanceof FilesUploadState) {
            return BlockingWork.with(
                    context,
                    new FilesUpload(
                            new WorkspaceUpload(
                                    files.upload(), () -> context.get(FilePath.class), () -> watching.session(context)),
                            () -> context.get(FilePath.class),
                            () -> context.get(Run.class)));
        }
        if (state instanceof DownloadState) {
            return BlockingWork.with(
                    context,
                    new ArtifactDownload(
                            files.unpack(), () -> context.get(FilePath.class), () -> watching.session(context)));
        }
        if (state instanceof ReportsState) {
            return new ReportsAction(
                    () -> watching.session(context),
                    (xml, unstable) -> TestResults.record(context, bytes(xml), unstable));
        }
        Action<BuildState, BuildAnswer> build = request.readBy(
                watching.build(request.project(), () -> request(context), context),
                context,
                begun -> begun.arn() != null);
        return wait ? build : new StartOnly<>(build, begun -> begun.arn() != null);
    }

    private static Map<String, byte[]> bytes(Map<String, String> xml) {
        Map<String, byte[]> bytes = new LinkedHashMap<>();
        xml.forEach((id, text) -> bytes.put(id, text.getBytes(StandardCharsets.UTF_8)));
        return bytes;
    }

    private BuildRequest request(ActionContext context) {
        BuildRequest whole = request.open(context);
        return uploaded == null ? whole : fromStore(whole);
    }

    private BuildRequest fromStore(BuildRequest whole) {
        BuildRequest fromStore = whole.with("sourceTypeOverride", "S3")
                .with("sourceLocationOverride", WorkspaceUpload.location(uploaded));
        return uploaded.versionId() == null ? fromStore : fromStore.with("sourceVersion", uploaded.versionId());
    }

    @Override
    public Serializable following(Serializable ended, Outcome outcome) {
        boolean succeeded = outcome instanceof Outcome.Succeeded;
        if (ended instanceof FilesUploadState upload) {
            uploaded = succeeded ? upload : null;
            return succeeded ? build() : null;
        }
        String failure = outcome instanceof Outcome.Failed failed ? failed.message() : null;
        if (ended instanceof BuildState build) {
            return afterBuild(build, failure);
        }
        if (ended instanceof DownloadState download) {
            downloaded = download.isDone();
            return reports((BuildState) download.of(), failure);
        }
        return null;
    }

    private Serializable afterBuild(BuildState build, String failure) {
        if (build.endSeen() == null) {
            return null;
        }
        boolean wanted = files.artifactsTo() != null && (failure == null || files.downloadOnFailure());
        return wanted ? DownloadState.create(build, failure, artifacts(build), Instant.now()) : reports(build, failure);
    }

    private List<DownloadState.Artifact> artifacts(BuildState build) {
        return build.output().artifacts().stream()
                .map(artifact ->
                        new DownloadState.Artifact(files.folder(artifact), artifact.location(), artifact.sha256()))
                .toList();
    }

    private Serializable reports(BuildState build, String failure) {
        boolean none = !files.testReports() || build.output().reports().isEmpty();
        return none ? null : ReportsState.create(build, failure, Instant.now());
    }

    @Override
    public Duration limit() {
        return watching.limit();
    }

    /** A failed build may be wanted back; an upload or a download that failed is nothing to go on with. */
    @Override
    public boolean returnsFailure(Serializable last) {
        if (watching.propagate()) {
            return false;
        }
        BuildState build = buildOf(last);
        return last instanceof BuildState || build != null && !"SUCCEEDED".equals(build.status());
    }

    /** @return null before there is one */
    private static BuildState buildOf(Serializable state) {
        if (state instanceof BuildState build) {
            return build;
        }
        if (state instanceof DownloadState download) {
            return (BuildState) download.of();
        }
        return state instanceof ReportsState reports ? reports.of() : null;
    }

    @Override
    public Map<String, String> atTheEnd(Serializable last) {
        BuildState build = buildOf(last);
        return build == null ? Map.of() : BuildResult.atTheEnd(build);
    }

    @Override
    public String describe(Serializable state) {
        BuildState build = buildOf(state);
        return build == null || build.id() == null ? request.project() : build.id();
    }

    @Override
    public Object result(Serializable last, ActionContext context) {
        return downloaded ? BuildResult.map(buildOf(last), files) : BuildResult.map(buildOf(last));
    }
}
