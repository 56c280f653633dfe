package io.jenkins.plugins.awsreleasestages.document;

import java.util.List;

/** Reads what a program sends: a JSON object of members that are known. */
public final class SentObject {

    private SentObject() {}

    /**
     * @param most how many bytes it may have
     * @param members that are known
     * @param problems gets the members that are not
     * @throws InvalidDocument it is no object, or too long
     */
    public static Value read(byte[] json, int most, List<String> members, Problems problems) throws InvalidDocument {
        if (json.length > most) {
            throw new InvalidDocument(Problem.whole("", "has more than " + most + " bytes"));
        }
        String text = DocumentReader.text("the body", json);
        if (text.isBlank()) {
            throw new InvalidDocument(Problem.whole("", "the body is empty"));
        }
        Value body = new DocumentReader("", problems).readJson(text);
        if (!body.isMapping()) {
            throw new InvalidDocument(body.problemOfContent("must be an object"));
        }
        body.members().forEach((name, value) -> {
            if (!members.contains(name)) {
                problems.at(value, "'" + name + "' is not known here");
            }
        });
        return body;
    }
}
