package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.model.Result;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.engine.PlainData;
import io.jenkins.plugins.awsreleasestages.jenkins.RunPage;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The revisions that a run has brought in, a part of its release. */
public final class SourceRevisionsAction extends RunPage {

    /** How many runs may have gone by without this source. */
    private static final int RUNS_TO_SEARCH = 100;

    private final List<SourceRevision> revisions = new CopyOnWriteArrayList<>();

    /** Why it is not the newest, by location and id; null in what earlier versions have saved. */
    private Map<String, String> overrides = new ConcurrentHashMap<>();

    SourceRevisionsAction() {}

    /** In the order in which they were brought in. */
    public List<SourceRevision> getRevisions() {
        return List.copyOf(revisions);
    }

    /** Where a browser shows the revision; null where that is not known. */
    public String link(SourceRevision revision) {
        return RevisionLink.of(revision);
    }

    /** How, and by whom, it was asked for instead of the newest; null where it was not. */
    public String override(SourceRevision revision) {
        return overrides == null ? null : overrides.get(key(revision));
    }

    private static String key(SourceRevision revision) {
        return revision.location() + " " + revision.id();
    }

    @Override
    public RunPage carried() {
        SourceRevisionsAction same = new SourceRevisionsAction();
        same.revisions.addAll(revisions);
        if (overrides != null) {
            same.overrides.putAll(overrides);
        }
        return same;
    }

    @Override
    protected List<Section> sections() {
        return revisions.isEmpty() ? List.of() : List.of(Section.REVISIONS);
    }

    @Override
    protected Map<String, Object> evidence() {
        return Map.of("revisions", revisions.stream().map(PlainData::of).toList());
    }

    @Override
    protected String shown() {
        return revisions + " " + overrides;
    }

    @Override
    public String getDisplayName() {
        return "Source revisions";
    }

    /** It has no page of its own. */
    @Override
    public String getUrlName() {
        return null;
    }

    /** What the last run before this one that knows the source has brought in of it. */
    static SourceSite.Earlier before(Run<?, ?> run, SourceRevision revision) {
        Run<?, ?> one = run.getPreviousBuild();
        for (int i = 0; one != null && i < RUNS_TO_SEARCH; i++) {
            SourceRevision last = last(one, revision);
            if (last != null) {
                return new SourceSite.Earlier(last, one.getResult() == Result.SUCCESS);
            }
            one = one.getPreviousBuild();
        }
        return SourceSite.Earlier.NONE;
    }

    private static SourceRevision last(Run<?, ?> run, SourceRevision revision) {
        SourceRevisionsAction action = run.getAction(SourceRevisionsAction.class);
        return action == null
                ? null
                : action.revisions.stream()
                        .filter(revision::sameSource)
                        .reduce((one, next) -> next)
                        .orElse(null);
    }

    /** Records a revision once, also when a step is repeated after a restart. Branches of a run may do so together. */
    static void add(Run<?, ?> run, SourceRevision revision, String override) throws IOException {
        synchronized (run) {
            SourceRevisionsAction action = run.getAction(SourceRevisionsAction.class);
            if (action == null) {
                action = new SourceRevisionsAction();
                run.addAction(action);
            }
            if (action.revisions.contains(revision)) {
                return;
            }
            if (override != null) {
                action.overrides = action.overrides == null ? new ConcurrentHashMap<>() : action.overrides;
                action.overrides.put(key(revision), override);
            }
            action.revisions.add(revision);
        }
        run.save();
    }
}
