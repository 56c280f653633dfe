package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.Extension;
import hudson.model.User;
import hudson.tasks.Mailer;

/** Where the Mailer plugin is; without it Jenkins cannot load this class and leaves it out. */
@Extension(optional = true)
public final class MailerAddresses implements UserMail {

    /** Links the class to the plugin, so that without it no instance is made. */
    private final Class<?> needed = Mailer.UserProperty.class;

    /** What the user has entered, or what follows from the settings; no other server is asked. */
    @Override
    public String address(User user) {
        Mailer.UserProperty property = user.getProperty(Mailer.UserProperty.class);
        return property == null ? null : property.getConfiguredAddress();
    }
}
