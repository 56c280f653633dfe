package hudson.model;

import hudson.security.ACL;
import hudson.security.AccessControlled;
import java.util.List;
import java.util.Map;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

public class User implements AccessControlled, ModelObject {
    private final String id;

    private User(String id) {
        this.id = id;
    }

    public static User current() {
        return getById(System.getProperty("user.name"), true);
    }

    public static User get2(Authentication authentication) {
        return authentication == null ? null : getById(authentication.getName(), true);
    }

    public static User getById(String id, boolean create) {
        return id == null ? null : new User(id);
    }

    public static User get(String idOrFullName, boolean create, Map<?, ?> context) {
        return getById(idOrFullName, create);
    }

    public String getId() {
        return id;
    }

    public String getFullName() {
        return id;
    }

    @Override
    public String getDisplayName() {
        return id;
    }

    public List<String> getAuthorities() {
        Authentication who = jenkins.model.Jenkins.getAuthentication2();
        return who.getAuthorities().stream().map(GrantedAuthority::getAuthority).toList();
    }

    @Override
    public ACL getACL() {
        return ACL.lambda2((who, permission) -> true);
    }
}
