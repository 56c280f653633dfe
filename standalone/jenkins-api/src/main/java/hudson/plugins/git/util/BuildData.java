package hudson.plugins.git.util;

import hudson.model.Action;
import hudson.plugins.git.Revision;
import java.util.Set;

public class BuildData implements Action {
    public Revision getLastBuiltRevision() {
        return null;
    }

    public Set<String> getRemoteUrls() {
        return Set.of();
    }

    @Override
    public String getIconFileName() {
        return null;
    }

    @Override
    public String getDisplayName() {
        return null;
    }

    @Override
    public String getUrlName() {
        return null;
    }
}
