package hudson.model;

import hudson.FilePath;

/** Nothing outside Jenkins runs freestyle builds: there is only what the plugin's builders link to. */
public abstract class AbstractBuild<P extends AbstractProject<P, R>, R extends AbstractBuild<P, R>> extends Run<P, R> {
    private FilePath workspace;

    protected AbstractBuild(P job) throws java.io.IOException {
        super(job, System.currentTimeMillis());
    }

    public final FilePath getWorkspace() {
        return workspace;
    }

    public String getBuiltOnStr() {
        return "";
    }
}
