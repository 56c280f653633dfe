package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.document.Problems;
import io.jenkins.plugins.awsreleasestages.document.SentObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what is sent as JSON: an object of texts and numbers, such as {@code {"change": "CLOSE", "stage": "Production"}}. */
final class SentTexts {

    /** In bytes: a revision of 500 characters and a reason of 300, however they are written. */
    static final int LONGEST = 20_000;

    private SentTexts() {}

    /**
     * @param members that are known
     * @throws InvalidDocument says all that is wrong with its form
     */
    static Map<String, String> read(byte[] json, List<String> members) throws InvalidDocument {
        Problems problems = new Problems();
        Map<String, String> texts = new LinkedHashMap<>();
        SentObject.read(json, LONGEST, members, problems).members().forEach((name, value) -> {
            if (value.isScalar()) {
                texts.put(name, value.scalar());
            } else {
                problems.at(value, name + ": must be a text");
            }
        });
        problems.refuse();
        return texts;
    }
}
