package io.jenkins.plugins.awsreleasestages.approval;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A question that people answer before a release goes on.
 *
 * @param id unique within the run
 * @param message what they are asked
 * @param approvers user ids and group names; empty: whoever may build the job
 * @param asked when it was asked
 * @param deadline when nobody can answer any more
 */
public record Gate(String id, String message, List<String> approvers, Instant asked, Instant deadline)
        implements Serializable {

    public Gate {
        approvers = List.copyOf(approvers);
    }

    /** The question and who may answer it, for a terminal. */
    public String question() {
        return approvers.isEmpty() ? message : message + "\nApprovers: " + String.join(", ", approvers);
    }

    /**
     * Whether somebody may answer.
     *
     * @param isNamed whether the person is, or is in the group of, a name among the approvers
     * @param mayBuild whether the person may build the job
     * @return why not; empty when the person may
     */
    public Optional<String> refusal(Predicate<String> isNamed, boolean mayBuild) {
        if (approvers.isEmpty()) {
            return mayBuild ? Optional.empty() : Optional.of("Only who may build this job may decide.");
        }
        return approvers.stream().anyMatch(isNamed)
                ? Optional.empty()
                : Optional.of("Only these may decide: " + String.join(", ", approvers) + ".");
    }
}
