package jenkins.model;

import hudson.ExtensionList;
import hudson.ProxyConfiguration;
import hudson.init.InitMilestone;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.FingerprintMap;
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
import hudson.util.XStream2;
import java.io.File;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import standalone.Authorities;
import standalone.Host;

public class Jenkins implements ItemGroup<TopLevelItem>, AccessControlled, ModelObject {
    public static final XStream2 XSTREAM2 = new XStream2();
    public static final PermissionGroup PERMISSIONS = Authorities.group(Jenkins.class);
    public static final Permission ADMINISTER = Authorities.permission(PERMISSIONS, "Administer");
    public static final Permission READ = Authorities.permission(PERMISSIONS, "Read");
    public static final Authentication ANONYMOUS2 =
            new UsernamePasswordAuthenticationToken("anonymous", "", AuthorityUtils.NO_AUTHORITIES);
    private static final Jenkins ONLY = new Jenkins();

    private final FingerprintMap fingerprints = new FingerprintMap();

    private Jenkins() {}

    public FingerprintMap getFingerprintMap() {
        return fingerprints;
    }

    public static Jenkins get() {
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

    /** One job runs here, and knows no other. */
    public <T extends Item> T getItem(String pathName, ItemGroup context, Class<T> type) {
        return null;
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

    public InitMilestone getInitLevel() {
        return InitMilestone.COMPLETED;
    }

    /** One process carries out one run of one job, and has no others. */
    public <T extends Item> T getItemByFullName(String fullName, Class<T> type) {
        return null;
    }

    public boolean isQuietingDown() {
        return false;
    }

    @Override
    public String getFullName() {
        return "";
    }

    @Override
    public String getDisplayName() {
        return "Jenkins";
    }

    @Override
    public void save() {}

    @Override
    public ACL getACL() {
        return ACL.lambda2((who, permission) -> true);
    }
}
