package io.jenkins.plugins.awsreleasestages.benchmark;

import java.util.Map;
import java.util.Set;

/** One thing that is measured: a subcommand of {@code standalone/bench}. */
public interface Benchmark {

    String name();

    /** What is measured, in one sentence. */
    String about();

    /** The options it takes, with their defaults. */
    Map<String, Option> options();

    /** The options it takes that are no numbers, with what they may be; none is given unless said. */
    default Map<String, Set<String>> choices() {
        return Map.of();
    }

    /** Measures; says on standard error how far it is. */
    Report run(Options options) throws Exception;

    /**
     * An option that takes a number.
     *
     * @param standard its value unless given
     */
    record Option(double standard, String about) {}
}
