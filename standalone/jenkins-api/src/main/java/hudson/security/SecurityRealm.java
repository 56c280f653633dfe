package hudson.security;

import jenkins.model.IdStrategy;

public abstract class SecurityRealm {
    public IdStrategy getUserIdStrategy() {
        return IdStrategy.CASE_INSENSITIVE;
    }

    public IdStrategy getGroupIdStrategy() {
        return IdStrategy.CASE_INSENSITIVE;
    }
}
