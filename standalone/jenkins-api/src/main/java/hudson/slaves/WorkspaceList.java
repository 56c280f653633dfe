package hudson.slaves;

import hudson.FilePath;

public class WorkspaceList {

    /** The folder beside a workspace that belongs to it and that no checkout cleans. */
    public static FilePath tempDir(FilePath ws) {
        return ws.getParent() == null ? null : ws.sibling(ws.getName() + "@tmp");
    }
}
