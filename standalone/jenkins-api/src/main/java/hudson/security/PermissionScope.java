package hudson.security;

import hudson.model.ModelObject;
import jenkins.model.Jenkins;

public final class PermissionScope {
    public static final PermissionScope JENKINS = new PermissionScope(Jenkins.class);

    public PermissionScope(Class<? extends ModelObject> modelClass, PermissionScope... containers) {}
}
