package jenkins.util;

public class SystemProperties {
    private SystemProperties() {}

    public static boolean getBoolean(String key) {
        return Boolean.getBoolean(key);
    }

    public static Long getLong(String key, Long defaultValue) {
        return Long.getLong(key, defaultValue);
    }
}
