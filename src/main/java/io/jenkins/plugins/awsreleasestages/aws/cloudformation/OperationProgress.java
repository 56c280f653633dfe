package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the events of one stack operation have told so far. Grows by {@link #with}; pure.
 *
 * @param total how many resources the change set changes
 * @param lastEvent the id of the newest event taken in; null for none
 * @param stackStatus the stack's state by its own newest event; empty for none
 * @param cause the earliest failure that was not merely cancelled, in AWS's words; null for none
 * @param rollbackReason why the stack rolled back; null when it did not
 * @param begun when work began on the resources that are being worked on
 * @param done the resources that are through
 */
public record OperationProgress(
        int total,
        String lastEvent,
        String stackStatus,
        String cause,
        String rollbackReason,
        Map<String, Instant> begun,
        Set<String> done) {

    public OperationProgress {
        begun = new LinkedHashMap<>(begun);
        done = new LinkedHashSet<>(done);
    }

    static OperationProgress create(int total) {
        return new OperationProgress(total, null, "", null, null, Map.of(), Set.of());
    }

    /** Whether AWS itself deleted the stack, because its creation failed. */
    boolean deletedAfterFailure() {
        return cause != null && stackStatus.startsWith("DELETE_");
    }

    /** The progress after some events, and the lines that they are worth. */
    record Told(OperationProgress progress, List<String> lines) {}

    /** @param events of this operation, not seen before, the oldest first */
    Told with(List<StackEvent> events) {
        Teller teller = new Teller(this);
        events.forEach(teller::take);
        return new Told(teller.progress(), teller.lines);
    }

    /** Such as {@code 2 of 5 resources, at work on Table for 1 min 5 s}. */
    String summary(Instant now) {
        StringBuilder summary = new StringBuilder();
        summary.append(done.size())
                .append(" of ")
                .append(Math.max(total, done.size()))
                .append(" resources");
        begun.entrySet().stream()
                .min(Map.Entry.comparingByValue())
                .ifPresent(longest -> summary.append(", at work on ")
                        .append(longest.getKey())
                        .append(" for ")
                        .append(format(Duration.between(longest.getValue(), now))));
        return summary.toString();
    }

    /** {@code 4 s}, {@code 1 min 5 s}, {@code 2 h 3 min}. */
    static String format(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }

    /** Takes events in, one after the other. Lives for one call of {@link #with}. */
    private static final class Teller {
        private final int total;
        private final Map<String, Instant> begun;
        private final Set<String> done;
        private final List<String> lines = new ArrayList<>();
        private String lastEvent;
        private String stackStatus;
        private String cause;
        private String rollbackReason;

        Teller(OperationProgress before) {
            total = before.total;
            begun = new LinkedHashMap<>(before.begun);
            done = new LinkedHashSet<>(before.done);
            lastEvent = before.lastEvent;
            stackStatus = before.stackStatus;
            cause = before.cause;
            rollbackReason = before.rollbackReason;
        }

        OperationProgress progress() {
            return new OperationProgress(total, lastEvent, stackStatus, cause, rollbackReason, begun, done);
        }

        void take(StackEvent event) {
            lastEvent = event.id();
            if (event.ofStack()) {
                takeStack(event);
            } else if (event.cancelled()) {
                begun.remove(event.logicalId());
            } else if (event.failed()) {
                takeFailure(event);
            } else if (event.status().endsWith("_IN_PROGRESS")) {
                begun.putIfAbsent(event.logicalId(), event.time());
            } else {
                takeEnd(event);
            }
        }

        private void takeStack(StackEvent event) {
            stackStatus = event.status();
            if (stackStatus.equals("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")) {
                lines.add("The new resources of stack " + event.stackName()
                        + " are in place; removing what is no longer needed.");
            } else if (stackStatus.equals("DELETE_IN_PROGRESS") && cause != null && rollbackReason == null) {
                rollbackReason = event.reason();
                begun.clear();
                lines.add("Deleting stack " + event.stackName() + " again, because its creation failed.");
            } else if (stackStatus.endsWith("ROLLBACK_IN_PROGRESS") && rollbackReason == null) {
                rollbackReason = event.reason();
                begun.clear();
                lines.add(("Rolling back stack " + event.stackName() + ": " + event.plainReason()).strip());
            }
        }

        private void takeFailure(StackEvent event) {
            begun.remove(event.logicalId());
            String what = event.logicalId() + " (" + event.type() + ")";
            String why = event.inner() != null ? event.inner() : event.plainReason();
            lines.add(line(event, "", "failed", what + ": " + why));
            if (cause == null) {
                cause = event.cause();
            }
        }

        private void takeEnd(StackEvent event) {
            Instant began = begun.remove(event.logicalId());
            String took = began == null ? "" : " in " + format(Duration.between(began, event.time()));
            boolean forward = rollbackReason == null && !stackStatus.contains("CLEANUP");
            if (forward) {
                done.add(event.logicalId());
            }
            String counter = forward ? done.size() + "/" + Math.max(total, done.size()) : "";
            lines.add(line(event, counter, verb(event), event.logicalId() + " (" + event.type() + ")" + took));
        }

        private String verb(StackEvent event) {
            return switch (event.status()) {
                case "CREATE_COMPLETE" -> "created";
                case "UPDATE_COMPLETE" -> rollbackReason == null ? "updated" : "restored";
                case "DELETE_COMPLETE" -> "deleted";
                case "DELETE_SKIPPED" -> "kept";
                case "IMPORT_COMPLETE" -> "imported";
                default -> event.status();
            };
        }

        /** With the name of the stack: the lines of several may stand among each other. */
        private static String line(StackEvent event, String counter, String verb, String rest) {
            return String.format("  %s %5s  %-8s %s", event.stackName(), counter, verb, rest);
        }
    }
}
