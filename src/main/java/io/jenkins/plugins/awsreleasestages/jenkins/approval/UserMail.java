package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.ExtensionList;
import hudson.ExtensionPoint;
import hudson.model.User;
import java.util.Locale;
import java.util.Optional;

/** Knows the mail addresses of users; there is one where the Mailer plugin is. */
public interface UserMail extends ExtensionPoint {

    /** @return null where it is not known */
    String address(User user);

    /** In small letters, so that addresses can be compared; empty where it is not known. */
    static Optional<String> of(User user) {
        return ExtensionList.lookup(UserMail.class).stream()
                .map(one -> one.address(user))
                .filter(address -> address != null && !address.isBlank())
                .map(UserMail::compared)
                .findFirst();
    }

    static String compared(String address) {
        return address.strip().toLowerCase(Locale.ROOT);
    }

    /** @param user null for nobody */
    static boolean is(String address, User user) {
        return user != null && of(user).filter(compared(address)::equals).isPresent();
    }
}
