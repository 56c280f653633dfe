package hudson.plugins.git;

import java.util.Collection;
import java.util.List;

public class Revision {
    public String getSha1String() {
        return null;
    }

    public Collection<Branch> getBranches() {
        return List.of();
    }
}
