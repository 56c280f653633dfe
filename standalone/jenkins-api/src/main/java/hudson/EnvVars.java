package hudson;

import java.util.Map;
import java.util.TreeMap;

public class EnvVars extends TreeMap<String, String> {
    private static final long serialVersionUID = 1L;

    public static final Map<String, String> masterEnvVars = Map.copyOf(System.getenv());

    public EnvVars() {
        super(String.CASE_INSENSITIVE_ORDER);
    }

    public EnvVars(Map<String, String> other) {
        this();
        putAll(other);
    }

    public EnvVars(EnvVars other) {
        this((Map<String, String>) other);
    }

    public EnvVars(String... keyValuePairs) {
        this();
        if (keyValuePairs.length % 2 != 0) {
            throw new IllegalArgumentException("A key without a value");
        }
        for (int i = 0; i < keyValuePairs.length; i += 2) {
            put(keyValuePairs[i], keyValuePairs[i + 1]);
        }
    }

    /** A key {@code PATH+ANYTHING} puts its value in front of the PATH that is there. */
    public void override(String key, String value) {
        if (value == null || value.isEmpty()) {
            remove(key);
            return;
        }
        int plus = key.indexOf('+');
        if (plus <= 0) {
            put(key, value);
            return;
        }
        String name = key.substring(0, plus);
        String old = get(name);
        put(name, old == null ? value : value + java.io.File.pathSeparator + old);
    }

    public EnvVars overrideAll(Map<String, String> all) {
        all.forEach(this::override);
        return this;
    }

    public String get(String key, String defaultValue) {
        String value = get(key);
        return value == null ? defaultValue : value;
    }

    @Override
    public String put(String key, String value) {
        if (value == null) {
            throw new IllegalArgumentException("Null value not allowed as an environment variable: " + key);
        }
        return super.put(key, value);
    }

    public String expand(String text) {
        return Util.replaceMacro(text, this);
    }
}
