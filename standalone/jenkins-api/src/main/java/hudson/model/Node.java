package hudson.model;

import hudson.FilePath;
import hudson.Launcher;

public abstract class Node implements ModelObject {
    public abstract String getNodeName();

    public abstract Launcher createLauncher(TaskListener listener);

    public abstract FilePath getRootPath();
}
