package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import io.jenkins.plugins.awsreleasestages.document.DocumentReader;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.document.Problem;
import io.jenkins.plugins.awsreleasestages.document.Problems;
import io.jenkins.plugins.awsreleasestages.document.Value;
import io.jenkins.plugins.awsreleasestages.stage.StageChange;
import java.util.List;
import java.util.Optional;

/** Reads a change that is sent as JSON: {@code {"change": "CLOSE", "stage": "Production", "reason": "…"}}. */
final class SentChange {

    /** In bytes: a revision of 500 characters and a reason of 300, however they are written. */
    static final int LONGEST = 20_000;

    private static final List<String> MEMBERS = List.of("change", "stage", "revision", "reason");

    private SentChange() {}

    /** @throws InvalidDocument says all that is wrong with its form */
    static StageChange read(byte[] json) throws InvalidDocument {
        Problems problems = new Problems();
        String text = DocumentReader.text("the body", json);
        if (text.isBlank()) {
            throw new InvalidDocument(Problem.whole("", "the body is empty"));
        }
        Value body = new DocumentReader("", problems).readJson(text);
        if (!body.isMapping()) {
            throw new InvalidDocument(body.problemOfContent("must be an object"));
        }
        body.members().forEach((name, value) -> {
            if (!MEMBERS.contains(name)) {
                problems.at(value, "'" + name + "' is not known here");
            } else if (!value.isText()) {
                problems.at(value, name + ": must be a text");
            }
        });
        Optional<StageChange.Kind> kind = StageChange.Kind.of(body.get("change").textOr(""));
        if (kind.isEmpty()) {
            problems.at(body.get("change"), "change: must be one of " + StageChange.Kind.all());
        }
        problems.refuse();
        String subject = kind.get().isAboutRevision() ? "revision" : "stage";
        return new StageChange(
                kind.get(), body.get(subject).textOr(""), body.get("reason").textOr(""));
    }
}
