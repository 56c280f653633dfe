package io.jenkins.plugins.awsreleasestages;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Files that people have written, where a collection of them lies beside the checkout. The build passes without. */
public final class Corpus {

    private Corpus() {}

    /**
     * The folders of this name beside the checkout, or the one that the system property names. Where there is none the
     * test is left out, in words.
     */
    public static List<Path> folders(String property, String... names) {
        String given = System.getProperty(property);
        List<Path> folders = (given != null ? Stream.of(given) : besideTheCheckout(names))
                .map(Path::of)
                .filter(Files::isDirectory)
                .toList();
        if (folders.isEmpty()) {
            String reason =
                    "no collection of " + String.join(" or ", names) + " is here; -D" + property + "=FOLDER names one";
            System.out.println("Left out: " + reason);
            Assumptions.abort(reason);
        }
        return folders;
    }

    private static Stream<String> besideTheCheckout(String... names) {
        return Stream.of(names)
                .flatMap(name -> Stream.of("../shared/corpus/" + name, "../../../shared/corpus/" + name));
    }
}
