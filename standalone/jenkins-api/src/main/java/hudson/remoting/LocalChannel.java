package hudson.remoting;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;

/** The channel to this very process. */
public class LocalChannel implements VirtualChannel {
    private final ExecutorService executor;

    public LocalChannel(ExecutorService executor) {
        this.executor = executor;
    }

    public <V, T extends Throwable> Future<V> callAsync(Callable<V, T> callable) throws IOException {
        Promise<V> promise = new Promise<>();
        executor.execute(() -> {
            try {
                promise.complete(callable.call());
            } catch (Throwable e) {
                promise.completeExceptionally(e);
            }
        });
        return promise;
    }

    private static final class Promise<V> extends CompletableFuture<V> implements Future<V> {}
}
