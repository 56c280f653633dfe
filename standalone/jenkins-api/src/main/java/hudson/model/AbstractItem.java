package hudson.model;

import hudson.security.ACL;
import hudson.security.AccessControlled;
import java.io.File;
import java.io.IOException;

public abstract class AbstractItem extends Actionable implements Item, AccessControlled {
    protected transient String name;
    private final transient ItemGroup<?> parent;

    protected AbstractItem(ItemGroup<?> parent, String name) {
        this.parent = parent;
        this.name = name;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public String getDisplayName() {
        return name;
    }

    @Override
    public final String getFullName() {
        String above = parent == null ? "" : parent.getFullName();
        return above.isEmpty() ? name : above + "/" + name;
    }

    public final String getFullDisplayName() {
        return getFullName();
    }

    @Override
    public ItemGroup<?> getParent() {
        return parent;
    }

    @Override
    public File getRootDir() {
        return parent.getRootDir();
    }

    @Override
    public String getUrl() {
        return "job/" + name + "/";
    }

    @Override
    public synchronized void save() throws IOException {}

    @Override
    public ACL getACL() {
        return ACL.lambda2((who, permission) -> true);
    }
}
