package io.jenkins.plugins.awsreleasestages.jenkins.artifact;

import hudson.model.Fingerprint;
import hudson.model.Run;
import hudson.tasks.Fingerprinter.FingerprintAction;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import jenkins.model.Jenkins;

/** What Jenkins knows of which run has made a file, and which ones have used it. */
final class Fingerprints {

    private static final System.Logger LOGGER = System.getLogger(Fingerprints.class.getName());

    private Fingerprints() {}

    /**
     * As much of the SHA-256 as Jenkins has room for: as for container images, by the Docker Commons plugin. MD5, which Jenkins
     * takes of files, would cost more than twice as much time as that which is known already, and not every Java has it.
     */
    static String hash(StoredArtifact artifact) {
        return artifact.sha256().substring(0, 32).toLowerCase(Locale.ROOT);
    }

    /**
     * Records it, once however often it is called. That it could not be is no reason to fail a release.
     *
     * @param maker the run that has made it; null for one that is not known
     */
    static void record(Run<?, ?> run, Run<?, ?> maker, StoredArtifact artifact) {
        String hash = hash(artifact);
        String file = artifact.name() + ".zip";
        try {
            Fingerprint fingerprint = Jenkins.get().getFingerprintMap().getOrCreate(maker, file, hash);
            fingerprint.addFor(run);
            synchronized (run) {
                FingerprintAction action = run.getAction(FingerprintAction.class);
                if (action == null) {
                    run.addAction(new FingerprintAction(run, Map.of(file, hash)));
                } else {
                    action.add(Map.of(file, hash));
                }
            }
            run.save();
        } catch (IOException e) {
            LOGGER.log(System.Logger.Level.WARNING, "The fingerprint was not recorded", e);
        }
    }
}
