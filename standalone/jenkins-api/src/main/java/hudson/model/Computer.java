package hudson.model;

import hudson.remoting.VirtualChannel;
import hudson.util.DaemonThreadFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

public abstract class Computer extends Actionable {
    public static final ExecutorService threadPoolForRemoting =
            Executors.newCachedThreadPool(new DaemonThreadFactory());

    private final Node node;

    protected Computer(Node node) {
        this.node = node;
    }

    public Node getNode() {
        return node;
    }

    public String getName() {
        return node.getNodeName();
    }

    @Override
    public String getDisplayName() {
        return node.getDisplayName();
    }

    public abstract VirtualChannel getChannel();

    public abstract Boolean isUnix();
}
