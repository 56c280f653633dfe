package io.jenkins.plugins.awsreleasestages.jenkins.role;

import hudson.Launcher;
import hudson.LauncherDecorator;
import hudson.Proc;
import hudson.model.Node;
import java.io.IOException;
import java.io.Serializable;

/** Sees to it that a block's credentials lie on the agent before a command is started there. */
final class ShellLauncher extends LauncherDecorator implements Serializable {

    private static final long serialVersionUID = 1L;

    private final ShellCredentials of;

    ShellLauncher(ShellCredentials of) {
        this.of = of;
    }

    @Override
    public Launcher decorate(Launcher launcher, Node node) {
        return new Providing(launcher, node, of);
    }

    private static final class Providing extends Launcher.DecoratedLauncher {
        private final Node node;
        private final ShellCredentials of;

        Providing(Launcher launcher, Node node, ShellCredentials of) {
            super(launcher);
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
            return super.launch(starter);
        }
    }
}
