package io.jenkins.plugins.awsreleasestages.template;

import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.document.Problems;
import io.jenkins.plugins.awsreleasestages.document.Value;
import io.jenkins.plugins.awsreleasestages.files.CodeFolder;
import io.jenkins.plugins.awsreleasestages.files.ContentZip;
import io.jenkins.plugins.awsreleasestages.files.FileDigest;
import io.jenkins.plugins.awsreleasestages.files.FileNames;
import io.jenkins.plugins.awsreleasestages.template.LocalProperty.Content;
import io.jenkins.plugins.awsreleasestages.template.LocalReferences.Reference;
import io.jenkins.plugins.awsreleasestages.template.PackagedTemplate.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Packs the local files that a template names, as {@code aws cloudformation package} and {@code sam package} do, and
 * writes the template anew with the places they will have in S3. Sends nothing.
 *
 * <p>Other than these tools: the same content has the same key on every machine; all that is wrong is said at once;
 * nothing outside of the workspace is packed; both branches of {@code Fn::If} and {@code Globals} are seen; a function
 * without {@code CodeUri} is left as it is, not given the whole folder.
 */
public final class LocalArtifacts {

    private static final Pattern EXTENSION = Pattern.compile(".*(\\.[A-Za-z0-9]{1,10})");

    /** A file or folder that a template names. */
    public record Local(String id, String property, String path, int line) {}

    private record PackedFile(Path file, String digest, String extension) {}

    private final Workspace workspace;
    private final Path scratch;
    private final ArtifactFolder folder;
    private final Problems problems = new Problems();
    private final Map<String, PackedFile> packed = new HashMap<>();
    private final Map<S3Location, Upload> uploads = new LinkedHashMap<>();
    private final Deque<Path> open = new ArrayDeque<>();

    private LocalArtifacts(Workspace workspace, Path scratch, ArtifactFolder folder) {
        this.workspace = workspace;
        this.scratch = scratch;
        this.folder = folder;
    }

    /**
     * The local files that a template names, whether or not they are there; empty when it needs no packaging.
     *
     * @throws InvalidDocument with the places whose files nobody can find
     */
    public static List<Local> of(Template template) throws InvalidDocument {
        LocalReferences references = LocalReferences.of(template.content());
        Problems problems = new Problems();
        problems.addAll(references.problems());
        problems.refuse();
        return references.found().stream()
                .map(reference -> new Local(
                        reference.id(),
                        reference.property(),
                        reference.path(),
                        reference.place().line()))
                .toList();
    }

    /**
     * @param template the file; what it names is relative to the folder it lies in
     * @param workspace the folder outside of which nothing is packed; problems name files relative to it
     * @param scratch an existing folder for what is packed, to be deleted once it is sent; never packed itself
     * @throws InvalidDocument with all problems of all templates: what is missing, lies outside, or cannot be packed
     */
    public static PackagedTemplate pack(Path template, Path workspace, Path scratch, ArtifactFolder folder)
            throws IOException, InterruptedException, InvalidDocument {
        Workspace inside = Workspace.at(workspace);
        LocalArtifacts artifacts = new LocalArtifacts(inside, scratch.toRealPath(), folder);
        Path file = inside.inside(template);
        artifacts.open.push(file);
        Rewritten rewritten = artifacts.rewrite(file);
        artifacts.problems.refuse();
        return new PackagedTemplate(rewritten.text(), rewritten.changed(), List.copyOf(artifacts.uploads.values()));
    }

    private record Rewritten(String text, boolean changed) {}

    private Rewritten rewrite(Path file) throws IOException, InterruptedException, InvalidDocument {
        Template template = Template.read(workspace.name(file), file);
        Value content = template.content();
        LocalReferences references = LocalReferences.of(content);
        problems.addAll(references.problems());
        for (Reference reference : references.found()) {
            S3Location object = object(reference, file.getParent());
            if (object != null) {
                reference.value().replaceBy(address(reference.kind().form(), object));
            }
        }
        boolean changed = !references.found().isEmpty();
        return new Rewritten(changed ? Template.json(content) : template.text(), changed);
    }

    private Value address(LocalProperty.Form form, S3Location object) {
        return switch (form) {
            case URI -> Value.text(object.uri());
            case URL -> Value.text(object.url(folder.endpoint()));
            case BUCKET_KEY, S3_BUCKET_S3_KEY -> {
                Value address = Value.mapping(form.keys().get(0), Value.text(object.bucket()));
                address.put(form.keys().get(1), Value.text(object.key()));
                yield address;
            }
        };
    }

    /** @return null when it cannot be packed, which is among the problems then */
    private S3Location object(Reference reference, Path from) throws IOException, InterruptedException {
        Path path = workspace.find(
                from, reference.path(), "Build it first, or name a place in S3", why -> problem(reference, why));
        if (path == null) {
            return null;
        }
        String once = reference.kind().content() + " " + path;
        PackedFile done = packed.get(once);
        if (done == null) {
            done = pack(reference, path);
            if (done == null) {
                return null;
            }
            packed.put(once, done);
        }
        S3Location object = folder.object(done.digest() + done.extension());
        String user = reference.id() + "." + reference.property();
        Upload upload = new Upload(object, done.file().toString(), done.digest(), reference.path(), List.of(user));
        uploads.merge(object, upload, (first, again) -> used(first, user));
        return object;
    }

    private static Upload used(Upload upload, String user) {
        List<String> users = new ArrayList<>(upload.usedBy());
        if (!users.contains(user)) {
            users.add(user);
        }
        return new Upload(upload.object(), upload.file(), upload.digest(), upload.source(), List.copyOf(users));
    }

    private PackedFile pack(Reference reference, Path path) throws IOException, InterruptedException {
        Content content = reference.kind().content();
        try {
            if (Files.isDirectory(path)) {
                if (content == Content.CODE || content == Content.BUNDLE) {
                    return zip(path);
                }
                problem(reference, "is a folder; a file is needed");
                return null;
            }
            if (content == Content.TEMPLATE) {
                return template(reference, path);
            }
            return content == Content.CODE && !isArchive(path) ? zip(path) : plain(path);
        } catch (IOException e) {
            problem(reference, "cannot be packed: " + Objects.requireNonNullElse(e.getMessage(), e.toString()));
            return null;
        }
    }

    private PackedFile zip(Path path) throws IOException, InterruptedException {
        Path target = Files.createTempFile(scratch, "packing", ".zip");
        boolean done = false;
        try {
            Map<String, Path> files = Files.isDirectory(path)
                    ? CodeFolder.files(path, workspace.root(), scratch)
                    : Map.of(FileNames.name(path), path);
            String digest = ContentZip.write(files, target).digest();
            Path named = scratch.resolve(digest + ".zip");
            Files.move(target, named, StandardCopyOption.REPLACE_EXISTING);
            done = true;
            return new PackedFile(named, digest, ".zip");
        } finally {
            if (!done) {
                Files.deleteIfExists(target);
            }
        }
    }

    private static PackedFile plain(Path file) throws IOException, InterruptedException {
        var extension = EXTENSION.matcher(String.valueOf(file.getFileName()));
        return new PackedFile(file, FileDigest.of(file), extension.matches() ? extension.group(1) : "");
    }

    private PackedFile template(Reference reference, Path path) throws IOException, InterruptedException {
        if (open.contains(path)) {
            problem(reference, "is a template that it lies in itself: nested stacks cannot go round in circles");
            return null;
        }
        open.push(path);
        try {
            byte[] bytes = rewrite(path).text().getBytes(StandardCharsets.UTF_8);
            if (bytes.length > Template.LARGEST) {
                problem(reference, "has " + bytes.length + " bytes; CloudFormation takes at most 1 MB");
            }
            String sha256 = FileDigest.of(bytes);
            Path file = scratch.resolve(sha256 + ".template");
            Files.write(file, bytes);
            return new PackedFile(file, sha256, ".template");
        } catch (InvalidDocument e) {
            problems.addAll(e.problems());
            return null;
        } finally {
            open.pop();
        }
    }

    /** By its first bytes, as a jar is one too. */
    private static boolean isArchive(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] magic = in.readNBytes(4);
            return magic.length == 4 && magic[0] == 'P' && magic[1] == 'K' && (magic[2] == 3 || magic[2] == 5);
        }
    }

    private void problem(Reference reference, String what) {
        problems.add(reference.problem(what));
    }
}
