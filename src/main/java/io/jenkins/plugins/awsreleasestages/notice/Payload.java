package io.jenkins.plugins.awsreleasestages.notice;

import io.jenkins.plugins.awsreleasestages.document.JsonWriter;
import io.jenkins.plugins.awsreleasestages.document.Value;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** A notice in the words of each kind of receiver. Names and messages in it were written by anybody. */
public final class Payload {

    /** As CodePipeline says when an approval expires: 2016-07-07T20:22Z. */
    private static final DateTimeFormatter EXPIRES =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm'Z'").withZone(ZoneOffset.UTC);

    /** SNS API reference, Publish: "must be … less than 100 characters long". */
    private static final int LONGEST_SUBJECT_OF_SNS = 99;

    private Payload() {}

    /** @param attempt from the second on, the receiver may have got it already */
    public static String generic(Notice notice, int attempt) {
        return JsonWriter.compact(plain(notice, attempt));
    }

    private static Value plain(Notice notice, int attempt) {
        Value plain = notice.plain();
        plain.put("attempt", Value.number(attempt));
        plain.put("duplicate", Value.truth(attempt > 1));
        return plain;
    }

    /** What incoming webhooks of Slack take, and of those that do as Slack. */
    public static String slack(Notice notice, int attempt) {
        StringBuilder text = new StringBuilder(escaped(headline(notice, attempt)));
        notice.lines().forEach(line -> text.append('\n').append(escaped(line)));
        if (notice.link() != null) {
            text.append('\n').append('<').append(notice.link()).append("|Open in Jenkins>");
        }
        return JsonWriter.compact(Value.mapping("text", Value.text(text.toString())));
    }

    /**
     * Slack's developer documentation, "Escaping text": these three. Others call people by their names; with nothing to see
     * behind the @, they do not.
     */
    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("@", "@\u200B");
    }

    /** CodePipeline's of a manual approval, where people are asked, without its token; and all that a webhook takes. */
    public static String sns(Notice notice, int attempt, String region) {
        Value plain = Value.mapping();
        if (notice.kind().asks()) {
            plain.put("region", Value.text(region));
            plain.put("consoleLink", textOrNull(notice.link()));
            plain.put("approval", approval(notice));
        }
        plain.put("notice", plain(notice, attempt));
        return JsonWriter.compact(plain);
    }

    private static Value approval(Notice notice) {
        Value approval = Value.mapping("pipelineName", textOrNull(notice.job()));
        approval.put("stageName", textOrNull(notice.stage()));
        approval.put("actionName", textOrNull(notice.gate()));
        approval.put("expires", textOrNull(expires(notice.deadline())));
        approval.put("externalEntityLink", textOrNull(null));
        approval.put("approvalReviewLink", textOrNull(notice.link()));
        approval.put("customData", textOrNull(notice.subject()));
        return approval;
    }

    private static String expires(Instant deadline) {
        return deadline == null ? null : EXPIRES.format(deadline);
    }

    private static Value textOrNull(String text) {
        return text == null ? Value.nothing() : Value.text(text);
    }

    /** Of ASCII, as SNS takes it, and never empty. */
    public static String subjectOfSns(Notice notice) {
        String ascii = notice.subject().replace("…", "...").replaceAll("[^ -~]", "?");
        String cut = ascii.length() > LONGEST_SUBJECT_OF_SNS ? ascii.substring(0, LONGEST_SUBJECT_OF_SNS) : ascii;
        return cut.isBlank() ? notice.kind().name() : cut.strip();
    }

    /** For a mail. */
    public static String text(Notice notice, int attempt) {
        StringBuilder text = new StringBuilder(headline(notice, attempt)).append('\n');
        notice.lines().forEach(line -> text.append('\n').append(line));
        if (notice.link() != null) {
            text.append("\n\n").append(notice.link()).append('\n');
        }
        return text.toString();
    }

    private static String headline(Notice notice, int attempt) {
        return attempt > 1 ? notice.subject() + " (told again, attempt " + attempt + ")" : notice.subject();
    }
}
