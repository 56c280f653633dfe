package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.files.FileDigest;
import io.jenkins.plugins.awsreleasestages.jenkins.PrivateFolder;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.AgentWork;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.BucketPlace;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FileToSend;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload.Listed;
import io.jenkins.plugins.awsreleasestages.template.ArtifactFolder;
import io.jenkins.plugins.awsreleasestages.template.LocalArtifacts;
import io.jenkins.plugins.awsreleasestages.template.LocalArtifacts.Local;
import io.jenkins.plugins.awsreleasestages.template.PackagedTemplate;
import io.jenkins.plugins.awsreleasestages.template.PackagedTemplate.Upload;
import io.jenkins.plugins.awsreleasestages.template.S3Location;
import io.jenkins.plugins.awsreleasestages.template.Template;
import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import jenkins.MasterToSlaveFileCallable;

/**
 * A template of the workspace that names local files: these go to the store, and so does the template that names their
 * places there, as the last of the files. There are none when the template needs no packaging.
 *
 * @param template its path in the workspace
 * @param store {@code s3://bucket/prefix}; null for none
 * @param root the workspace, where the current directory is below it
 */
public record TemplatePackaging(
        String template,
        String store,
        Supplier<FilePath> workspace,
        Supplier<String> root,
        Supplier<AwsSession> sessions)
        implements FilesUpload.Source {

    private static final int MOST_NAMED = 5;

    @Override
    public String title() {
        return "Packaging of " + template;
    }

    @Override
    public Listed list(AgentWork agent, FilePath scratch) {
        ArtifactFolder folder = folder();
        Pack.Reply reply = agent.begunOrDone(
                "Packing what " + template + " names",
                workspace.get(),
                () -> new Pack(template, root.get(), scratch.getRemote(), folder));
        if (reply == null) {
            return null;
        }
        if (reply.problem() != null) {
            throw RemoteFailure.refused("template: " + reply.problem() + " Nothing was started.");
        }
        return reply.packaged() == null
                ? new Listed(null, List.of(), List.of())
                : listed(reply.packaged(), reply.file());
    }

    private ArtifactFolder folder() {
        if (store == null) {
            return null;
        }
        ArtifactStore place = ArtifactStore.parse(store);
        return ArtifactFolder.in(sessions.get().region().id(), place.bucket(), place.prefix());
    }

    private Listed listed(PackagedTemplate packaged, String file) {
        ArtifactStore place = ArtifactStore.parse(store);
        List<FileToSend> files = new ArrayList<>();
        for (Upload upload : packaged.uploads()) {
            // It signs whatever it is asked to: an agent must not choose what is overwritten.
            if (!place.holds(upload.object().bucket(), upload.object().key(), "", upload.digest())) {
                throw RemoteFailure.refused(
                        "template: the agent names " + upload.object().uri() + " for " + upload.source()
                                + ", which is no place for it in " + store + ". Nothing was started.");
            }
            files.add(new FileToSend(upload.object(), upload.file(), false, upload.source(), BucketPlace.OWN));
        }
        String sha256 = file.replaceAll(".*[/\\\\]|\\.template$", "");
        if (!ArtifactStore.isSha256(sha256)) {
            throw RemoteFailure.refused("template: the agent has packaged it as " + file + ". Nothing was started.");
        }
        S3Location object = new S3Location(place.bucket(), place.key("templates/" + sha256 + ".template"));
        files.add(new FileToSend(object, file, false, "the packaged template", BucketPlace.OWN));
        return new Listed(
                null,
                files,
                List.of("Packaging " + template + ": it names "
                        + counted(packaged.uploads().size()) + " to " + store + "."));
    }

    private static String counted(int files) {
        return files == 1 ? "1 local file or folder, which goes" : files + " local files or folders, which go";
    }

    @Override
    public AwsSession session(BucketPlace place) {
        return sessions.get();
    }

    // What runs on the agent. Problems are data, because remoting wraps exceptions.

    public static final class Pack extends MasterToSlaveFileCallable<Pack.Reply> {
        private static final long serialVersionUID = 1L;

        /** @param file the packaged template; an absolute path on the agent */
        public record Reply(PackagedTemplate packaged, String file, String problem) implements Serializable {
            /** Whatever is wrong with the template itself is said where the change set is made. */
            static final Reply NOTHING_TO_PACK = new Reply(null, null, null);

            static Reply problem(String problem) {
                return new Reply(null, null, problem);
            }
        }

        private final String template;
        private final String root;
        private final String scratch;
        private final ArtifactFolder folder;

        Pack(String template, String root, String scratch, ArtifactFolder folder) {
            this.template = template;
            this.root = root;
            this.scratch = scratch;
            this.folder = folder;
        }

        @Override
        public Reply invoke(File workspace, VirtualChannel channel) throws IOException {
            Path file = workspace.toPath().resolve(template);
            if (!Files.isRegularFile(file) || Files.size(file) > Template.LARGEST) {
                return Reply.NOTHING_TO_PACK;
            }
            Template read;
            try {
                read = Template.read(template, file);
            } catch (InvalidDocument e) {
                return Reply.NOTHING_TO_PACK;
            }
            try {
                return folder == null ? withoutStore(read) : packed(file, Path.of(root));
            } catch (InvalidDocument e) {
                return Reply.problem(e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Reply.problem("packing was stopped.");
            }
        }

        private Reply withoutStore(Template read) throws InvalidDocument {
            List<Local> local = LocalArtifacts.of(read);
            if (local.isEmpty()) {
                return Reply.NOTHING_TO_PACK;
            }
            String named = local.stream()
                    .limit(MOST_NAMED)
                    .map(one -> one.id() + "." + one.property() + " '" + one.path() + "' (line " + one.line() + ")")
                    .collect(Collectors.joining(", "));
            String more = local.size() > MOST_NAMED ? " and " + (local.size() - MOST_NAMED) + " more" : "";
            return Reply.problem(template + " names local files: " + named + more
                    + ". They go through a bucket: name one with store: 's3://bucket/prefix'.");
        }

        private Reply packed(Path file, Path root) throws IOException, InterruptedException, InvalidDocument {
            Path made = Path.of(scratch);
            PrivateFolder.create(made);
            PackagedTemplate packaged = LocalArtifacts.pack(file, root, made, folder);
            if (!packaged.changed()) {
                return Reply.NOTHING_TO_PACK;
            }
            Path written = Files.createTempFile(made, "packaged-", ".template");
            Files.write(written, packaged.template().getBytes(StandardCharsets.UTF_8));
            // As a template that is too large for a request is named: who comes second finds it there.
            Path target = made.resolve(FileDigest.of(written) + ".template");
            Files.move(written, target, StandardCopyOption.REPLACE_EXISTING);
            return new Reply(packaged, target.toString(), null);
        }
    }
}
