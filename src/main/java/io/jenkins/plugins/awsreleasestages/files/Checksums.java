package io.jenkins.plugins.awsreleasestages.files;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/** Checksums of what goes by. Of much of it each is counted by a thread of its own, while the next bytes come. */
final class Checksums {

    /** In bytes; small enough for a core's cache. */
    private static final int BLOCK = 1 << 18;

    private final FewAtATime threads;
    private final List<MessageDigest> digests;
    private final List<Future<?>> counting = new ArrayList<>();
    private byte[] block = new byte[BLOCK];
    private byte[] counted = new byte[BLOCK];
    private int filled;

    Checksums(FewAtATime threads, List<MessageDigest> digests) {
        this.threads = threads;
        this.digests = digests;
    }

    void update(byte[] bytes, int offset, int length) throws IOException, InterruptedException {
        for (int done = 0; done < length; ) {
            int n = Math.min(length - done, BLOCK - filled);
            System.arraycopy(bytes, offset + done, block, filled, n);
            filled += n;
            done += n;
            if (filled == BLOCK) {
                handOver();
            }
        }
    }

    private void handOver() throws IOException, InterruptedException {
        await();
        byte[] full = block;
        block = counted;
        counted = full;
        filled = 0;
        for (MessageDigest digest : digests) {
            counting.add(threads.begin(() -> {
                digest.update(full);
                return null;
            }));
        }
    }

    private void await() throws IOException, InterruptedException {
        for (Future<?> one : counting) {
            FewAtATime.done(one);
        }
        counting.clear();
    }

    /** @return each of them, hexadecimal; what comes now is counted from the beginning */
    List<String> end() throws IOException, InterruptedException {
        await();
        List<String> sums = new ArrayList<>();
        for (MessageDigest digest : digests) {
            digest.update(block, 0, filled);
            sums.add(FileDigest.hexadecimal(digest));
        }
        filled = 0;
        return sums;
    }
}
