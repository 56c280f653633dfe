package io.jenkins.plugins.awsreleasestages.jenkins.role;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What a block has handed out and a log must not show. In memory only. */
final class IssuedSecrets {

    static final String MASK = "****";

    private final CopyOnWriteArrayList<String> secrets = new CopyOnWriteArrayList<>();

    void add(Collection<String> more) {
        secrets.addAllAbsent(more);
    }

    List<String> all() {
        return List.copyOf(secrets);
    }

    /** @return the same line when there is nothing to hide */
    static String masked(String line, List<String> secrets) {
        String masked = line;
        for (String secret : secrets) {
            masked = masked.replace(secret, MASK);
        }
        return masked;
    }
}
