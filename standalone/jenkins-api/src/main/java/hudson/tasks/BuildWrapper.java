package hudson.tasks;

import hudson.ExtensionPoint;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.BuildListener;
import hudson.model.Describable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;

/** Nothing outside Jenkins runs freestyle builds: there is only what the plugin's wrappers link to. */
public abstract class BuildWrapper implements ExtensionPoint, Describable<BuildWrapper> {
    public abstract class Environment extends hudson.model.Environment {}

    public Environment setUp(AbstractBuild build, Launcher launcher, BuildListener listener)
            throws IOException, InterruptedException {
        throw new UnsupportedOperationException(getClass() + " needs to implement the setUp method");
    }

    public OutputStream decorateLogger(AbstractBuild build, OutputStream logger)
            throws IOException, InterruptedException {
        return logger;
    }

    public void makeSensitiveBuildVariables(AbstractBuild build, Set<String> sensitiveVariables) {}
}
