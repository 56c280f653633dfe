package io.jenkins.plugins.awsreleasestages.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.UnixOnly;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import org.apache.tools.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnpackingTest {

    @TempDir
    Path temp;

    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(temp.resolve("workspace"));
    }

    private Path zip(String... namesAndTexts) throws IOException {
        Path zip = temp.resolve("archive.zip");
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream out = new ZipOutputStream(file)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                out.putNextEntry(new ZipEntry(namesAndTexts[i]));
                out.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
                out.closeEntry();
            }
        }
        return zip;
    }

    @Test
    void unpacksFilesAndFolders() throws Exception {
        Path zip = zip("a.txt", "A", "empty/", "", "deep/er/b.txt", "B", "./c.txt", "C");
        assertThat(Unpacking.STANDARD.unpackZip(zip, folder)).isEqualTo(3);
        assertThat(folder.resolve("a.txt")).hasContent("A");
        assertThat(folder.resolve("deep/er/b.txt")).hasContent("B");
        assertThat(folder.resolve("c.txt")).hasContent("C");
        assertThat(folder.resolve("empty")).isEmptyDirectory();
    }

    @Test
    void replacesWhatIsThereAndKeepsTheRest() throws Exception {
        Files.writeString(folder.resolve("a.txt"), "old and longer");
        Files.writeString(folder.resolve("mine.txt"), "mine");
        Unpacking.STANDARD.unpackZip(zip("a.txt", "new"), folder);
        assertThat(folder.resolve("a.txt")).hasContent("new");
        assertThat(folder.resolve("mine.txt")).hasContent("mine");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../evil.txt", "a/../../evil.txt", "/evil.txt", "..\\evil.txt", "a/../../workspace2/evil.txt"})
    void neverOutsideTheFolder(String name) throws Exception {
        Path zip = zip(name, "evil");
        assertThatThrownBy(() -> Unpacking.STANDARD.unpackZip(zip, folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("outside its folder");
        assertThat(folder).isEmptyDirectory();
        assertThat(temp.resolve("evil.txt")).doesNotExist();
        assertThat(Path.of("/evil.txt")).doesNotExist();
    }

    @Test
    void neverThroughALinkThatLeadsOut() throws Exception {
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Files.createSymbolicLink(folder.resolve("link"), outside);
        Path zip = zip("link/deep/evil.txt", "evil");
        assertThatThrownBy(() -> Unpacking.STANDARD.unpackZip(zip, folder))
                .hasMessageContaining("a link that leads out");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void aLinkInTheFilesPlaceIsReplaced() throws Exception {
        Path outside = Files.writeString(temp.resolve("outside.txt"), "precious");
        Files.createSymbolicLink(folder.resolve("a.txt"), outside);
        Unpacking.STANDARD.unpackZip(zip("a.txt", "new"), folder);
        assertThat(outside).hasContent("precious");
        assertThat(folder.resolve("a.txt")).isRegularFile().hasContent("new");
    }

    @Test
    void tooManyFiles() throws Exception {
        Path zip = zip("a", "", "b", "", "c", "");
        assertThatThrownBy(() -> new Unpacking(2, 100).unpackZip(zip, folder)).hasMessageContaining("3 entries");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aBombIsGivenUp() throws Exception {
        Path zip = zip("a", "x".repeat(60), "b", "x".repeat(60_000));
        assertThatThrownBy(() -> new Unpacking(10, 100).unpackZip(zip, folder)).hasMessageContaining("larger than 100");
        assertThat(folder.resolve("b")).hasSize(0);
    }

    @Test
    void theLimitIsForAllFilesTogether() throws Exception {
        Path zip = zip("a", "x".repeat(60), "b", "x".repeat(40));
        assertThat(new Unpacking(2, 100).unpackZip(zip, folder)).isEqualTo(2);
        assertThatThrownBy(() -> new Unpacking(2, 99).unpackZip(zip, folder)).hasMessageContaining("larger than 99");
    }

    /** What Python writes as other systems do; it runs where these tests run. */
    private Path other(String script) throws Exception {
        Path zip = temp.resolve("other.zip");
        Process python = new ProcessBuilder(
                        "python3",
                        "-c",
                        "import sys, zipfile, struct, zlib\nz = zipfile.ZipFile(sys.argv[1], 'w')\n"
                                + "def add(name, text, mode=0o100644, system=3, extra=b''):\n"
                                + "    i = zipfile.ZipInfo('x' * len(name)); i.create_system = system; i.external_attr = mode << 16\n"
                                + "    i.extra = extra; z.writestr(i, text)\n" + script + "\nz.close()\n",
                        zip.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(python.waitFor())
                .as(new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isZero();
        return zip;
    }

    /** Replaces a name that was written as x'es. */
    private static Path renamed(Path zip, byte[] name) throws IOException {
        String bytes = new String(Files.readAllBytes(zip), StandardCharsets.ISO_8859_1);
        String there = "x".repeat(name.length);
        assertThat(bytes).contains(there);
        return Files.write(
                zip,
                bytes.replace(there, new String(name, StandardCharsets.ISO_8859_1))
                        .getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    @UnixOnly("modes")
    void scriptsStayExecutableAndSecretsSecret() throws Exception {
        Path zip = other(
                "add('run', 'r', 0o100755)\nadd('secret', 's', 0o100600)\nadd('open', 'o', 0o100666)\nadd('dos12', 'd', 0, 0)");
        String names = new String(Files.readAllBytes(zip), StandardCharsets.ISO_8859_1)
                .replace("xxxxxx", "secret")
                .replace("xxxxx", "dos12")
                .replace("xxxx", "open")
                .replace("xxx", "run");
        Files.write(zip, names.getBytes(StandardCharsets.ISO_8859_1));

        Unpacking.STANDARD.unpackZip(zip, folder);

        assertThat(mode("run")).startsWith("rwx").endsWith("x");
        assertThat(mode("secret")).isEqualTo("rw-------");
        assertThat(mode("open")).isEqualTo(mode("dos12")).startsWith("rw-r");
    }

    private String mode(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name)));
    }

    @Test
    void namesOfACodePage() throws Exception {
        // As the Explorer of Windows writes them: no UTF-8 flag.
        Unpacking.STANDARD.unpackZip(
                renamed(
                        other("add('12345678', 'a', 0, 0)"),
                        new byte[] {'s', (byte) 0x81, (byte) 0x84, (byte) 0x94, '.', 't', 'x', 't'}),
                folder);
        assertThat(Unpacking.place(folder, "süäö.txt")).hasContent("a");
    }

    @Test
    void utf8NamesWithoutTheFlag() throws Exception {
        Unpacking.STANDARD.unpackZip(
                renamed(other("add('123456', 'a')"), "é.txt".getBytes(StandardCharsets.UTF_8)), folder);
        assertThat(Unpacking.place(folder, "é.txt")).hasContent("a");
    }

    @Test
    void theUnicodeNameBesideThatOfACodePage() throws Exception {
        String extra =
                "n = '\\u65e5.txt'.encode()\nadd('12.txt', 'a', 0, 0, struct.pack('<HHBI', 0x7075, 5 + len(n), 1, zlib.crc32(b'??.txt')) + n)";
        Unpacking.STANDARD.unpackZip(renamed(other(extra), "??.txt".getBytes(StandardCharsets.US_ASCII)), folder);
        assertThat(Unpacking.place(folder, "日.txt")).hasContent("a");
    }

    @Test
    void backslashesOfWindows() throws Exception {
        Unpacking.STANDARD.unpackZip(
                renamed(other("add('123456789', 'a', 0, 0)"), "a\\b\\c.txt".getBytes(StandardCharsets.US_ASCII)),
                folder);
        assertThat(folder.resolve("a/b/c.txt")).hasContent("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"..\\evil", "a\\..\\..\\x"})
    void backslashesNeverLeadOutside(String name) throws Exception {
        Path zip = renamed(
                other("add('" + "1".repeat(name.length()) + "', 'a', 0, 0)"), name.getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> Unpacking.STANDARD.unpackZip(zip, folder)).hasMessageContaining("outside its folder");
    }

    @Test
    @UnixOnly("links")
    void linksInsideStayLinksAndOthersAreRefused() throws Exception {
        Unpacking.STANDARD.unpackZip(
                renamed(other("add('12/34', '../a', 0o120777)"), "in/it".getBytes(StandardCharsets.US_ASCII)), folder);
        assertThat(Files.readSymbolicLink(folder.resolve("in/it"))).isEqualTo(Path.of("../a"));
        for (String to : List.of("../../x", "/etc/passwd")) {
            Path zip =
                    renamed(other("add('12/34', '" + to + "', 0o120777)"), "in/it".getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(() -> Unpacking.STANDARD.unpackZip(zip, folder))
                    .hasMessage("The archive has a link that leads out of its folder: in/it to " + to);
        }
    }

    @Test
    @UnixOnly("links")
    void aLinkThatLeadsOutThroughAnotherIsRefused() throws Exception {
        Path zip = other("add('12/34', '..', 0o120777)\nadd('123/4/567', '../../x', 0o120777)");
        renamed(zip, "in/up/sub".getBytes(StandardCharsets.US_ASCII));
        renamed(zip, "in/up".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> Unpacking.STANDARD.unpackZip(zip, folder))
                .hasMessage("The archive has a link that leads out of its folder: in/up/sub to ../../x");
    }

    @Test
    void moreEntriesThanTheOldFormCounts() throws Exception {
        String[] many = new String[2 * 66_000];
        for (int i = 0; i < many.length; i += 2) {
            many[i] = "f" + i;
            many[i + 1] = "";
        }
        Path zip = zip(many);
        try (ZipFile opened = Unpacking.open(zip)) {
            assertThat(Collections.list(opened.getEntries())).hasSize(66_000);
        }
        assertThatThrownBy(() -> new Unpacking(65_999, 1).unpackZip(zip, folder))
                .hasMessageContaining("66000 entries; 65999 are allowed");
    }

    @Test
    void notAnArchive() throws Exception {
        Path file = Files.writeString(temp.resolve("no.zip"), "this is no archive");
        assertThatThrownBy(() -> Unpacking.STANDARD.unpackZip(file, folder)).isInstanceOf(ZipException.class);
    }

    @Test
    void canBeInterrupted() throws Exception {
        Path zip = zip("a", "A");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Unpacking.STANDARD.unpackZip(zip, folder)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    // ---- .tar.gz

    /** What Python writes; it runs where these tests run. */
    private Path tar(String script) throws Exception {
        Path tar = temp.resolve("archive.tar.gz");
        Process python = new ProcessBuilder(
                        "python3",
                        "-c",
                        "import sys, tarfile, io\nt = tarfile.open(sys.argv[1], 'w:gz')\n"
                                + "def add(name, text='', mode=0o644, type=tarfile.REGTYPE, link=''):\n"
                                + "    i = tarfile.TarInfo(name); i.mode = mode; i.type = type; i.linkname = link\n"
                                + "    i.size = len(text); t.addfile(i, io.BytesIO(text.encode()))\n" + script
                                + "\nt.close()\n",
                        tar.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(python.waitFor())
                .as(new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isZero();
        return tar;
    }

    @Test
    void unpacksTarsToo() throws Exception {
        Path tar = tar(
                "add('./', type=tarfile.DIRTYPE, mode=0o755)\nadd('deep/er/b.txt', 'B')\n"
                        + "add('empty', type=tarfile.DIRTYPE, mode=0o755)\nadd('é.txt', 'e')\nadd('x' * 90 + '/' + 'y' * 120, 'long')");
        assertThat(Unpacking.STANDARD.unpackTarGz(tar, folder)).isEqualTo(3);
        assertThat(folder.resolve("deep/er/b.txt")).hasContent("B");
        assertThat(folder.resolve("empty")).isEmptyDirectory();
        assertThat(Unpacking.place(folder, "é.txt")).hasContent("e");
        assertThat(folder.resolve("x".repeat(90)).resolve("y".repeat(120))).hasContent("long");
    }

    @Test
    @UnixOnly("modes and links")
    void inTarsModesAndLinksAreKept() throws Exception {
        Unpacking.STANDARD.unpackTarGz(
                tar(
                        "add('run', 'r', 0o755)\nadd('open', 'o', 0o666)\nadd('in/it', type=tarfile.SYMTYPE, link='../run')"),
                folder);
        assertThat(mode("run")).startsWith("rwx").endsWith("x");
        assertThat(mode("open")).startsWith("rw-r");
        assertThat(Files.readSymbolicLink(folder.resolve("in/it"))).isEqualTo(Path.of("../run"));
    }

    @ParameterizedTest
    @CsvSource({
        "add('../evil'), outside its folder",
        "add('a/../../evil'), outside its folder",
        "'add(''link'', type=tarfile.SYMTYPE, link=''/etc'')', leads out of its folder",
        "'add(''hard'', type=tarfile.LNKTYPE, link=''/etc/passwd'')', neither a file",
        "'add(''pipe'', type=tarfile.FIFOTYPE)', neither a file",
        "'add(''device'', type=tarfile.CHRTYPE)', neither a file",
    })
    void noTarLeadsOutside(String script, String refusal) throws Exception {
        Path tar = tar(script);
        assertThatThrownBy(() -> Unpacking.STANDARD.unpackTarGz(tar, folder)).hasMessageContaining(refusal);
        assertThat(folder).isEmptyDirectory();
        assertThat(temp.resolve("evil")).doesNotExist();
    }

    @Test
    void tarsAreReadWithinLimits() throws Exception {
        Path three = tar("add('a')\nadd('b')\nadd('c')");
        assertThatThrownBy(() -> new Unpacking(2, 100).unpackTarGz(three, folder))
                .hasMessageContaining("more than 2 entries");
        Path bomb = tar("add('a', 'x' * 60)\nadd('b', 'x' * 60000)");
        assertThatThrownBy(() -> new Unpacking(10, 100).unpackTarGz(bomb, folder))
                .hasMessageContaining("larger than 100");
        Path longName = tar("t.format = tarfile.GNU_FORMAT\nadd('x' * 2000000)");
        assertThatThrownBy(() -> Unpacking.STANDARD.unpackTarGz(longName, folder))
                .hasMessageContaining("header of more than");
        Path longAttribute = tar("t.format = tarfile.PAX_FORMAT\nadd('x' * 2000000)");
        assertThatThrownBy(() -> Unpacking.STANDARD.unpackTarGz(longAttribute, folder))
                .hasMessageContaining("header of more than");
    }

    @Test
    void aDamagedTarSaysSo() throws Exception {
        Path plain = Files.writeString(temp.resolve("no.tar.gz"), "this is no archive");
        assertThatThrownBy(() -> Unpacking.STANDARD.unpackTarGz(plain, folder)).isInstanceOf(IOException.class);
        Path tar = tar("add('a', 'x' * 100000)");
        byte[] half = Arrays.copyOf(Files.readAllBytes(tar), (int) Files.size(tar) / 2);
        Files.write(tar, half);
        assertThatThrownBy(() -> Unpacking.STANDARD.unpackTarGz(tar, folder)).isInstanceOf(IOException.class);
    }
}
