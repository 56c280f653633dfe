package io.jenkins.plugins.awsreleasestages.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.Corpus;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetDiff;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ReplacementPolicy;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ResourceChange;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.document.Value;
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
    private int compared;
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
                + " local files and folders named, " + compared + " changes of resources shown, " + refused.size()
                + " refused");
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
        assertThat(again.parameters()).hasSameSizeAs(template.parameters());
        packaged(file, template, scratch);
        compared(file, template);
    }

    /** Every resource made, changed in all of its properties, and removed, as a change set would say it. */
    private void compared(Path file, Template template) {
        List<ResourceChange> changes = new ArrayList<>();
        Map<String, Value> resources = template.content().get("Resources").members();
        for (Value resource : resources.values()) {
            List<ResourceChange.Property> properties = new ArrayList<>();
            resource.get("Properties")
                    .members()
                    .forEach((name, value) ->
                            properties.add(new ResourceChange.Property(name, "Always", value.toString(), "new", null)));
            changes.add(change("Add", resource, null, List.of()));
            changes.add(change("Modify", resource, "True", properties));
            changes.add(change("Remove", resource, null, List.of()));
        }
        ChangeSetDiff diff = ChangeSetDiff.of(changes);
        compared += changes.size();
        assertThat(diff.counts().values().stream().mapToInt(Integer::intValue).sum())
                .as("%s", file)
                .isEqualTo(changes.size());
        String shown = String.join("\n", diff.lines());
        assertThat(resources.keySet()).as("%s", file).allMatch(shown::contains);
        ReplacementPolicy.destroyed(changes);
    }

    private static ResourceChange change(
            String action, Value resource, String replacement, List<ResourceChange.Property> properties) {
        return new ResourceChange(
                action,
                resource.key(),
                "physical",
                resource.get("Type").asText(),
                replacement,
                null,
                List.of(),
                properties,
                List.of());
    }

    /** The files themselves may not be here: then each is named. */
    private void packaged(Path file, Template template, Path scratch) throws Exception {
        try {
            List<LocalArtifacts.Local> named = LocalArtifacts.of(template);
            local += named.size();
            PackagedTemplate packaged = LocalArtifacts.pack(file, file.getParent(), scratch, FOLDER);
            assertThat(packaged.changed()).isEqualTo(!named.isEmpty());
            assertThat(LocalArtifacts.of(Template.read("packaged", packaged.template())))
                    .isEmpty();
        } catch (InvalidDocument e) {
            assertThat(e.problems()).allMatch(p -> p.line() >= 1);
        }
    }
}
