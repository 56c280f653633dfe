package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.ProxyConfiguration;
import java.net.http.HttpClient;
import java.util.function.Supplier;
import jenkins.model.Jenkins;

/**
 * The client of calls to others than AWS: through Jenkins's proxy, and to nobody to whom an answer redirects. One for all, because
 * each has threads of its own.
 */
public final class OutgoingHttp {

    private final Supplier<ProxyConfiguration> settings;
    private ProxyConfiguration proxy;
    private HttpClient client;

    /** @param settings of the proxy; null where there is none */
    public OutgoingHttp(Supplier<ProxyConfiguration> settings) {
        this.settings = settings;
    }

    public static OutgoingHttp get() {
        return ActionThreads.get()
                .shared(
                        OutgoingHttp.class,
                        scheduler -> new OutgoingHttp(() -> Jenkins.get().getProxy()));
    }

    /** Another one where the administrator has changed the proxy. */
    public synchronized HttpClient client() {
        ProxyConfiguration now = settings.get();
        if (client == null || now != proxy) {
            proxy = now;
            client = ProxyConfiguration.newHttpClientBuilder()
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
        }
        return client;
    }
}
