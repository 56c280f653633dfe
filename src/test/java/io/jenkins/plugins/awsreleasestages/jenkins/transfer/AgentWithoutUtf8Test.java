package io.jenkins.plugins.awsreleasestages.jenkins.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.UnixOnly;
import io.jenkins.plugins.awsreleasestages.files.CodeFolder;
import io.jenkins.plugins.awsreleasestages.files.ContentZip;
import io.jenkins.plugins.awsreleasestages.files.Unpacking;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.ArtifactFiles;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent whose JVM was started with {@code LC_ALL=C}: its file names are ASCII, those on its disk are not. */
@UnixOnly("On Windows names are Unicode")
class AgentWithoutUtf8Test {

    @TempDir
    private Path temp;

    /** What such an agent does; run in a JVM of its own. */
    static final class Agent {
        public static void main(String[] args) throws Exception {
            Path folder = Path.of(args[1]);
            switch (args[0]) {
                case "code" -> ContentZip.write(CodeFolder.files(folder, folder, null), Path.of(args[2]));
                case "workspace" -> {
                    WorkspaceZip.Packed packed = WorkspaceZip.pack(
                            folder, folder, WorkspaceZip.Selection.of(null, null), Path.of(args[2] + ".d"));
                    Files.move(Path.of(packed.file()), Path.of(args[2]));
                }
                case "artifact" ->
                    ContentZip.write(
                            ArtifactFiles.select(
                                    folder,
                                    folder,
                                    new ArtifactFiles.FilePatterns(
                                            "", List.of("\u00e9*", "d/\u00e8*"), List.of(), false)),
                            Path.of(args[2]));
                case "unpack" -> Unpacking.STANDARD.unpackZip(Path.of(args[2]), folder);
                default -> throw new IllegalArgumentException(args[0]);
            }
        }
    }

    private String agent(String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                Agent.class.getName()));
        command.addAll(List.of(args));
        ProcessBuilder process = new ProcessBuilder(command).redirectErrorStream(true);
        process.environment().put("LC_ALL", "C");
        Process agent = process.start();
        String said = new String(agent.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return agent.waitFor() == 0 ? "" : said;
    }

    /** Such a JVM could not find classes in a folder with such a name either, and this project may stand in one. */
    private String classPath() throws Exception {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            boolean found = StandardCharsets.US_ASCII.newEncoder().canEncode(entry) || !Files.exists(Path.of(entry));
            entries.add(found ? entry : copied(Path.of(entry)));
        }
        return String.join(File.pathSeparator, entries);
    }

    private String copied(Path entry) throws Exception {
        Path copy = temp.resolve("class-path-" + Integer.toHexString(entry.hashCode()));
        if (!Files.exists(copy)) {
            assertThat(new ProcessBuilder("cp", "-R", entry.toString(), copy.toString())
                            .start()
                            .waitFor())
                    .isZero();
        }
        return copy.toString();
    }

    private static List<String> names(Path zip) throws Exception {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            List<String> names = new ArrayList<>();
            for (Enumeration<? extends ZipEntry> all = file.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                names.add(entry.getName() + " "
                        + new String(file.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8));
            }
            return names;
        }
    }

    private Path sources() throws Exception {
        Path sources = Files.createDirectories(temp.resolve("ws"));
        Files.createDirectories(sources.resolve("d"));
        Files.writeString(Unpacking.place(sources, "\u00e9.txt"), "acute");
        Files.writeString(Unpacking.place(sources, "\u00e8.txt"), "grave");
        Files.writeString(Unpacking.place(sources, "d/\u00e8.txt"), "deep");
        return sources;
    }

    @Test
    void namesArePackedAsTheyAre() throws Exception {
        String sources = sources().toString();
        for (String what : List.of("code", "workspace")) {
            Path zip = temp.resolve(what + ".zip");
            assertThat(agent(what, sources, zip.toString())).isEmpty();
            assertThat(names(zip))
                    .as(what)
                    .containsExactlyInAnyOrder("d/\u00e8.txt deep", "\u00e8.txt grave", "\u00e9.txt acute");
        }
        Path zip = temp.resolve("artifact.zip");
        assertThat(agent("artifact", sources, zip.toString())).isEmpty();
        assertThat(names(zip)).containsExactlyInAnyOrder("d/\u00e8.txt deep", "\u00e9.txt acute");
    }

    @Test
    void namesThatAreNotUtf8AreRefused() throws Exception {
        Path sources = Files.createDirectories(temp.resolve("ws"));
        new ProcessBuilder("sh", "-c", "printf x > \"$(printf 'caf\\351.txt')\"")
                .directory(sources.toFile())
                .start()
                .waitFor();
        assertThat(agent("code", sources.toString(), temp.resolve("code.zip").toString()))
                .contains("is not UTF-8. Rename the file");
    }

    @Test
    void namesAreUnpackedAsTheyAre() throws Exception {
        Path zip = temp.resolve("packed.zip");
        Path sources = sources();
        ContentZip.write(CodeFolder.files(sources, sources, null), zip);
        Path target = Files.createDirectories(temp.resolve("unpacked"));

        assertThat(agent("unpack", target.toString(), zip.toString())).isEmpty();

        assertThat(Unpacking.place(target, "\u00e9.txt")).hasContent("acute");
        assertThat(Unpacking.place(target, "\u00e8.txt")).hasContent("grave");
        assertThat(Unpacking.place(target, "d/\u00e8.txt")).hasContent("deep");
    }
}
