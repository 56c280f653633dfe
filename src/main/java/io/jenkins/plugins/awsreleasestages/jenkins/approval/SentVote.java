package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import io.jenkins.plugins.awsreleasestages.approval.Vote;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.document.Problems;
import io.jenkins.plugins.awsreleasestages.document.SentObject;
import io.jenkins.plugins.awsreleasestages.document.Value;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a vote that is sent as JSON: {@code {"decision": "APPROVE", "reason": "…", "inputs": {…}}}. */
final class SentVote {

    /** In bytes. Sixteen inputs of 1,000 characters, however they are written; more nobody answers. */
    static final int LONGEST = 200_000;

    private static final List<String> MEMBERS = List.of("decision", "reason", "inputs");

    private SentVote() {}

    /** @throws InvalidDocument says all that is wrong with it */
    static Vote read(byte[] json, Instant now) throws InvalidDocument {
        Problems problems = new Problems();
        Value body = SentObject.read(json, LONGEST, MEMBERS, problems);
        Optional<Vote.Kind> kind = kind(body.get("decision"), problems);
        String reason = reason(body.get("reason"), problems);
        Map<String, String> inputs = inputs(body.get("inputs"), problems);
        problems.refuse();
        return new Vote(kind.orElseThrow(), reason, inputs, now);
    }

    private static Optional<Vote.Kind> kind(Value value, Problems problems) {
        Optional<Vote.Kind> kind = Arrays.stream(Vote.Kind.values())
                .filter(one -> one.name().equals(value.text()))
                .findFirst();
        if (kind.isEmpty()) {
            problems.at(value, "decision: must be one of APPROVE, REJECT, OVERRIDE");
        }
        return kind;
    }

    private static String reason(Value value, Problems problems) {
        if (!value.isNothing() && !value.isText()) {
            problems.at(value, "reason: must be a text");
        }
        return value.textOr("");
    }

    private static Map<String, String> inputs(Value value, Problems problems) {
        if (!value.isNothing() && !value.isMapping()) {
            problems.at(value, "inputs: must be an object");
        }
        Map<String, String> inputs = new LinkedHashMap<>();
        value.members().forEach((name, one) -> {
            if (one.isScalar()) {
                inputs.put(name, one.scalar());
            } else {
                problems.at(one, "inputs: " + name + ": must be a text, a number, true or false");
            }
        });
        return inputs;
    }
}
