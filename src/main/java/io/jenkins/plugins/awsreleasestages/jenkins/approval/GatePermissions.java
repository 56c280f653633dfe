package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.model.Item;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.PermissionScope;
import jenkins.model.Jenkins;
import org.jvnet.localizer.Localizable;
import org.jvnet.localizer.ResourceBundleHolder;

/** What may be granted beside Jenkins's own permissions. */
public final class GatePermissions {

    private static final PermissionGroup GROUP = new PermissionGroup(GatePermissions.class, text("group"));

    /** To let a release through a gate whatever its rules say. */
    public static final Permission OVERRIDE =
            new Permission(GROUP, "Override", text("override"), Jenkins.ADMINISTER, PermissionScope.RUN);

    /** To close and pin the stages of a job and to mark revisions bad. Who configures the job could do as much by its script. */
    public static final Permission MANAGE_STAGES =
            new Permission(GROUP, "ManageStages", text("manageStages"), Item.CONFIGURE, PermissionScope.ITEM);

    private GatePermissions() {}

    private static Localizable text(String key) {
        return new Localizable(ResourceBundleHolder.get(GatePermissions.class), key);
    }

    /** Before any matrix of permissions is read that may name ours. */
    @Initializer(before = InitMilestone.SYSTEM_CONFIG_LOADED)
    public static void register() {
        // The class is loaded, which is all there is to do.
    }
}
