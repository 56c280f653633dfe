package io.jenkins.plugins.awsreleasestages.jenkins.audit;

import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.jenkins.RunPage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Where the evidence of a run is kept besides, or why it is not kept yet. */
public final class EvidenceAction extends RunPage {

    /** Replaced as a whole: whoever saves the run reads it meanwhile. */
    private volatile ArrayList<String> places = new ArrayList<>();

    private EvidenceAction() {}

    /** @param places {@code s3://bucket/key}, none where it could not be stored yet */
    static void record(Run<?, ?> run, List<String> places) throws IOException {
        synchronized (run) {
            EvidenceAction action = run.getAction(EvidenceAction.class);
            if (action == null) {
                action = new EvidenceAction();
                run.addAction(action);
            } else if (action.places.containsAll(places)) {
                return;
            }
            action.places = new ArrayList<>(places);
        }
        run.save();
    }

    // Read by the page.

    public List<String> getPlaces() {
        return List.copyOf(places);
    }

    /** Why it is not kept yet; null where it is, or where that is not known. */
    public String getTrouble() {
        return EvidenceArchive.get().trouble(getRun());
    }

    @Override
    protected List<Section> sections() {
        return List.of(Section.EVIDENCE);
    }

    @Override
    protected String shown() {
        return places + " " + getTrouble();
    }

    @Override
    public String getDisplayName() {
        return "Evidence";
    }

    /** It has no page of its own: it is on that of the release. */
    @Override
    public String getUrlName() {
        return null;
    }
}
