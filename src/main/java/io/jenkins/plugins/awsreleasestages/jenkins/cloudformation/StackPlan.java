package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import io.jenkins.plugins.awsreleasestages.engine.SequenceState;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionPlan;
import java.util.Map;

/** A plan for one stack: what is said of it is said by its stages. */
interface StackPlan extends ActionPlan {

    StackStages stack();

    @Override
    default void ended(SequenceState state) {
        stack().last(state).release(state);
    }

    @Override
    default String inLog(String line) {
        return ChangeLine.coloured(line);
    }

    @Override
    default String describe(SequenceState state) {
        return stack().last(state).describe(state);
    }

    @Override
    default Map<String, String> atTheEnd(SequenceState state) {
        return stack().last(state).atTheEnd(state);
    }
}
