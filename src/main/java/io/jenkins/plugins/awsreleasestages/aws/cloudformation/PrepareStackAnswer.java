package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import java.util.Map;

/**
 * What a look brings at a stack that is made ready.
 *
 * @param heldBy which other step of this controller works on it; null when none does
 * @param stack null when there is none
 * @param newest the newest event about the stack itself, where it tells something; null where not known
 * @param stuck what keeps its rollback from ending, with AWS's reasons
 * @param sent whether AWS was told just now to do what the state says
 */
public record PrepareStackAnswer(
        String heldBy, StackSnapshot stack, StackEvent newest, Map<String, String> stuck, boolean sent) {

    String status() {
        return stack == null ? "" : stack.status();
    }
}
