package io.jenkins.plugins.awsreleasestages.rule;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host that releases may ask: {@code jira.example.org}, {@code *.service-now.com} for all below that name,
 * {@code build.example.org:8443}; without encryption only where it is said, {@code http://status.internal:8080}.
 *
 * @param host in lower case, maybe with {@code *.} before it
 * @param port the scheme's own where none is said
 */
public record AllowedHost(String scheme, String host, int port) {

    private static final Pattern FORM = Pattern.compile(
            "(?:(https?)://)?((?:\\*\\.)?[a-z0-9_-]+(?:\\.[a-z0-9_-]+)*|\\[[0-9a-f:.]+])(?::(\\d{1,5}))?");

    private static final String HTTPS = "https";

    private static final String BELOW = "*.";

    /** @throws IllegalArgumentException what is wrong with it, a sentence */
    public static AllowedHost of(String text) {
        Matcher form = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no host. Write one like jira.example.org,"
                    + " *.service-now.com, or http://status.internal:8080 for one without encryption.");
        }
        String scheme = form.group(1) == null ? HTTPS : form.group(1);
        return new AllowedHost(scheme, form.group(2), form.group(3) == null ? port(scheme) : port(text, form.group(3)));
    }

    private static int port(String text, String digits) {
        int port = Integer.parseInt(digits);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("'" + text + "' names a port that there is not.");
        }
        return port;
    }

    private static int port(String scheme) {
        return HTTPS.equals(scheme) ? 443 : 80;
    }

    /** @param address one without a {@link #problem} */
    public boolean allows(URI address) {
        String asked = address.getScheme().toLowerCase(Locale.ROOT);
        String name = address.getHost().toLowerCase(Locale.ROOT);
        return asked.equals(scheme)
                && (address.getPort() < 0 ? port(asked) : address.getPort()) == port
                && (host.startsWith(BELOW) ? name.endsWith(host.substring(1)) : name.equals(host));
    }

    /** @return what is wrong with an address, whoever allows it, a sentence; or null */
    public static String problem(String address) {
        try {
            URI uri = new URI(address);
            String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
            if (!scheme.equals(HTTPS) && !scheme.equals("http") || uri.getHost() == null) {
                return "'" + address + "' is not an address like https://host/path.";
            }
            if (uri.getRawUserInfo() != null) {
                return "a user or a password has no place in it: name credentials.";
            }
            return uri.getRawFragment() == null ? null : "has a part after #, which no server is told.";
        } catch (URISyntaxException e) {
            return "'" + address + "' is not an address like https://host/path: " + e.getReason() + ".";
        }
    }
}
