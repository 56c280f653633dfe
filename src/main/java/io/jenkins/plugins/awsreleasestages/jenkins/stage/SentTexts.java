package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import io.jenkins.plugins.awsreleasestages.document.DocumentReader;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.document.Problem;
import io.jenkins.plugins.awsreleasestages.document.Problems;
import io.jenkins.plugins.awsreleasestages.document.Value;
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
        if (json.length > LONGEST) {
            throw new InvalidDocument(Problem.whole("", "has more than " + LONGEST + " bytes"));
        }
        Problems problems = new Problems();
        String text = DocumentReader.text("the body", json);
        if (text.isBlank()) {
            throw new InvalidDocument(Problem.whole("", "the body is empty"));
        }
        Value body = new DocumentReader("", problems).readJson(text);
        if (!body.isMapping()) {
            throw new InvalidDocument(body.problemOfContent("must be an object"));
        }
        Map<String, String> texts = new LinkedHashMap<>();
        body.members().forEach((name, value) -> {
            if (!members.contains(name)) {
                problems.at(value, "'" + name + "' is not known here");
            } else if (!value.isScalar()) {
                problems.at(value, name + ": must be a text");
            } else {
                texts.put(name, value.scalar());
            }
        });
        problems.refuse();
        return texts;
    }
}
