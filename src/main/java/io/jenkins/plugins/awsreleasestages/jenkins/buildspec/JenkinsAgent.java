package io.jenkins.plugins.awsreleasestages.jenkins.buildspec;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.aws.s3.S3Upload.Address;
import io.jenkins.plugins.awsreleasestages.definition.Buildspec.Report;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.files.ContentZip;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.PrivateFolder;
import io.jenkins.plugins.awsreleasestages.jenkins.WorkspaceText;
import io.jenkins.plugins.awsreleasestages.jenkins.WorkspaceText.Found;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.ArtifactFiles.Archive;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.ArtifactFiles.Collected;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.ArtifactFiles.FilePatterns;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.BuildspecAction.State.StoredArtifact;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.PhaseFolder.Reading;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.AgentScratch;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.SendFile;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.SignedTransfer.Answer;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import jenkins.MasterToSlaveFileCallable;

/** The agent of a step: its workspace, its launcher with all that surrounds it, such as a container. */
final class JenkinsAgent implements BuildAgent {

    /** In bytes. */
    private static final int LARGEST_BUILDSPEC = 4_000_000;

    /** The launch only starts something; an agent that takes longer does not answer. */
    private static final long LAUNCH_SECONDS = 120;

    /** What surrounds a command; asked for only when one is started. */
    interface Surroundings {
        /** Null while the agent is away. */
        Launcher launcher() throws IOException, InterruptedException;

        EnvVars environment() throws IOException, InterruptedException;

        Run<?, ?> run();

        /** The workspace that the source directory belongs to. */
        String root();
    }

    private final FilePath source;
    private final Surroundings around;

    JenkinsAgent(FilePath source, Surroundings around) {
        this.source = source;
        this.around = around;
    }

    /** @throws RemoteFailure while the agent is away */
    static JenkinsAgent of(ActionContext context) {
        FilePath source = context.find(FilePath.class);
        if (source == null) {
            throw away(null);
        }
        return new JenkinsAgent(source, new OfStep(context));
    }

    private static RemoteFailure away(Exception e) {
        String why = e == null ? "" : " " + e.getMessage() + ".";
        return new RemoteFailure(RemoteFailure.Kind.UNREACHABLE, "The agent is not connected." + why, e);
    }

    @Override
    public String buildspec(String file) throws IOException, InterruptedException {
        if (!launcher().isUnix()) {
            throw new Refused("buildspec runs on Linux and macOS agents; this one is a Windows machine. Run it in"
                    + " CodeBuild with codeBuild, or on another agent.");
        }
        Found found = WorkspaceText.read(source.child(file), around.root(), LARGEST_BUILDSPEC);
        if (found.missing()) {
            throw new Refused("There is no " + file + " in " + source.getRemote() + ". Bring the sources in first, or"
                    + " name another file: buildspec file: '…'.");
        }
        if (found.problem() != null) {
            throw new Refused(file + " " + found.problem() + "; that is not a buildspec.");
        }
        return found.text();
    }

    @Override
    public Optional<String> begun(String token) throws IOException, InterruptedException {
        FilePath folder = folder(token);
        if (!folder.child("started").exists()) {
            return Optional.empty();
        }
        Found found = WorkspaceText.read(folder.child("buildspec"), folder.getRemote(), LARGEST_BUILDSPEC);
        if (found.text() == null) {
            throw new Refused("The buildspec in " + folder.getRemote() + " is gone, or " + found.problem() + ".");
        }
        return Optional.of(found.text());
    }

    @Override
    public void launch(String token, Map<String, String> files, Map<String, String> variables)
            throws IOException, InterruptedException {
        FilePath folder = folder(token);
        if (!folder.child("started").exists()) {
            scratch(token).note();
            folder.act(new Write(new LinkedHashMap<>(files)));
        }
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        int status = launcher()
                .launch()
                .cmds("sh", "-c", PhaseScript.LAUNCH, "buildspec", folder.getRemote(), source.getRemote())
                .envs(environment(token, variables))
                .pwd(source)
                .stdout(output)
                .quiet(true)
                .start()
                .joinWithTimeout(LAUNCH_SECONDS, TimeUnit.SECONDS, launcher().getListener());
        if (status != 0) {
            throw new Refused("The phases could not be started on the agent: sh ended with exit status " + status + ". "
                    + output.toString(StandardCharsets.UTF_8).strip());
        }
    }

    private EnvVars environment(String token, Map<String, String> variables) throws IOException, InterruptedException {
        EnvVars environment = around.environment();
        environment.put("CODEBUILD_BUILD_ID", "buildspec:" + token);
        environment.put("CODEBUILD_START_TIME", String.valueOf(System.currentTimeMillis()));
        environment.putAll(variables);
        return environment;
    }

    @Override
    public Reading read(String token, long cursor) throws IOException, InterruptedException {
        return folder(token).act(new Read(cursor));
    }

    @Override
    public void stop(String token) throws IOException, InterruptedException {
        FilePath folder = folder(token);
        if (folder.exists()) {
            folder.child("stop").write("", "UTF-8");
        }
    }

    @Override
    public List<String> expanded(String token) throws IOException, InterruptedException {
        List<String> expanded = folder(token).act(new Expanded());
        if (expanded == null) {
            throw new Refused("What the shell has worked out for the artifacts' names cannot be read.");
        }
        return expanded;
    }

    @Override
    public StoredArtifact collect(
            String token, int index, String identifier, String name, FilePatterns selection, boolean pack)
            throws IOException, InterruptedException {
        String zip = pack ? zip(token, index).getRemote() : null;
        Collected answer = source.act(new Collect(selection, around.root(), zip));
        if (answer.problem() != null) {
            throw new ArtifactFiles.NothingSelected(answer.problem());
        }
        String sha256 = answer.packed() == null ? null : answer.packed().sha256();
        if (sha256 != null && !ArtifactStore.isSha256(sha256)) {
            throw new Refused("The agent has packed an artifact into what cannot be: " + answer.packed());
        }
        long size = answer.packed() == null ? 0 : answer.packed().size();
        return new StoredArtifact(identifier, name, answer.files(), answer.paths(), sha256, size, null, null, null);
    }

    @Override
    public ReportFiles.Found reports(String token, List<Report> reports) throws IOException, InterruptedException {
        return source.act(new Reports(folder(token).child("run").lastModified(), new ArrayList<>(reports)));
    }

    @Override
    public String send(String token, int index, Address to) throws IOException, InterruptedException {
        FilePath zip = zip(token, index);
        Answer answer = zip.act(new SendFile(to, 0, zip.length()));
        if (answer.accepted()) {
            return answer.versionId();
        }
        if (answer.fileIsGone()) {
            throw new Refused("The packed artifact is no longer on the agent: was its temporary folder cleaned?");
        }
        String message = "Sending the artifact failed: " + answer.said();
        if (answer.passing()) {
            throw new IOException(message);
        }
        throw new Refused(message + ".");
    }

    @Override
    public String where(String token) {
        return folder(token).getRemote();
    }

    @Override
    public void remove(String token) throws IOException, InterruptedException {
        scratch(token).remove();
    }

    private AgentScratch scratch(String token) {
        return new AgentScratch(() -> source, token, around::run);
    }

    private FilePath folder(String token) {
        return scratch(token).folder();
    }

    private FilePath zip(String token, int index) {
        return folder(token).child("artifacts").child(index + ".zip");
    }

    private Launcher launcher() throws IOException, InterruptedException {
        Launcher launcher = around.launcher();
        if (launcher == null) {
            throw new IOException("it is not connected");
        }
        return launcher;
    }

    /** CodeBuild User Guide, "Environment variables in build environments", as far as they mean something here. */
    private record OfStep(ActionContext context) implements Surroundings {
        @Override
        public Launcher launcher() {
            return context.find(Launcher.class);
        }

        @Override
        public String root() {
            return WorkspaceText.root(context);
        }

        @Override
        public Run<?, ?> run() {
            return context.get(Run.class);
        }

        @Override
        public EnvVars environment() {
            EnvVars environment = new EnvVars(context.get(EnvVars.class));
            Run<?, ?> run = run();
            environment.put("CODEBUILD_INITIATOR", "jenkins/" + run.getParent().getFullName());
            environment.put("CODEBUILD_BUILD_NUMBER", String.valueOf(run.getNumber()));
            if (environment.containsKey("GIT_COMMIT")) {
                environment.put("CODEBUILD_RESOLVED_SOURCE_VERSION", environment.get("GIT_COMMIT"));
            }
            return environment;
        }
    }

    // What runs on the agent. Plain files go there, plain data comes back; problems are data too, because remoting
    // wraps exceptions.

    private static final class Write extends MasterToSlaveFileCallable<Void> {
        private static final long serialVersionUID = 1L;
        private final LinkedHashMap<String, String> files;

        Write(LinkedHashMap<String, String> files) {
            this.files = files;
        }

        @Override
        public Void invoke(File folder, VirtualChannel channel) throws IOException {
            PhaseFolder.create(folder.toPath(), files);
            return null;
        }
    }

    private static final class Read extends MasterToSlaveFileCallable<Reading> {
        private static final long serialVersionUID = 1L;
        private final long cursor;

        Read(long cursor) {
            this.cursor = cursor;
        }

        @Override
        public Reading invoke(File folder, VirtualChannel channel) throws IOException {
            return PhaseFolder.read(folder.toPath(), cursor);
        }
    }

    private static final class Expanded extends MasterToSlaveFileCallable<List<String>> {
        private static final long serialVersionUID = 1L;

        @Override
        public List<String> invoke(File folder, VirtualChannel channel) throws IOException {
            return PhaseFolder.expanded(folder.toPath());
        }
    }

    private static final class Reports extends MasterToSlaveFileCallable<ReportFiles.Found> {
        private static final long serialVersionUID = 1L;
        private final long since;
        private final ArrayList<Report> reports;

        Reports(long since, ArrayList<Report> reports) {
            this.since = since;
            this.reports = reports;
        }

        @Override
        public ReportFiles.Found invoke(File source, VirtualChannel channel) throws IOException, InterruptedException {
            return ReportFiles.find(source.toPath().toAbsolutePath(), since, reports);
        }
    }

    private static final class Collect extends MasterToSlaveFileCallable<Collected> {
        private static final long serialVersionUID = 1L;

        /** A list of files is for people and for small artifacts; it is saved with the program. */
        private static final int MOST_PATHS = 1000;

        private final FilePatterns selection;
        private final String workspace;
        private final String zip;

        Collect(FilePatterns selection, String workspace, String zip) {
            this.selection = selection;
            this.workspace = workspace;
            this.zip = zip;
        }

        @Override
        public Collected invoke(File source, VirtualChannel channel) throws InterruptedException {
            try {
                Map<String, Path> files = ArtifactFiles.select(
                        Path.of(workspace).toAbsolutePath().normalize(),
                        source.toPath().toAbsolutePath().normalize(),
                        selection);
                if (zip == null) {
                    List<String> paths =
                            files.keySet().stream().limit(MOST_PATHS).toList();
                    return new Collected(files.size(), paths, null, null);
                }
                PrivateFolder.create(Path.of(zip).getParent());
                String sha256 = ContentZip.write(files, Path.of(zip)).sha256();
                return new Collected(files.size(), List.of(), new Archive(sha256, Files.size(Path.of(zip))), null);
            } catch (IOException e) {
                return new Collected(0, List.of(), null, Objects.requireNonNullElse(e.getMessage(), e.toString()));
            }
        }
    }
}
