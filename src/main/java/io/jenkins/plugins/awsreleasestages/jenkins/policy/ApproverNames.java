package io.jenkins.plugins.awsreleasestages.jenkins.policy;

import hudson.model.Item;
import hudson.security.SecurityRealm;
import hudson.security.UserMayOrMayNotExistException2;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.approval.Approver;
import io.jenkins.plugins.awsreleasestages.approval.Approver.Kind;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import java.util.List;
import java.util.Objects;
import jenkins.model.Jenkins;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.userdetails.UsernameNotFoundException;

/** Checks the field in which approvers are written, one a line: names that name nobody, or that nobody has. */
public final class ApproverNames {

    private static final String EVERYBODY_LOGGED_IN = "authenticated";

    private ApproverNames() {}

    public static FormValidation check(Item item, String lines) {
        return FieldChecks.guarded(item, () -> check(lines));
    }

    private static FormValidation check(String lines) {
        List<String> names = EmptyFields.lines(lines);
        List<String> problems = Approver.problems(names);
        if (!problems.isEmpty()) {
            return FormValidation.error(String.join(" ", problems));
        }
        List<String> doubts = names.stream()
                .map(Approver::parse)
                .map(ApproverNames::doubt)
                .filter(Objects::nonNull)
                .toList();
        return doubts.isEmpty() ? FormValidation.ok() : FormValidation.warning(String.join(" ", doubts));
    }

    /** @return null where the name is known, or nobody can say */
    private static String doubt(Approver approver) {
        String name = approver.name();
        if (!Jenkins.get().isUseSecurity() || !isUnknown(approver)) {
            return null;
        }
        return approver.kind() == Kind.USER && !isUnknown(new Approver(Kind.GROUP, name))
                ? "'" + name + "' is no user but a group: write group:" + name + "."
                : "There is no " + approver + ", as far as Jenkins knows.";
    }

    private static boolean isUnknown(Approver approver) {
        SecurityRealm realm = Jenkins.get().getSecurityRealm();
        String name = approver.name();
        try {
            if (approver.kind() == Kind.USER) {
                realm.loadUserByUsername2(name);
            } else if (!name.equals(EVERYBODY_LOGGED_IN)) {
                realm.loadGroupByGroupname2(name, false);
            }
            return false;
        } catch (UserMayOrMayNotExistException2 e) {
            return false;
        } catch (UsernameNotFoundException e) {
            return true;
        } catch (AuthenticationException e) {
            // The directory is not at hand.
            return false;
        }
    }
}
