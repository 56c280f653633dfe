package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.emulator.EmulatedAccount;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What Jenkins's Content-Security-Policy and its hosting check forbid in pages and help texts. */
class PagesTest {

    private static final Pattern INLINE = Pattern.compile(
            "<script(?![^>]*\\bsrc=)|<style|\\sstyle\\s*=|\\son[a-z]+\\s*=|javascript:", Pattern.CASE_INSENSITIVE);

    @Test
    void noPageHasAScriptOrAStyleInIt() throws IOException {
        assertThat(pages().filter(page -> INLINE.matcher(text(page)).find())).isEmpty();
    }

    /** What comes from AWS, from a repository or from people is text. */
    @Test
    void everyPageEscapesWhatItShows() throws IOException {
        assertThat(pages().filter(page -> page.toString().endsWith(".jelly"))
                        .filter(page -> !text(page).startsWith("<?jelly escape-by-default='true'?>")))
                .isEmpty();
    }

    @Test
    void whatWouldBeForbiddenIsFound() {
        assertThat(List.of("<script>x</script>", "<a onclick='x'>", "<p style=\"x\">", "<a href='javascript:x'>"))
                .allMatch(page -> INLINE.matcher(page).find());
    }

    private static Stream<Path> pages() throws IOException {
        Path resources = EmulatedAccount.projectRoot().resolve("src/main/resources");
        try (Stream<Path> all = Files.walk(resources)) {
            List<Path> pages = all.filter(file -> file.toString().matches(".*\\.(jelly|html)"))
                    .toList();
            assertThat(pages).hasSizeGreaterThan(100);
            return pages.stream();
        }
    }

    private static String text(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
