package io.jenkins.plugins.awsreleasestages.runner;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Computer;
import hudson.model.Node;
import hudson.model.TaskListener;
import hudson.remoting.VirtualChannel;

/** This machine. */
final class LocalComputer extends Computer {

    LocalComputer() {
        super(new LocalNode());
    }

    @Override
    public VirtualChannel getChannel() {
        return FilePath.localChannel;
    }

    @Override
    public Boolean isUnix() {
        return java.io.File.pathSeparatorChar == ':';
    }

    private static final class LocalNode extends Node {
        @Override
        public String getNodeName() {
            return "local";
        }

        @Override
        public String getDisplayName() {
            return getNodeName();
        }

        @Override
        public Launcher createLauncher(TaskListener listener) {
            return new Launcher.LocalLauncher(listener);
        }

        @Override
        public FilePath getRootPath() {
            return new FilePath(standalone.Host.get().home().toFile());
        }
    }
}
