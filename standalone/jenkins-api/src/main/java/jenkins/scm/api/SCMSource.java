package jenkins.scm.api;

import hudson.ExtensionPoint;
import hudson.model.Item;

public abstract class SCMSource implements ExtensionPoint {
    public final SCMSourceOwner getOwner() {
        return null;
    }

    public abstract static class SourceByItem implements ExtensionPoint {
        public static SCMSource findSource(Item item) {
            return null;
        }
    }
}
