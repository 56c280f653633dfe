package io.jenkins.plugins.awsreleasestages.notice;

import io.jenkins.plugins.awsreleasestages.document.OneLine;
import io.jenkins.plugins.awsreleasestages.document.Value;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * Something that people want to hear of. It leads to a page, where one logs in; it holds nothing by which a gate could be
 * decided, and nothing secret.
 *
 * @param id the same for the same thing, also when it is told again after a crash
 * @param job its full name
 * @param run its full name with its number
 * @param stage null where there is none, as is the gate's id
 * @param subject one line
 * @param lines what there is to say besides
 * @param link null where Jenkins does not know its own address
 * @param at when it happened
 * @param deadline until when people may decide; null where nobody is asked
 */
public record Notice(
        String id,
        Kind kind,
        String job,
        String run,
        String stage,
        String gate,
        String subject,
        List<String> lines,
        String link,
        Instant at,
        Instant deadline) {

    /** What has happened. */
    public enum Kind {
        GATE_OPENED,
        GATE_EXPIRES_SOON,
        GATE_DECIDED,
        STAGE_STARTED,
        STAGE_FAILED;

        /** Whether it is about a gate, and not about a stage. */
        public boolean isOfGate() {
            return this == GATE_OPENED || this == GATE_EXPIRES_SOON || this == GATE_DECIDED;
        }

        /** Whether people are asked for a decision. */
        public boolean asks() {
            return this == GATE_OPENED || this == GATE_EXPIRES_SOON;
        }
    }

    /** Names, addresses and the subject may be as long, in characters. */
    static final int LONGEST_TEXT = 500;

    static final int LONGEST_SUBJECT = 200;
    static final int LONGEST_LINE = 300;
    static final int MOST_LINES = 10;

    public Notice {
        Objects.requireNonNull(id);
        job = OneLine.of(job, LONGEST_TEXT);
        run = OneLine.of(run, LONGEST_TEXT);
        stage = OneLine.of(stage, LONGEST_TEXT);
        subject = OneLine.of(subject, LONGEST_SUBJECT);
        lines = lines.stream()
                .limit(MOST_LINES)
                .map(line -> OneLine.of(line, LONGEST_LINE))
                .toList();
    }

    /** What somebody else has said, as a line of a notice. */
    public static String line(String text) {
        return OneLine.of(text == null ? "" : text, LONGEST_LINE);
    }

    /** As it is kept on disk, and as a webhook takes it. */
    Value plain() {
        Value plain = Value.mapping();
        plain.put("id", Value.text(id));
        plain.put("kind", Value.text(kind.name()));
        put(plain, "job", job);
        put(plain, "run", run);
        put(plain, "stage", stage);
        put(plain, "gate", gate);
        put(plain, "subject", subject);
        Value texts = Value.list();
        lines.forEach(line -> texts.add(Value.text(line)));
        plain.put("lines", texts);
        put(plain, "link", link);
        put(plain, "at", at.toString());
        put(plain, "deadline", deadline == null ? null : deadline.toString());
        return plain;
    }

    private static void put(Value plain, String name, String text) {
        if (text != null) {
            plain.put(name, Value.text(text));
        }
    }

    /** @throws RuntimeException it is none */
    static Notice of(Value plain) {
        String deadline = plain.get("deadline").textOr(null);
        return new Notice(
                plain.get("id").text(),
                Kind.valueOf(plain.get("kind").text()),
                plain.get("job").textOr(null),
                plain.get("run").textOr(null),
                plain.get("stage").textOr(null),
                plain.get("gate").textOr(null),
                plain.get("subject").textOr(""),
                plain.get("lines").items().stream().map(Value::text).toList(),
                plain.get("link").textOr(null),
                Instant.parse(plain.get("at").text()),
                deadline == null ? null : Instant.parse(deadline));
    }
}
