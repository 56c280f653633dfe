package io.jenkins.plugins.awsreleasestages.benchmark;

import java.util.Map;

/** One thing that is measured: a subcommand of {@code standalone/bench}. */
public interface Benchmark {

    String name();

    /** What is measured, in one sentence. */
    String about();

    /** The options it takes, with their defaults. */
    Map<String, Option> options();

    /** Measures; says on standard error how far it is. */
    Report run(Options options) throws Exception;

    /**
     * An option that takes a number.
     *
     * @param standard its value unless given
     */
    record Option(double standard, String about) {}
}
