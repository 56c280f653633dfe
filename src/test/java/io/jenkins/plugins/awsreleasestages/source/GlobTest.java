package io.jenkins.plugins.awsreleasestages.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Map;
import java.util.Random;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The globs of CodePipeline's triggers. */
class GlobTest {

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource(
            delimiter = ' ',
            value = {
                "** anything/at/all true",
                "** x true",
                "* main true",
                "* feature/x false",
                "feature/* feature/x true",
                "feature/* feature/x/y false",
                "feature/** feature/x/y true",
                "dir/** dir/a/b.txt true",
                "dir/** dir false",
                "dir/* dir/a true",
                "dir/* dir/a/b false",
                "file.jar file.jar true",
                "file.jar lib/file.jar false",
                "**/x a/x true",
                "**/x a/b/x true",
                "**/x x false",
                "**.js src/a.js true",
                "v?.? v1.2 true",
                "v?.? v1/2 false",
                "v?.? v10.2 false",
                "[abc]x bx true",
                "[abc]x dx false",
                "[a-c]x cx true",
                "[!a-c]x dx true",
                "[!a-c]x ax false",
                "[!a-c] / false",
                "[+-0] / false",
                "[+-0] . true",
                "[+-0] 0 true",
                "[-a] - true",
                "[a-] - true",
                "[!-a] - false",
                "[^a] ^ true",
                "[*?\\] ? true",
                "[*?\\] \\ true",
                "[*?\\] x false",
                "{main,release/*} main true",
                "{main,release/*} release/1 true",
                "{main,release/*} release/1/2 false",
                "{main,release/*} next false",
                "a{,b} a true",
                "\\* * true",
                "\\* x false",
                "a\\{b a{b true",
                "a}b a}b true",
                "a,b a,b true",
                "a.b axb false",
                "(a)+$ (a)+$ true",
                "Ä\uD83D\uDE80? Ä\uD83D\uDE80\uD83D\uDE80 true"
            })
    void matches(String glob, String name, boolean matches) {
        assertThat(Glob.compile(glob).test(name)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[abc|not closed",
                "[|not closed",
                "[a-|not closed",
                "[]|empty",
                "[!]|empty",
                "[a/b]|slash",
                "[c-a]|backwards",
                "[a-c-e]|hyphen",
                "{a,b|not closed",
                "{a,{b,c}}|nested",
                "a\\|last backslash"
            })
    void isRefused(String glob, String why) {
        assertThatThrownBy(() -> Glob.compile(glob))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void blankAndLongOnesAreRefused() {
        assertThatThrownBy(() -> Glob.compile(" ")).hasMessageContaining("blank");
        assertThatThrownBy(() -> Glob.compile("a".repeat(256))).hasMessageContaining("255");
        assertThat(Glob.compile("a".repeat(255)).test("a")).isFalse();
    }

    @Test
    @Timeout(20)
    void noPatternTakesLong() {
        Glob glob = Glob.compile("**a".repeat(80) + "b");
        for (int i = 0; i < 20; i++) {
            assertThat(glob.test("a".repeat(4000))).isFalse();
        }
    }

    /** Of an empty ZIP, whose names have slashes on every machine. */
    @Test
    void agreesWithTheJdk(@TempDir Path folder) throws IOException {
        URI zip = URI.create("jar:" + folder.resolve("empty.zip").toUri());
        try (FileSystem names = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
            agreesWith(names);
        }
    }

    private static void agreesWith(FileSystem names) {
        Random random = new Random(20261130);
        int matched = 0;
        int compared = 0;
        while (compared < 10_000) {
            String glob = text(random, "aaabb.-/****??[]{},!\\^", 1 + random.nextInt(6));
            String name = name(random);
            PathMatcher jdk;
            try {
                jdk = names.getPathMatcher("glob:" + glob);
            } catch (PatternSyntaxException e) {
                continue;
            }
            Glob ours;
            try {
                ours = Glob.compile(glob);
            } catch (IllegalArgumentException e) {
                // A few that the JDK takes say nothing sensible.
                assertThat(glob).contains("[");
                continue;
            }
            compared++;
            boolean expected = jdk.matches(names.getPath(name));
            matched += expected ? 1 : 0;
            assertThat(ours.test(name)).as("%s and %s", glob, name).isEqualTo(expected);
        }
        assertThat(matched).as("enough that match").isGreaterThan(400);
    }

    private static String name(Random random) {
        StringBuilder name = new StringBuilder(text(random, "aaabb.-", 1 + random.nextInt(3)));
        for (int i = random.nextInt(3); i > 0; i--) {
            name.append('/').append(text(random, "aaabb.-", 1 + random.nextInt(2)));
        }
        return name.toString();
    }

    private static String text(Random random, String letters, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(letters.charAt(random.nextInt(letters.length())));
        }
        return text.toString();
    }
}
