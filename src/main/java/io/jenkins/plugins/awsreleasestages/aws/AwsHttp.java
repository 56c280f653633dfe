package io.jenkins.plugins.awsreleasestages.aws;

import io.netty.channel.socket.nio.NioChannelOption;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import jdk.net.ExtendedSocketOptions;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.apache.ProxyConfiguration;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;

/**
 * One connection pool for all sessions that share a proxy; service clients are cheap on top of it. There are two kinds:
 * for calls that are answered in seconds, which hold a thread, and for calls that stay open for minutes, which hold none.
 */
final class AwsHttp {

    private static final int MOST_CONNECTIONS = 64;
    private static final int MOST_LONG_CALLS = 1000;
    /** A function of Lambda runs for 15 minutes at most, some for 90. */
    private static final Duration LONGEST_CALL = Duration.ofMinutes(95);
    /** A NAT gateway silently forgets a connection on which nothing has moved for 350 seconds. */
    private static final int SECONDS_BETWEEN_PROBES = 60;

    private static final Map<Optional<AwsConnection.Proxy>, SdkHttpClient> CLIENTS = new ConcurrentHashMap<>();
    private static final Map<Optional<AwsConnection.Proxy>, SdkAsyncHttpClient> LONG_CALLS = new ConcurrentHashMap<>();

    private AwsHttp() {}

    /** @param proxy null for none */
    static SdkHttpClient client(AwsConnection.Proxy proxy) {
        return CLIENTS.computeIfAbsent(Optional.ofNullable(proxy), AwsHttp::open);
    }

    /**
     * For calls that stay open until AWS has done the work.
     *
     * @param proxy null for none
     */
    static SdkAsyncHttpClient longCalls(AwsConnection.Proxy proxy) {
        return LONG_CALLS.computeIfAbsent(Optional.ofNullable(proxy), AwsHttp::openForLong);
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

    private static SdkAsyncHttpClient openForLong(Optional<AwsConnection.Proxy> proxy) {
        NettyNioAsyncHttpClient.Builder builder = NettyNioAsyncHttpClient.builder()
                .eventLoopGroup(EventLoop.GROUP)
                .maxConcurrency(MOST_LONG_CALLS)
                .readTimeout(LONGEST_CALL)
                // A call on a connection that AWS is just closing gets no answer, and nobody knows what became of it.
                .connectionMaxIdleTime(Duration.ofSeconds(5))
                .tcpKeepAlive(true)
                .putChannelOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), SECONDS_BETWEEN_PROBES);
        proxy.ifPresent(through -> builder.proxyConfiguration(forLong(through)));
        return builder.build();
    }

    private static software.amazon.awssdk.http.nio.netty.ProxyConfiguration forLong(AwsConnection.Proxy proxy) {
        return software.amazon.awssdk.http.nio.netty.ProxyConfiguration.builder()
                .host(proxy.host())
                .port(proxy.port())
                .username(proxy.user())
                .password(proxy.password())
                .nonProxyHosts(proxy.nonProxyHosts())
                .build();
    }

    /** One thread for the connections of all; it comes with the first long call. */
    private static final class EventLoop {
        static final SdkEventLoopGroup GROUP = SdkEventLoopGroup.builder()
                .numberOfThreads(1)
                .threadFactory(task -> {
                    Thread thread = new Thread(task, "aws-release-stages-long-calls");
                    thread.setDaemon(true);
                    // The creator's context class loader may be another plugin's.
                    thread.setContextClassLoader(AwsHttp.class.getClassLoader());
                    return thread;
                })
                .build();
    }
}
