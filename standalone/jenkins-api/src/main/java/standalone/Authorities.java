package standalone;

import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.PermissionScope;
import java.util.Locale;
import org.jvnet.localizer.Localizable;
import org.jvnet.localizer.ResourceBundleHolder;

/** Makes the permissions that Jenkins itself has. */
public final class Authorities {
    private Authorities() {}

    public static PermissionGroup group(Class<?> owner) {
        return new PermissionGroup(owner, text(owner.getSimpleName()));
    }

    public static Permission permission(PermissionGroup group, String name) {
        return new Permission(group, name, text(name), null, PermissionScope.JENKINS);
    }

    private static Localizable text(String text) {
        return new Plain(text);
    }

    /** The same text in every language. */
    private static final class Plain extends Localizable {
        private static final long serialVersionUID = 1L;

        private final String text;

        Plain(String text) {
            super(ResourceBundleHolder.get(Authorities.class), text);
            this.text = text;
        }

        @Override
        public String toString(Locale locale) {
            return text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
