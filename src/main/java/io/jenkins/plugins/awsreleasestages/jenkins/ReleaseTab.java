package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.Extension;
import hudson.model.Action;
import hudson.model.Run;
import java.util.Collection;
import java.util.List;
import jenkins.model.Tab;
import jenkins.model.TransientActionFactory;

/**
 * The {@link ReleasePage} among the tabs of a run, which only people see who have chosen Jenkins's new page of a run. It
 * leads there, and is nothing else: Jenkins has no entry in the side panel for a tab.
 */
public final class ReleaseTab extends Tab {

    private final ReleasePage page;

    private ReleaseTab(ReleasePage page) {
        super(page.getRun());
        this.page = page;
    }

    @Override
    public String getIconFileName() {
        return page.getIconFileName();
    }

    @Override
    public String getDisplayName() {
        return page.getDisplayName();
    }

    @Override
    public String getUrlName() {
        return page.getUrlName();
    }

    /** After that of the page, which answers at the address they share. */
    @Extension(ordinal = -1)
    @SuppressWarnings("rawtypes")
    public static final class Factory extends TransientActionFactory<Run> {

        @Override
        public Class<Run> type() {
            return Run.class;
        }

        @Override
        public Class<? extends Action> actionType() {
            return Tab.class;
        }

        @Override
        public Collection<? extends Action> createFor(Run run) {
            ReleasePage page = ((Run<?, ?>) run).getAction(ReleasePage.class);
            return page == null ? List.of() : List.of(new ReleaseTab(page));
        }
    }
}
