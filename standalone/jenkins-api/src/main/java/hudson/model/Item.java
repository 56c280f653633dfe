package hudson.model;

import hudson.security.AccessControlled;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import standalone.Authorities;

public interface Item extends PersistenceRoot, ModelObject, AccessControlled {
    PermissionGroup PERMISSIONS = Authorities.group(Item.class);
    Permission CONFIGURE = Authorities.permission(PERMISSIONS, "Configure");
    Permission READ = Authorities.permission(PERMISSIONS, "Read");
    Permission BUILD = Authorities.permission(PERMISSIONS, "Build");

    ItemGroup<? extends Item> getParent();

    String getName();

    String getFullName();

    @Override
    String getDisplayName();

    String getUrl();
}
