package io.jenkins.plugins.awsreleasestages.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.UnixOnly;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@UnixOnly("zips keep file modes and links, which Windows does not have")
class ContentZipTest {

    @TempDir
    Path temp;

    private Path workspace;

    @BeforeEach
    void wide() {
        workspace = temp;
    }

    /** No file is as large. */
    private static final long NO_LARGE = Long.MAX_VALUE;

    private Path zip() {
        return temp.resolve("out.zip");
    }

    private Path file(String name, String content) throws IOException {
        Path file = temp.resolve("in").resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private ContentZip.Written pack() throws IOException, InterruptedException {
        return ContentZip.write(CodeFolder.files(temp.resolve("in"), workspace, null), zip());
    }

    private Map<String, String> entries() throws IOException {
        Map<String, String> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(zip().toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                try (InputStream in = zip.getInputStream(entry)) {
                    entries.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return entries;
    }

    @Test
    void theContentComesBackInOrder() throws Exception {
        file("b/deep/er.txt", "deep");
        file("z.txt", "z");
        file("a.py", "print('ä')");
        file("ü.txt", "");
        Files.createDirectories(temp.resolve("in/empty"));
        ContentZip.Written packed = pack();
        assertThat(entries())
                .containsExactly(
                        Map.entry("a.py", "print('ä')"),
                        Map.entry("b/deep/er.txt", "deep"),
                        Map.entry("z.txt", "z"),
                        Map.entry("ü.txt", ""));
        assertThat(packed.bytes()).isEqualTo("deepzprint('ä')".getBytes(StandardCharsets.UTF_8).length);
        assertThat(packed.digest())
                .isEqualTo(sha256(plain("a.py", "print('ä')")
                        + plain("b/deep/er.txt", "deep")
                        + plain("z.txt", "z")
                        + plain("ü.txt", "")));
    }

    private static String plain(String name, String content) {
        return "100644 " + sha256(content) + " " + name + "\0";
    }

    private static String sha256(String text) {
        return FileDigest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theSameContentHasTheSameDigestWhateverTimesAndModesItHas() throws Exception {
        Path tool = file("bin/tool", "#!/bin/sh\n");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path text = file("text.txt", "text");
        String first = pack().digest();
        Files.setLastModifiedTime(text, FileTime.fromMillis(1_000_000_000_000L));
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwx------"));
        Files.setPosixFilePermissions(text, PosixFilePermissions.fromString("rw-rw-r--"));
        file(".git/index", "differs in every clone");
        assertThat(pack().digest()).isEqualTo(first).isEqualTo(FOREVER);
        Files.setPosixFilePermissions(text, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(pack().digest()).isNotEqualTo(first);
    }

    /** Whoever changes it makes every stack's code look new once. */
    private static final String FOREVER = "5bec3873e00b8ff510878427dee7f819240efe888c0fe6b75befc05599b3a006";

    @Test
    void executablesStayExecutable() throws Exception {
        Files.setPosixFilePermissions(file("tool", "x"), PosixFilePermissions.fromString("rwxr-x---"));
        file("text", "x");
        pack();
        assertThat(run("python3", "-c", """
                import sys, zipfile
                z = zipfile.ZipFile(sys.argv[1])
                assert z.testzip() is None
                print([(i.filename, oct(i.external_attr >> 16), i.date_time[0]) for i in z.infolist()])
                """, zip().toString()))
                .isEqualTo("[('text', '0o100644', 1980), ('tool', '0o100755', 1980)]");
    }

    @Test
    void aBackslashIsALetterOfUnix() throws Exception {
        file("a\\b", "x");
        pack();
        assertThat(entries()).containsOnlyKeys("a\\b");
    }

    @Test
    void linksInsideAreFollowed() throws Exception {
        file("lib/code.py", "code");
        Files.createSymbolicLink(temp.resolve("in/link.py"), Path.of("lib/code.py"));
        Files.createSymbolicLink(temp.resolve("in/again"), Path.of("lib"));
        pack();
        assertThat(entries())
                .containsExactly(
                        Map.entry("again/code.py", "code"),
                        Map.entry("lib/code.py", "code"),
                        Map.entry("link.py", "code"));
    }

    /** As npm makes them for file: dependencies, and pnpm for all. */
    @Test
    void linksOutOfTheFolderAreFollowedInTheWorkspace() throws Exception {
        file("index.js", "main");
        Files.createDirectories(temp.resolve("packages/lib"));
        Files.writeString(temp.resolve("packages/lib/lib.js"), "lib");
        Files.createDirectories(temp.resolve("in/node_modules"));
        Files.createSymbolicLink(temp.resolve("in/node_modules/lib"), Path.of("../../packages/lib"));
        pack();
        assertThat(entries())
                .containsExactly(Map.entry("index.js", "main"), Map.entry("node_modules/lib/lib.js", "lib"));
    }

    @Test
    void everyBadLinkIsNamed() throws Exception {
        workspace = temp.resolve("in");
        file("sub/code.py", "code");
        Files.writeString(temp.resolve("secret"), "secret");
        Files.createSymbolicLink(temp.resolve("in/sub/out"), Path.of("../../secret"));
        Files.createSymbolicLink(temp.resolve("in/sub/broken"), Path.of("nothing"));
        Files.createSymbolicLink(temp.resolve("in/sub/round"), Path.of(".."));
        assertThatThrownBy(this::pack)
                .isInstanceOf(IOException.class)
                .hasMessage("sub/broken is a link to something that is not there: nothing\n"
                        + "sub/out is a link that leads out of the workspace: ../../secret\n"
                        + "sub/round is a link to a folder that it lies in.");
    }

    @Test
    void theScratchFolderIsLeftOut() throws Exception {
        file("code.py", "code");
        file("scratch/old.zip", "old");
        ContentZip.write(CodeFolder.files(temp.resolve("in"), temp, temp.resolve("in/scratch")), zip());
        assertThat(entries()).containsOnlyKeys("code.py");
    }

    @Test
    void anEmptyFolderIsRefused() throws IOException {
        Files.createDirectories(temp.resolve("in"));
        assertThatThrownBy(this::pack).isInstanceOf(IOException.class).hasMessageContaining("has no files");
    }

    @Test
    void aLargeFileIsNotHeldInMemory() throws Exception {
        Path large = temp.resolve("in/large");
        Files.createDirectories(large.getParent());
        byte[] noise = new byte[1 << 20];
        new Random(1).nextBytes(noise);
        try (var out = Files.newOutputStream(large)) {
            for (int i = 0; i < 24; i++) {
                noise[i] ^= 1;
                out.write(noise);
            }
        }
        pack();
        try (ZipFile zip = new ZipFile(zip().toFile());
                InputStream in = zip.getInputStream(zip.getEntry("large"));
                InputStream expected = Files.newInputStream(large)) {
            for (int i = 0; i < 24; i++) {
                assertThat(Arrays.equals(in.readNBytes(1 << 20), expected.readNBytes(1 << 20)))
                        .isTrue();
            }
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    @Test
    void moreFilesThanTheOldFormCounts() throws Exception {
        Path folder = Files.createDirectories(temp.resolve("in/000"));
        for (int i = 0; i < 256; i++) {
            Files.createFile(folder.resolve(String.format("%03d", i)));
        }
        for (int i = 1; i < 256; i++) {
            Files.createSymbolicLink(temp.resolve("in/" + String.format("%03d", i)), Path.of("000"));
        }
        pack();
        try (ZipFile zip = new ZipFile(zip().toFile())) {
            assertThat(zip.size()).isEqualTo(65_536);
            assertThat(zip.getEntry("255/255")).isNotNull();
        }
    }

    @Test
    void whatBecomesTooLargeIsGivenUp() throws Exception {
        Path noise = temp.resolve("noise");
        byte[] bytes = new byte[1000];
        new Random(1).nextBytes(bytes);
        Files.write(noise, bytes);
        TreeMap<String, Path> files = new TreeMap<>(Map.of("a", noise));
        assertThatThrownBy(() -> new ContentZip(zip(), 999, NO_LARGE).write(files))
                .isInstanceOf(IOException.class)
                .hasMessage("The archive, or all of its files, would have more than 100 GiB.");
        // Its headers count, too.
        assertThatThrownBy(() -> new ContentZip(zip(), 1000, NO_LARGE).write(files))
                .isInstanceOf(IOException.class);
        Files.write(noise, new byte[1001]);
        assertThatThrownBy(() -> new ContentZip(zip(), 1000, NO_LARGE).write(files))
                .isInstanceOf(IOException.class);
        Files.write(noise, bytes);
        assertThat(new ContentZip(zip(), Files.size(allowed(files)), NO_LARGE)
                        .write(files)
                        .bytes())
                .isEqualTo(1000);
    }

    private Path allowed(TreeMap<String, Path> files) throws IOException, InterruptedException {
        ContentZip.write(files, zip());
        return zip();
    }

    private byte[] noise(int size) {
        byte[] noise = new byte[size];
        new Random(1).nextBytes(noise);
        return noise;
    }

    /** What has more than 4 GiB has another form; here a file is large that has a kilobyte. */
    @Test
    void aLargeFileIsInTheFormOfZip64WhichOthersReadAndTheDigestStays() throws Exception {
        file("small", "small");
        Files.write(temp.resolve("in/large"), noise(1024));
        TreeMap<String, Path> files = new TreeMap<>(CodeFolder.files(temp.resolve("in"), temp, null));
        ContentZip.Written plain = new ContentZip(temp.resolve("plain.zip"), FileDigest.LARGEST, 1025).write(files);
        ContentZip.Written large = new ContentZip(zip(), FileDigest.LARGEST, 1024).write(files);
        assertThat(large.digest()).isEqualTo(plain.digest());
        assertThat(large.sha256()).isEqualTo(FileDigest.of(zip())).isNotEqualTo(plain.sha256());
        assertThat(plain.sha256()).isEqualTo(FileDigest.of(temp.resolve("plain.zip")));
        assertThat(versionNeeded(zip())).isEqualTo(45);
        assertThat(versionNeeded(temp.resolve("plain.zip"))).isEqualTo(20);
        assertThat(entries()).containsEntry("small", "small");
        assertThat(run("python3", "-m", "zipfile", "-t", zip().toString())).isEqualTo("Done testing");
        Path back = Files.createDirectories(temp.resolve("back"));
        assertThat(Unpacking.STORED.unpackZip(zip(), back)).isEqualTo(2);
        assertThat(back.resolve("large")).hasBinaryContent(noise(1024));
        assertThat(back.resolve("small")).hasContent("small");
    }

    /** PKWARE's APPNOTE, 4.3.7 and 4.4.3: of the first file; 45 is Zip64. */
    private static int versionNeeded(Path zip) throws IOException {
        return Files.readAllBytes(zip)[4];
    }

    @Test
    void whatDoesNotCompressIsNotCompressedAndTheRestIs() throws Exception {
        byte[] noise = noise(1 << 20);
        byte[] half = Arrays.copyOf(noise, 2 << 20);
        Files.createDirectories(temp.resolve("in"));
        Files.write(temp.resolve("in/half"), half);
        Files.write(temp.resolve("in/noise"), noise);
        file("text", "text ".repeat(100_000));
        ContentZip.Written packed = pack();
        assertThat(packed.sha256()).isEqualTo(FileDigest.of(zip()));
        try (ZipFile zip = new ZipFile(zip().toFile())) {
            assertThat(zip.getEntry("half").getCompressedSize()).isLessThan(1_200_000);
            assertThat(zip.getEntry("text").getCompressedSize()).isLessThan(5_000);
            // A few bytes for each 64 KiB that is stored as it is.
            assertThat(zip.getEntry("noise").getCompressedSize()).isBetween(1L << 20, (1L << 20) + 200);
            assertThat(zip.getInputStream(zip.getEntry("noise")).readAllBytes()).isEqualTo(noise);
            assertThat(zip.getInputStream(zip.getEntry("half")).readAllBytes()).isEqualTo(half);
        }
        assertThat(pack()).isEqualTo(packed);
    }

    @Test
    void whatIsTooLargeIsRefusedBeforeItIsRead() throws Exception {
        Path file = file("large", "");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(FileDigest.LARGEST + 1);
        }
        assertThatThrownBy(() -> FileDigest.of(file)).hasMessageContaining("more than 100 GiB");
    }

    /** As it is in a submodule. */
    @Test
    void aFileOfGitIsLeftOut() throws Exception {
        file("code.py", "code");
        file("sub/.git", "gitdir: ../../.git/modules/sub");
        file("sub/.github", "kept");
        pack();
        assertThat(entries()).containsOnlyKeys("code.py", "sub/.github");
    }

    @Test
    void aPipeIsRefused() throws Exception {
        file("code.py", "code");
        run("mkfifo", temp.resolve("in/pipe").toString());
        assertThatThrownBy(this::pack)
                .isInstanceOf(IOException.class)
                .hasMessage("pipe is neither a file nor a folder.");
    }

    @Test
    void lookingForFilesCanBeStopped() throws Exception {
        file("a", "a");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> CodeFolder.files(temp.resolve("in"), workspace, null))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void packingCanBeStopped() throws Exception {
        Map<String, Path> files = Map.of("a", file("a", "a"));
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> ContentZip.write(files, zip())).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void otherToolsUnpackIt() throws Exception {
        file("a/b.txt", "text ".repeat(1000));
        file("c.bin", "");
        pack();
        List<String> unpacked = new ArrayList<>();
        unpacked.add(run("python3", "-m", "zipfile", "-t", zip().toString()));
        assertThat(unpacked).containsExactly("Done testing");
    }

    private static String run(String... command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            String reason = command[0] + " is not on this machine";
            System.out.println("Left out: " + reason);
            Assumptions.abort(reason);
            return null;
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output.trim();
    }
}
