package hudson;

import hudson.util.Secret;
import java.net.http.HttpClient;
import java.util.List;
import java.util.regex.Pattern;

/** Outside Jenkins the JVM's own settings hold, and there is none of these. */
public final class ProxyConfiguration {
    public final String name;
    public final int port;

    public ProxyConfiguration(String name, int port) {
        this.name = name;
        this.port = port;
    }

    public static HttpClient.Builder newHttpClientBuilder() {
        return HttpClient.newBuilder();
    }

    public String getUserName() {
        return null;
    }

    public Secret getSecretPassword() {
        return null;
    }

    public List<Pattern> getNoProxyHostPatterns() {
        return List.of();
    }
}
