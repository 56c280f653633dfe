package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.model.Item;
import hudson.model.Run;
import hudson.model.User;
import hudson.security.ACL;
import hudson.security.SecurityRealm;
import io.jenkins.plugins.awsreleasestages.approval.Approver;
import io.jenkins.plugins.awsreleasestages.approval.Person;
import io.jenkins.plugins.awsreleasestages.source.Author;
import jenkins.model.Jenkins;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/** Somebody whom Jenkins has authenticated, before the gates of a run. */
public record JenkinsPerson(String id, Authentication authentication, Run<?, ?> run) implements Person {

    /** Whoever this request is from. */
    public static JenkinsPerson current(Run<?, ?> run) {
        User user = User.current();
        return new JenkinsPerson(user == null ? "anonymous" : user.getId(), Jenkins.getAuthentication2(), run);
    }

    /** Where a realm cannot tell, as with single sign-on, Jenkins takes a session's user for known. */
    @Override
    public boolean isKnown() {
        if (!Jenkins.get().isUseSecurity() || ACL.isAnonymous2(authentication)) {
            return true;
        }
        try {
            User user = User.getById(authentication.getName(), true);
            return user != null && user.impersonate2() != null;
        } catch (UsernameNotFoundException e) {
            return false;
        }
    }

    @Override
    public boolean isUser(String user) {
        return Jenkins.get().getSecurityRealm().getUserIdStrategy().equals(user, authentication.getName());
    }

    @Override
    public boolean isAuthor(Author author) {
        return isUser(author.name())
                || isUser(author.mail())
                || UserMail.is(author.mail(), User.getById(authentication.getName(), false));
    }

    @Override
    public boolean is(Approver approver) {
        if (!Jenkins.get().isUseSecurity()) {
            return true;
        }
        if (ACL.isAnonymous2(authentication)) {
            return false;
        }
        SecurityRealm realm = Jenkins.get().getSecurityRealm();
        return switch (approver.kind()) {
            case USER -> isUser(approver.name());
            case GROUP ->
                authentication.getAuthorities().stream()
                        .anyMatch(group -> realm.getGroupIdStrategy().equals(approver.name(), group.getAuthority()));
        };
    }

    @Override
    public boolean mayBuild() {
        return run.getACL().hasPermission2(authentication, Item.BUILD);
    }

    @Override
    public boolean mayOverride() {
        return run.getACL().hasPermission2(authentication, GatePermissions.OVERRIDE);
    }
}
