package hudson.model;

import hudson.security.AccessControlled;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import java.util.Collection;
import standalone.Authorities;

public interface Item extends PersistenceRoot, ModelObject, AccessControlled {
    PermissionGroup PERMISSIONS = Authorities.group(Item.class);
    Permission CREATE = Authorities.permission(PERMISSIONS, "Create");
    Permission DELETE = Authorities.permission(PERMISSIONS, "Delete");
    Permission CONFIGURE = Authorities.permission(PERMISSIONS, "Configure");
    Permission READ = Authorities.permission(PERMISSIONS, "Read");
    Permission DISCOVER = Authorities.permission(PERMISSIONS, "Discover");
    Permission EXTENDED_READ = Authorities.permission(PERMISSIONS, "ExtendedRead");
    Permission BUILD = Authorities.permission(PERMISSIONS, "Build");
    Permission WORKSPACE = Authorities.permission(PERMISSIONS, "Workspace");
    Permission CANCEL = Authorities.permission(PERMISSIONS, "Cancel");

    ItemGroup<? extends Item> getParent();

    Collection<? extends Job> getAllJobs();

    String getName();

    String getFullName();

    @Override
    String getDisplayName();

    String getUrl();
}
