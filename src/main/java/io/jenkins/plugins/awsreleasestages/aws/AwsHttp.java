package io.jenkins.plugins.awsreleasestages.aws;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.apache.ProxyConfiguration;

/** One connection pool for all sessions that share a proxy; service clients are cheap on top of it. */
final class AwsHttp {

    private static final int MOST_CONNECTIONS = 64;
    private static final Map<Optional<AwsConnection.Proxy>, SdkHttpClient> CLIENTS = new ConcurrentHashMap<>();

    private AwsHttp() {}

    /** @param proxy null for none */
    static SdkHttpClient client(AwsConnection.Proxy proxy) {
        return CLIENTS.computeIfAbsent(Optional.ofNullable(proxy), AwsHttp::open);
    }

    private static SdkHttpClient open(Optional<AwsConnection.Proxy> proxy) {
        ApacheHttpClient.Builder builder = ApacheHttpClient.builder().maxConnections(MOST_CONNECTIONS);
        proxy.ifPresent(through -> builder.proxyConfiguration(configuration(through)));
        return builder.build();
    }

    private static ProxyConfiguration configuration(AwsConnection.Proxy proxy) {
        return ProxyConfiguration.builder()
                .endpoint(URI.create("http://" + proxy.host() + ":" + proxy.port()))
                .username(proxy.user())
                .password(proxy.password())
                .nonProxyHosts(proxy.nonProxyHosts())
                .build();
    }
}
