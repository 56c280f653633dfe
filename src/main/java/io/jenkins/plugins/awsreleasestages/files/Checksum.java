package io.jenkins.plugins.awsreleasestages.files;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.concurrent.Future;

/** The SHA-256 of what goes by. Of much of it a thread of its own counts it, while the next bytes come. */
final class Checksum {

    /** In bytes; small enough for a core's cache. */
    private static final int BLOCK = 1 << 18;

    private final FewAtATime threads;
    private final MessageDigest digest = FileDigest.sha256();
    private Future<?> counting;
    private byte[] block = new byte[BLOCK];
    private byte[] counted = new byte[BLOCK];
    private int filled;

    Checksum(FewAtATime threads) {
        this.threads = threads;
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
        counting = threads.begin(() -> {
            digest.update(full);
            return null;
        });
    }

    private void await() throws IOException, InterruptedException {
        if (counting != null) {
            FewAtATime.done(counting);
            counting = null;
        }
    }

    /** @return hexadecimal; what comes now is counted from the beginning */
    String end() throws IOException, InterruptedException {
        await();
        digest.update(block, 0, filled);
        filled = 0;
        return FileDigest.hexadecimal(digest);
    }
}
