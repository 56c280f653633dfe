package hudson.model;

import hudson.FilePath;
import hudson.Launcher;

public abstract class Node implements ModelObject {
    public abstract String getNodeName();

    public abstract Launcher createLauncher(TaskListener listener);

    public abstract FilePath getRootPath();

    public FilePath createPath(String absolutePath) {
        return new FilePath(new java.io.File(absolutePath));
    }

    public final Computer toComputer() {
        return standalone.Host.get().computer();
    }
}
