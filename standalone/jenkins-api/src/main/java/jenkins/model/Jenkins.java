package jenkins.model;

import hudson.DescriptorExtensionList;
import hudson.ExtensionList;
import hudson.ProxyConfiguration;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.ModelObject;
import hudson.model.Queue;
import hudson.model.TopLevelItem;
import hudson.security.ACL;
import hudson.security.AccessControlled;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.SecurityRealm;
import java.io.File;
import java.util.List;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import standalone.Authorities;
import standalone.Host;

public class Jenkins implements ItemGroup<TopLevelItem>, AccessControlled, ModelObject {
    public static final PermissionGroup PERMISSIONS = Authorities.group(Jenkins.class);
    public static final Permission ADMINISTER = Authorities.permission(PERMISSIONS, "Administer");
    public static final Permission MANAGE = Authorities.permission(PERMISSIONS, "Manage");
    public static final Permission SYSTEM_READ = Authorities.permission(PERMISSIONS, "SystemRead");
    public static final Permission READ = Authorities.permission(PERMISSIONS, "Read");
    private static final Jenkins ONLY = new Jenkins();

    private Jenkins() {}

    public static Jenkins get() {
        return ONLY;
    }

    public static Jenkins getInstanceOrNull() {
        return ONLY;
    }

    /** Who runs this process, unless the thread acts as somebody else. */
    public static Authentication getAuthentication2() {
        Authentication who = SecurityContextHolder.getContext().getAuthentication();
        return who != null
                ? who
                : new UsernamePasswordAuthenticationToken(
                        System.getProperty("user.name"), "", AuthorityUtils.NO_AUTHORITIES);
    }

    public <T> ExtensionList<T> getExtensionList(Class<T> type) {
        return ExtensionList.lookup(type);
    }

    public <T extends Describable<T>, D extends Descriptor<T>> DescriptorExtensionList<T, D> getDescriptorList(
            Class<T> type) {
        return DescriptorExtensionList.createDescriptorList(this, type);
    }

    public Descriptor getDescriptor(Class<? extends Describable> type) {
        for (Descriptor<?> descriptor : ExtensionList.lookup(Descriptor.class)) {
            if (descriptor.clazz == type) {
                return descriptor;
            }
        }
        return null;
    }

    public Descriptor getDescriptorOrDie(Class<? extends Describable> type) {
        Descriptor<?> descriptor = getDescriptor(type);
        if (descriptor == null) {
            throw new AssertionError(type + " is missing its descriptor");
        }
        return descriptor;
    }

    public <T extends Descriptor> T getDescriptorByType(Class<T> type) {
        return type.cast(ExtensionList.lookup(Descriptor.class).stream()
                .filter(type::isInstance)
                .findFirst()
                .orElse(null));
    }

    public hudson.model.Computer getComputer(String name) {
        return standalone.Host.get().computer();
    }

    @Override
    public File getRootDir() {
        return Host.get().home().toFile();
    }

    public String getRootUrl() {
        return null;
    }

    /** Whoever runs this process may do everything. */
    public boolean isUseSecurity() {
        return false;
    }

    public SecurityRealm getSecurityRealm() {
        return new SecurityRealm() {};
    }

    public Queue getQueue() {
        return Queue.getInstance();
    }

    public ProxyConfiguration getProxy() {
        return null;
    }

    public boolean isQuietingDown() {
        return false;
    }

    public boolean isTerminating() {
        return false;
    }

    @Override
    public String getFullName() {
        return "";
    }

    @Override
    public String getFullDisplayName() {
        return "";
    }

    @Override
    public String getDisplayName() {
        return "Jenkins";
    }

    @Override
    public String getUrl() {
        return "";
    }

    @Override
    public List<TopLevelItem> getItems() {
        return List.of();
    }

    @Override
    public TopLevelItem getItem(String name) {
        return null;
    }

    public Item getItemByFullName(String fullName) {
        return null;
    }

    public <T extends Item> T getItemByFullName(String fullName, Class<T> type) {
        return null;
    }

    @Override
    public void save() {}

    @Override
    public ACL getACL() {
        return ACL.lambda2((who, permission) -> true);
    }
}
