package io.jenkins.plugins.awsreleasestages.stage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What somebody wants to change about the stages of a job, as it was typed.
 *
 * @param subject the stage; of a bad revision its commit, digest or version, in full
 * @param reason in that person's words
 */
public record StageChange(Kind kind, String subject, String reason) {

    /** CodePipeline API reference, DisableStageTransition: 1 to 300 characters. */
    public static final int LONGEST_REASON = 300;

    private static final int LONGEST_REVISION = 500;

    public enum Kind {
        CLOSE("transition.closed"),
        OPEN("transition.opened"),
        PIN("stage.pinned"),
        UNPIN("stage.unpinned"),
        MARK_BAD("revision.markedBad"),
        UNMARK_BAD("revision.unmarkedBad");

        private final String event;

        Kind(String event) {
            this.event = event;
        }

        /** As the audit log calls it. */
        public String event() {
            return event;
        }

        public boolean isAboutRevision() {
            return this == MARK_BAD || this == UNMARK_BAD;
        }

        /**
         * In any case, with {@code -} or {@code _}.
         *
         * @throws IllegalArgumentException it is none
         */
        public static Kind of(String text) {
            String name =
                    text == null ? "" : text.strip().toUpperCase(Locale.ROOT).replace('-', '_');
            return Arrays.stream(values())
                    .filter(kind -> kind.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("change: must be one of "
                            + Arrays.stream(values()).map(Kind::name).collect(Collectors.joining(", ")) + "."));
        }
    }

    public StageChange {
        subject = oneLine(subject);
        reason = oneLine(reason);
    }

    private static String oneLine(String text) {
        return text == null ? "" : text.replaceAll("\\p{Cntrl}+", " ").strip();
    }

    /**
     * All that is wrong with it, a sentence each that begins with the field's name.
     *
     * @param stages those that the job has
     * @param revisions those that it has released
     */
    public List<String> problems(Collection<String> stages, Collection<String> revisions) {
        List<String> problems = new ArrayList<>();
        String about = kind.isAboutRevision() ? problemOfRevision(revisions) : problemOfStage(stages);
        if (about != null) {
            problems.add(about);
        }
        if (reason.isEmpty() || reason.length() > LONGEST_REASON) {
            problems.add("reason: say why, in 1 to " + LONGEST_REASON + " characters: whoever waits wants to know.");
        }
        return problems;
    }

    private String problemOfStage(Collection<String> stages) {
        if (stages.contains(subject)) {
            return null;
        }
        String known = stages.isEmpty() ? "no release has come to one yet" : String.join(", ", stages);
        return "stage: the job has no stage '" + subject + "'. It has: " + known + ".";
    }

    private String problemOfRevision(Collection<String> revisions) {
        if (subject.isEmpty() || subject.length() > LONGEST_REVISION) {
            return "revision: say which, in 1 to " + LONGEST_REVISION + " characters.";
        }
        return revisions.stream()
                .filter(known -> known.startsWith(subject) && !known.equals(subject))
                .findFirst()
                .map(known -> "revision: say it in full, such as " + known + ".")
                .orElse(null);
    }

    /**
     * The way into the stage after this.
     *
     * @param before as it was set last
     */
    public Transition after(Optional<Transition> before, String by, Instant at) {
        boolean closed = before.map(Transition::closed).orElse(false);
        boolean pinned = before.map(Transition::pinned).orElse(false);
        return switch (kind) {
            case CLOSE -> new Transition(subject, true, pinned, by, at, reason);
            case OPEN -> new Transition(subject, false, pinned, by, at, reason);
            case PIN -> new Transition(subject, closed, true, by, at, reason);
            case UNPIN -> new Transition(subject, closed, false, by, at, reason);
            case MARK_BAD, UNMARK_BAD -> throw new IllegalStateException(kind + " is about a revision.");
        };
    }
}
