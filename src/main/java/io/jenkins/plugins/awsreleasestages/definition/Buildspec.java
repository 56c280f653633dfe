package io.jenkins.plugins.awsreleasestages.definition;

import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * A {@code buildspec.yml}, as far as it can be run outside of CodeBuild.
 *
 * <p>Source: CodeBuild User Guide, "Build specification reference for CodeBuild".
 *
 * @param oneShell whether all commands share one shell, as in version 0.2; in 0.1 each has its own
 * @param shell {@code sh} or {@code bash}
 * @param variables what {@code env.variables} sets, in the order written
 * @param exportedVariables the names whose last values the step returns
 * @param phases those that are there, in the order in which they run
 * @param artifacts the primary one first, then the secondary ones
 * @param reports those in a format that Jenkins reads
 * @param notes what the reader skipped, each a line for the log
 */
public record Buildspec(
        boolean oneShell,
        String shell,
        Map<String, String> variables,
        List<String> exportedVariables,
        List<Phase> phases,
        List<Artifact> artifacts,
        List<Report> reports,
        List<String> notes) {

    /** The phases that a buildspec can fill, in the order in which they run. */
    public enum PhaseName {
        INSTALL,
        PRE_BUILD,
        BUILD,
        POST_BUILD
    }

    /** What a failed command means for the phases that follow. */
    public enum OnFailure {
        /** After {@code build}, {@code post_build} still runs; after any other phase nothing does. */
        DEFAULT,
        /** No further phase runs. */
        ABORT,
        /** The next phase runs; the build has failed all the same. */
        CONTINUE
    }

    /**
     * One phase.
     *
     * @param last the commands of {@code finally}: they run whether or not the others succeeded
     */
    public record Phase(PhaseName name, OnFailure onFailure, List<String> commands, List<String> last) {}

    /**
     * One artifact: which files it takes, and how.
     *
     * @param identifier the key below {@code secondary-artifacts}; empty for the primary artifact
     * @param name the name it wishes to have, may hold shell expansions; null when none is written
     * @param files patterns, relative to {@code baseDirectory} unless absolute
     * @param excludes patterns of files left out
     * @param baseDirectory relative to the source directory unless absolute; null for the source directory itself
     * @param discardPaths whether only file names are kept
     */
    public record Artifact(
            String identifier,
            String name,
            List<String> files,
            List<String> excludes,
            String baseDirectory,
            boolean discardPaths)
            implements Serializable {}

    /**
     * Files with test results, in JUnit's XML.
     *
     * @param group the name or ARN of CodeBuild's report group
     * @param baseDirectory as an artifact's
     */
    public record Report(String group, List<String> files, String baseDirectory) implements Serializable {}

    /** @throws InvalidDocument with everything that is wrong */
    public static Buildspec read(String yaml) throws InvalidDocument {
        return new BuildspecReader().read(yaml);
    }
}
