package hudson.util;


import java.io.Serializable;

/** Kept in memory only: a local run takes its secrets from the environment, and writes none. */
public final class Secret implements Serializable {
    private static final long serialVersionUID = 1L;

    private final transient String value;

    private Secret(String value) {
        this.value = value;
    }

    public static Secret fromString(String text) {
        return new Secret(text == null ? "" : text);
    }

    public static String toString(Secret secret) {
        return secret == null ? null : secret.value;
    }

    public String getPlainText() {
        return value;
    }

    @Override
    public String toString() {
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }
}
