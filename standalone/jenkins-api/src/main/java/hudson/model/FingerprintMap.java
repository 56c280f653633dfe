package hudson.model;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

public final class FingerprintMap {
    private final Map<String, Fingerprint> known = new ConcurrentHashMap<>();

    public Fingerprint getOrCreate(Run<?, ?> build, String fileName, String md5sum) throws IOException {
        return known.computeIfAbsent(md5sum, absent -> new Fingerprint());
    }
}
