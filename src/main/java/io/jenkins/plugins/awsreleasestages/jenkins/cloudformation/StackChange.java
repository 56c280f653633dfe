package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetOptions;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ChangeSetRequest;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.PrepareStackAction;
import io.jenkins.plugins.awsreleasestages.aws.cloudformation.ReplacementPolicy;
import io.jenkins.plugins.awsreleasestages.jenkins.SealedText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How one stack is changed.
 *
 * @param wanted what it is to be
 * @param files where template and parameters are read
 * @param stackPolicy JSON; null for that of the parameters file, or none
 * @param preparation what is done to a stack that takes no change as it is
 * @param conditions what stands between the change set and its execution; null where it is not executed
 * @param leavesOnAbort whether an execution goes on when the step is aborted
 */
record StackChange(
        StackChange.SealedRequest wanted,
        ChangeSetFiles files,
        String stackPolicy,
        PrepareStackAction.Preparation preparation,
        StackChange.Conditions conditions,
        boolean leavesOnAbort) {

    /** The same for another stack of an assembly. */
    StackChange of(SealedRequest other, ChangeSetFiles otherFiles) {
        return new StackChange(other, otherFiles, stackPolicy, preparation, conditions, leavesOnAbort);
    }

    String stack() {
        return wanted.stack();
    }

    /**
     * What stands between the change set and its execution.
     *
     * @param approve whether people are asked in any case
     * @param approvers only in what version 1.0 has saved, which had no terms
     * @param terms who has to say yes
     */
    record Conditions(ReplacementPolicy replacement, boolean approve, List<String> approvers, GateTerms terms) {

        Conditions {
            terms = terms == null ? GateTerms.of(approvers, 1) : terms;
            approvers = new ArrayList<>();
        }
    }

    /**
     * What was asked for, as it is saved: a parameter may be a password, so the program on disk only holds what the
     * controller's own key can read.
     */
    record SealedRequest(
            String stack,
            Map<String, SealedText> parameters,
            List<String> capabilities,
            Map<String, String> tags,
            String role,
            ChangeSetOptions options) {

        static SealedRequest of(ChangeSetRequest request) {
            Map<String, SealedText> sealed = new LinkedHashMap<>();
            request.parameters().forEach((name, value) -> sealed.put(name, SealedText.of(value)));
            return new SealedRequest(
                    request.stack(),
                    sealed,
                    new ArrayList<>(request.capabilities()),
                    new LinkedHashMap<>(request.tags()),
                    request.role(),
                    request.options());
        }

        ChangeSetRequest request() {
            Map<String, String> opened = new LinkedHashMap<>();
            parameters.forEach((name, value) -> opened.put(name, value.open()));
            return new ChangeSetRequest(stack, opened, capabilities, tags, role, null, options);
        }
    }
}
