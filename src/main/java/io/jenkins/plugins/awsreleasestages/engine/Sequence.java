package io.jenkins.plugins.awsreleasestages.engine;

import java.util.List;

/**
 * Stages one after another, declared and not coded: {@link SequenceRun} carries them out. A stage that fails or is
 * stopped ends the sequence, but for those that come {@link Stage.When after a failure or a stop}.
 */
@FunctionalInterface
public interface Sequence {

    /**
     * The stages in their order. Those that have begun stay where they are; which ones follow may depend on what those
     * before have found.
     */
    List<Stage<?, ?>> stages(SequenceState state);

    static Sequence of(Stage<?, ?>... stages) {
        List<Stage<?, ?>> all = List.of(stages);
        return state -> all;
    }
}
