package io.jenkins.plugins.awsreleasestages.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people write, where a collection of it lies beside the checkout, or where {@code -Dtemplate.corpus=FOLDER} says
 * so. Every file is either read or refused with a place and a reason.
 */
class RealTemplatesTest {

    private static final ArtifactFolder FOLDER = ArtifactFolder.in("eu-west-1", "artifacts", "packaged");

    private int read;
    private int local;
    private final Map<String, String> refused = new TreeMap<>();

    @Test
    void noTemplateFoundInPublicMakesTheReaderOrThePackagerFall(@TempDir Path scratch) throws Exception {
        List<Path> files = new ArrayList<>();
        for (Path folder : Corpus.folders("template.corpus", "pipelines", "templates")) {
            try (Stream<Path> found = Files.walk(folder)) {
                found.filter(Files::isRegularFile)
                        .filter(this::isTemplate)
                        .sorted()
                        .forEach(files::add);
            }
        }
        for (Path file : files) {
            template(file, scratch);
        }
        System.out.println("Templates found in public: " + read + " read and written back, " + local
                + " local files and folders named, " + refused.size() + " refused");
        refused.forEach((file, why) -> System.out.println("  " + file + ": " + why));
        assertThat(read).isGreaterThan(refused.size());
    }

    private boolean isTemplate(Path file) {
        try {
            return file.toString().matches(".*\\.(ya?ml|json|template)")
                    && Files.readString(file).matches("(?s).*[\\n{\"' ]Resources[\"']?\\s*:.*");
        } catch (IOException e) {
            return false;
        }
    }

    private void template(Path file, Path scratch) throws Exception {
        Template template;
        try {
            template = Template.read(file.toString(), file);
        } catch (InvalidDocument e) {
            assertThat(e.problems()).isNotEmpty().allMatch(p -> p.line() >= 1 && p.column() >= 1);
            refused.put(file.toString(), e.problems().get(0).toString());
            return;
        }
        read++;
        Template again = Template.read("again", template.json());
        assertThat(again.content()).as("%s", file).isEqualTo(template.content());
        assertThat(again.json()).isEqualTo(template.json());
        assertThat(again.resources()).hasSameSizeAs(template.resources());
        assertThat(again.parameters()).hasSameSizeAs(template.parameters());
        assertThat(again.capabilities()).isEqualTo(template.capabilities());
        packaged(file, template, scratch);
    }

    /** The files themselves may not be here: then each is named. */
    private void packaged(Path file, Template template, Path scratch) throws Exception {
        List<LocalArtifacts.Local> named = LocalArtifacts.of(template);
        local += named.size();
        try {
            Packaged packaged = LocalArtifacts.pack(file, file.getParent(), scratch, FOLDER);
            assertThat(packaged.changed()).isEqualTo(!named.isEmpty());
            assertThat(LocalArtifacts.of(Template.read("packaged", packaged.template())))
                    .isEmpty();
        } catch (InvalidDocument e) {
            assertThat(e.problems()).allMatch(p -> p.line() >= 1);
        }
    }
}
