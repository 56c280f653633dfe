package hudson.security;

import jenkins.model.IdStrategy;
import org.springframework.security.core.userdetails.UserDetails;

public abstract class SecurityRealm {
    public IdStrategy getUserIdStrategy() {
        return IdStrategy.CASE_INSENSITIVE;
    }

    public IdStrategy getGroupIdStrategy() {
        return IdStrategy.CASE_INSENSITIVE;
    }

    public UserDetails loadUserByUsername2(String username) {
        throw new UserMayOrMayNotExistException2(username);
    }

    public GroupDetails loadGroupByGroupname2(String groupname, boolean fetchMembers) {
        throw new UserMayOrMayNotExistException2(groupname);
    }
}
