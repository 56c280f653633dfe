package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What may be done to a stack that cannot take an operation as it is. Nothing of it is done unless it is said.
 *
 * @param recreate whether a stack whose creation failed may be deleted, to be created anew
 * @param continueRollback whether an update's failed rollback may be continued
 * @param resourcesToSkip what the continued rollback leaves as it is: logical ids, {@code NestedStackName.LogicalId}
 * @param busy how long other operations on the stack are waited for
 */
public record StackPreparation(boolean recreate, boolean continueRollback, List<String> resourcesToSkip, Duration busy)
        implements Serializable {

    private static final Pattern RESOURCE = Pattern.compile("[a-zA-Z0-9-]+(\\.[a-zA-Z0-9]+)?");

    public StackPreparation {
        resourcesToSkip = new ArrayList<>(resourcesToSkip);
    }

    /** Waits, and changes nothing. */
    public static StackPreparation waiting(Duration busy) {
        return new StackPreparation(false, false, List.of(), busy);
    }

    /** What is wrong with it, a sentence each. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        if (!resourcesToSkip.isEmpty() && !continueRollback) {
            problems.add("resourcesToSkip: goes with continueRollback: true.");
        }
        resourcesToSkip.stream()
                .filter(id -> !RESOURCE.matcher(id).matches())
                .forEach(id -> problems.add(
                        "resourcesToSkip: '" + id + "' is neither a logical id nor" + " NestedStackName.LogicalId."));
        return problems;
    }
}
