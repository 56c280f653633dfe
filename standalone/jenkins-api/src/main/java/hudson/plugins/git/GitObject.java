package hudson.plugins.git;

/** There is no Git plugin here: only what the plugin links to. */
public class GitObject {
    public String getName() {
        return null;
    }
}
