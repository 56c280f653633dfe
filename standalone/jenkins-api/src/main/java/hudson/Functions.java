package hudson;

public class Functions {

    /** A separate permission for artifacts is off unless somebody asks for it. */
    public static boolean isArtifactsPermissionEnabled() {
        return Boolean.getBoolean("hudson.security.ArtifactsPermission");
    }
}
