package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.model.Action;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.files.FileDigest;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** A page that shows a release, or parts of it; it follows its run. */
public abstract class ReleaseView implements Action {

    /** The parts of a release, in the order in which they are shown. */
    public enum Section {
        STAGES("stages", "Stages"),
        GATES("gates", "Open gates"),
        REVISIONS("revisions", "Source revisions"),
        ARTIFACTS("artifacts", "Artifacts"),
        CHANGES("changes", "Change sets"),
        BATCHES("batches", "CodeBuild batches"),
        DECIDED("decided", "Decided gates"),
        EVIDENCE("evidence", "Evidence");

        private final String view;
        private final String title;

        Section(String view, String title) {
            this.view = view;
            this.title = title;
        }

        /** The name of the view of the {@link RunPage} that has the section. */
        public String getView() {
            return view;
        }

        public String getTitle() {
            return title;
        }
    }

    /** A section with the page whose view it is. */
    public record Part(RunPage page, Section section) {

        // Read by the page.

        public RunPage getPage() {
            return page;
        }

        public Section getSection() {
            return section;
        }
    }

    public abstract Run<?, ?> getRun();

    /** The same, as Jenkins's layout of a run's pages asks for it. */
    public final Run<?, ?> getObject() {
        return getRun();
    }

    /** What this page shows, in its order. */
    public abstract List<Part> getParts();

    /** Whether all that there is of the release is shown. */
    public abstract boolean isWhole();

    /** Another one as soon as anything changes in what the pages of the run show. */
    public final String getDigest() {
        String shown = getRun().getActions(RunPage.class).stream()
                .map(page -> page.getClass().getSimpleName() + ": " + page.shown())
                .collect(Collectors.joining("\n", "building " + getRun().isBuilding() + "\n", ""));
        return HexFormat.of().formatHex(FileDigest.sha256().digest(shown.getBytes(StandardCharsets.UTF_8)));
    }
}
