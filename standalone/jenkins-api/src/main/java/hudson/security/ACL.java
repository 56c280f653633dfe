package hudson.security;

import java.util.function.BiFunction;
import jenkins.model.Jenkins;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;

public abstract class ACL {
    public static final Authentication SYSTEM2 =
            new UsernamePasswordAuthenticationToken("SYSTEM", "SYSTEM", AuthorityUtils.NO_AUTHORITIES);

    public static final String SYSTEM_USERNAME = "SYSTEM";
    public static final String ANONYMOUS_USERNAME = "anonymous";

    public abstract boolean hasPermission2(Authentication who, Permission permission);

    public final boolean hasPermission(Permission permission) {
        return hasPermission2(Jenkins.getAuthentication2(), permission);
    }

    public final void checkPermission(Permission permission) {
        if (!hasPermission(permission)) {
            throw new AccessDeniedException3(Jenkins.getAuthentication2(), permission);
        }
    }

    public static ACL lambda2(BiFunction<Authentication, Permission, Boolean> rule) {
        return new ACL() {
            @Override
            public boolean hasPermission2(Authentication who, Permission permission) {
                return rule.apply(who, permission);
            }
        };
    }

    public static boolean isAnonymous2(Authentication authentication) {
        return "anonymous".equals(authentication.getName());
    }

    public static ACLContext as2(Authentication who) {
        SecurityContext before = SecurityContextHolder.getContext();
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(who);
        SecurityContextHolder.setContext(context);
        return new ACLContext(before);
    }
}
