package io.jenkins.plugins.awsreleasestages.jenkins.artifact;

import hudson.model.Fingerprint;
import hudson.model.Run;
import hudson.tasks.Fingerprinter.FingerprintAction;
import java.io.IOException;
import java.util.Map;
import jenkins.model.Jenkins;

/** What Jenkins knows of which run has made a file, and which ones have used it. */
final class Fingerprints {

    private static final System.Logger LOGGER = System.getLogger(Fingerprints.class.getName());

    private Fingerprints() {}

    /** What an agent says becomes the name of a file of Jenkins. */
    static String checked(String md5) {
        return md5 != null && md5.matches("[0-9a-f]{32}") ? md5 : null;
    }

    /**
     * Records it, once however often it is called. That it could not be is no reason to fail a release.
     *
     * @param maker the run that has made it; null for one that is not known
     * @param md5 of the ZIP; null records nothing
     */
    static void record(Run<?, ?> run, Run<?, ?> maker, String artifact, String md5) {
        if (checked(md5) == null) {
            return;
        }
        String file = artifact + ".zip";
        try {
            Fingerprint fingerprint = Jenkins.get().getFingerprintMap().getOrCreate(maker, file, md5);
            fingerprint.addFor(run);
            synchronized (run) {
                FingerprintAction action = run.getAction(FingerprintAction.class);
                if (action == null) {
                    run.addAction(new FingerprintAction(run, Map.of(file, md5)));
                } else {
                    action.add(Map.of(file, md5));
                }
            }
            run.save();
        } catch (IOException e) {
            LOGGER.log(System.Logger.Level.WARNING, "The fingerprint was not recorded", e);
        }
    }
}
