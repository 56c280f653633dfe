package com.cloudbees.plugins.credentials;

import com.cloudbees.plugins.credentials.common.IdCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import hudson.ExtensionPoint;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Run;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import java.util.List;
import org.springframework.security.core.Authentication;
import standalone.Authorities;
import standalone.Host;

/** The host alone knows credentials here; there are no folders and no domains. */
public abstract class CredentialsProvider implements ExtensionPoint {
    public static final PermissionGroup GROUP = Authorities.group(CredentialsProvider.class);
    public static final Permission USE_ITEM = Authorities.permission(GROUP, "UseItem");

    public static <C extends IdCredentials> C findCredentialById(
            String id, Class<C> type, Run<?, ?> run, DomainRequirement... domainRequirements) {
        return find(id, type);
    }

    public static <C extends IdCredentials> C findCredentialById(
            String id, Class<C> type, Run<?, ?> run, List<DomainRequirement> domainRequirements) {
        return find(id, type);
    }

    public static <C extends IdCredentials> C findCredentialByIdInItem(
            String id, Class<C> type, Item item, Authentication who, List<DomainRequirement> domainRequirements) {
        return find(id, type);
    }

    public static <C extends IdCredentials> C findCredentialByIdInItemGroup(
            String id,
            Class<C> type,
            ItemGroup<?> itemGroup,
            Authentication who,
            List<DomainRequirement> domainRequirements) {
        return find(id, type);
    }

    public static <C extends Credentials> C track(Run build, C credentials) {
        return credentials;
    }

    private static <C extends IdCredentials> C find(String id, Class<C> type) {
        return CredentialsMatchers.firstOrNull(all(type), CredentialsMatchers.withId(id));
    }

    private static <C extends Credentials> List<C> all(Class<C> type) {
        return Host.get().credentials().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
