package io.jenkins.plugins.awsreleasestages.jenkins.buildspec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.UnixOnly;
import io.jenkins.plugins.awsreleasestages.files.ContentZip;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.ArtifactFiles.FilePatterns;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.ArtifactFiles.NothingSelected;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@UnixOnly("buildspec runs on Unix agents only, and says so")
class ArtifactFilesTest {

    @TempDir
    Path temp;

    private Path source;

    @BeforeEach
    void files() throws Exception {
        source = temp.resolve("ws");
        for (String file : List.of("a.txt", ".hidden", "dist/b.js", "dist/b.js.map", "dist/sub/c.js", "x(1)[2].txt")) {
            Files.createDirectories(source.resolve(file).getParent());
            Files.writeString(source.resolve(file), file);
        }
    }

    private Set<String> select(String base, boolean discard, String... files) throws Exception {
        return ArtifactFiles.select(
                        source, source, new FilePatterns(base, List.of(files), List.of("**/*.map"), discard))
                .keySet();
    }

    @Test
    void patternsAsCodeBuildHasThem() throws Exception {
        assertThat(select("", false, "**/*"))
                .containsExactly(".hidden", "a.txt", "dist/b.js", "dist/sub/c.js", "x(1)[2].txt");
        assertThat(select("", false, "dist/*")).containsExactly("dist/b.js");
        assertThat(select("", false, "dist/**/*", "a.txt")).containsExactly("a.txt", "dist/b.js", "dist/sub/c.js");
        assertThat(select("", false, "dist/")).containsExactly("dist/b.js", "dist/sub/c.js");
        assertThat(select("dist", false, "./*.js", "s?b/*")).containsExactly("b.js", "sub/c.js");
        assertThat(select("dist", true, "**/*")).containsExactly("b.js", "c.js");
        assertThat(select("", false, "x(1)*")).containsExactly("x(1)[2].txt");
    }

    /** CodeBuild's reference of the buildspec, artifacts/base-directory. */
    @Test
    void aBaseDirectoryWithWildcardsIsEveryFolderThatMatches() throws Exception {
        for (String file : List.of("my-build1/1.txt", "my-build2/2.txt", "my-build2/sub/3.txt", "my-build.txt")) {
            Files.createDirectories(source.resolve(file).getParent());
            Files.writeString(source.resolve(file), file);
        }
        assertThat(select("my-build*", false, "**/*")).containsExactly("1.txt", "2.txt", "sub/3.txt");
        assertThat(select("my-build*", true, "**/*")).containsExactly("1.txt", "2.txt", "3.txt");
        assertThat(select("my-build?/s*", false, "*")).containsExactly("3.txt");
        assertThat(select("./my-build2", false, "*")).containsExactly("2.txt");
        assertThatThrownBy(() -> select("none*", false, "**/*"))
                .isInstanceOf(NothingSelected.class)
                .hasMessage("no folder matches the base-directory none*");
        Files.writeString(source.resolve("my-build2/1.txt"), "another");
        assertThatThrownBy(() -> select("my-build*", false, "**/*"))
                .hasMessageContaining("my-build2/1.txt would be called 1.txt");
    }

    @Test
    void aBaseDirectoryThatLeadsOutOfTheWorkspaceIsRefused() throws Exception {
        Path secret = Files.createDirectories(temp.resolve("secret"));
        Files.writeString(secret.resolve("key"), "k");
        Files.createSymbolicLink(source.resolve("out"), secret);
        assertThatThrownBy(() -> select("out", false, "**/*"))
                .isInstanceOf(NothingSelected.class)
                .hasMessageContaining("the base-directory out is a link that leads out of " + source);
        assertThatThrownBy(() -> select("ou*", false, "**/*")).hasMessage("no folder matches the base-directory ou*");
        assertThatThrownBy(() -> select("", false, "out/*")).hasMessageStartingWith("no file matches out/*");
    }

    @Test
    void linksInsideTheWorkspaceAreFollowed() throws Exception {
        Files.createDirectories(source.resolve("store/lib"));
        Files.writeString(source.resolve("store/lib/index.js"), "lib");
        Files.createSymbolicLink(source.resolve("dist/lib"), Path.of("../store/lib"));
        assertThat(select("dist", false, "**/*")).containsExactly("b.js", "lib/index.js", "sub/c.js");
    }

    @Test
    void filesFromElsewhereKeepTheirPath() throws Exception {
        Path other = Files.createDirectories(temp.resolve("other"));
        Files.writeString(other.resolve("o.txt"), "o");
        assertThat(select("", true, other + "/*", "../other/o.txt")).containsExactly("o.txt");
        assertThat(select("", false, "../other/*"))
                .containsExactly(other.resolve("o.txt").toString().substring(1));
        assertThat(select(other.toString(), false, "*")).containsExactly("o.txt");
    }

    @Test
    void linksThatLeadOutsideAreNotFollowed() throws Exception {
        Path secret = Files.createDirectories(temp.resolve("secret"));
        Files.writeString(secret.resolve("key"), "k");
        Files.createSymbolicLink(source.resolve("dist/out"), secret);
        Files.createSymbolicLink(source.resolve("dist/key"), secret.resolve("key"));
        Files.createSymbolicLink(source.resolve("dist/loop"), source.resolve("dist"));
        Files.createSymbolicLink(source.resolve("dist/nothing"), Path.of("gone"));
        Files.createSymbolicLink(source.resolve("dist/inside"), Path.of("b.js"));
        assertThat(select("", false, "dist/**/*")).containsExactly("dist/b.js", "dist/inside", "dist/sub/c.js");
    }

    @Test
    void nothingToTakeIsAnError() {
        assertThatThrownBy(() -> select("", false, "*.jar", "nowhere/*"))
                .isInstanceOf(NothingSelected.class)
                .hasMessage("no file matches *.jar, nowhere/* below " + source);
        assertThatThrownBy(() -> select("target", false, "*"))
                .isInstanceOf(NothingSelected.class)
                .hasMessage("the base-directory target is not there");
        assertThatThrownBy(() -> {
                    Files.writeString(source.resolve("dist/a.txt"), "another");
                    select("", true, "**/*.txt");
                })
                .isInstanceOf(NothingSelected.class)
                .hasMessageContaining("would be called a.txt");
    }

    @Test
    void equalFilesGiveAnEqualZip() throws Exception {
        source.resolve("dist/b.js").toFile().setExecutable(true);
        Map<String, Path> files = new TreeMap<>(
                ArtifactFiles.select(source, source, new FilePatterns("", List.of("**/*"), List.of(), false)));
        Files.createDirectories(temp.resolve("out"));
        ContentZip.Written first = ContentZip.write(files, temp.resolve("out/1.zip"));
        Files.setLastModifiedTime(source.resolve("a.txt"), FileTime.fromMillis(1_000_000_000_000L));
        TimeZone zone = TimeZone.getDefault();
        ContentZip.Written again;
        try {
            TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
            again = ContentZip.write(new LinkedHashMap<>(files), temp.resolve("out/2.zip"));
        } finally {
            TimeZone.setDefault(zone);
        }

        assertThat(again).isEqualTo(first);
        assertThat(temp.resolve("out/2.zip")).hasSameBinaryContentAs(temp.resolve("out/1.zip"));
        try (ZipFile zip = new ZipFile(temp.resolve("out/1.zip").toFile())) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            assertThat(entries.hasMoreElements()).isTrue();
            assertThat(zip.getInputStream(zip.getEntry("dist/sub/c.js")).readAllBytes())
                    .asString()
                    .isEqualTo("dist/sub/c.js");
        }
    }
}
