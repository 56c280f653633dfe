package io.jenkins.plugins.awsreleasestages.jenkins.buildspec;

import io.jenkins.plugins.awsreleasestages.aws.s3.S3Upload.Address;
import io.jenkins.plugins.awsreleasestages.definition.Buildspec.Report;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.ArtifactFiles.FilePatterns;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.BuildspecAction.State.StoredArtifact;
import io.jenkins.plugins.awsreleasestages.jenkins.buildspec.PhaseFolder.Reading;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The agent, as far as a buildspec needs it. Each call goes there and back; the token names the folder. */
interface BuildAgent {

    /** A clear no: asking again changes nothing. The message is for the person who has to act. */
    final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /** @throws Refused when the buildspec is not there, or the agent cannot run one */
    String buildspec(String file) throws IOException, InterruptedException;

    /** @return the buildspec that the script was made of, when the script has begun */
    Optional<String> begun(String token) throws IOException, InterruptedException;

    /** Writes the files into the folder and starts the script, unless it was started before. */
    void launch(String token, Map<String, String> files, Map<String, String> variables)
            throws IOException, InterruptedException;

    Reading read(String token, long cursor) throws IOException, InterruptedException;

    /** Asks the script to end. */
    void stop(String token) throws IOException, InterruptedException;

    /** Texts that the script has worked out. */
    List<String> expanded(String token) throws IOException, InterruptedException;

    /**
     * Selects the files of an artifact, and packs them when asked to.
     *
     * @throws ArtifactFiles.NothingSelected when there are none
     */
    StoredArtifact collect(
            String token, int index, String identifier, String name, FilePatterns selection, boolean pack)
            throws IOException, InterruptedException;

    /** Sends the ZIP of an artifact. @return the version that S3 made of it, or null */
    String send(String token, int index, Address to) throws IOException, InterruptedException;

    /** What the files of test reports say. */
    ReportFiles.Found reports(String token, List<Report> reports) throws IOException, InterruptedException;

    /** Removes the folder with all that is in it. */
    void remove(String token) throws IOException, InterruptedException;

    /** Where the folder is, for messages. */
    String where(String token);
}
