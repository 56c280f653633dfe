package io.jenkins.plugins.awsreleasestages.jenkins.role;

import hudson.FilePath;
import hudson.Launcher;
import hudson.LauncherDecorator;
import hudson.Proc;
import hudson.model.Node;
import hudson.remoting.Channel;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.Map;

/** Sees to it that a block's credentials lie on the agent before a command is started there. */
final class ShellLauncher extends LauncherDecorator implements Serializable {

    private static final long serialVersionUID = 1L;

    private final ShellCredentials of;

    ShellLauncher(ShellCredentials of) {
        this.of = of;
    }

    /**
     * No {@code DecoratedLauncher} unless it was one before: the Git plugin says of each that a command will not be run
     * where it should be, in a container say, and warns at every checkout.
     */
    @Override
    public Launcher decorate(Launcher launcher, Node node) {
        Launcher providing = new Providing(launcher, node, of);
        return launcher instanceof Launcher.DecoratedLauncher ? new Launcher.DecoratedLauncher(providing) : providing;
    }

    private static final class Providing extends Launcher {
        private final Launcher inner;
        private final Node node;
        private final ShellCredentials of;

        Providing(Launcher inner, Node node, ShellCredentials of) {
            super(inner);
            this.inner = inner;
            this.node = node;
            this.of = of;
        }

        @Override
        public Proc launch(ProcStarter starter) throws IOException {
            try {
                starter.envs(of.provide(this, node.getNodeName(), starter.pwd(), starter.envs()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted while the AWS credentials were put on the agent", e);
            }
            return inner.launch(starter);
        }

        @Override
        public Channel launchChannel(String[] command, OutputStream out, FilePath folder, Map<String, String> variables)
                throws IOException, InterruptedException {
            return inner.launchChannel(command, out, folder, variables);
        }

        @Override
        public void kill(Map<String, String> variables) throws IOException, InterruptedException {
            inner.kill(variables);
        }

        @Override
        public boolean isUnix() {
            return inner.isUnix();
        }
    }
}
