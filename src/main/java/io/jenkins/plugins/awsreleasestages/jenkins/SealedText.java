package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.util.Secret;
import java.io.Serializable;

/** A text that may hold a secret: on disk only what the controller's own key can read. */
public record SealedText(String sealed) implements Serializable {

    /** The mark in front keeps Secret from decrypting a value that only looks encrypted. */
    public static SealedText of(String text) {
        return new SealedText(Secret.fromString("=" + text).getEncryptedValue());
    }

    public String open() {
        return Secret.toString(Secret.fromString(sealed)).substring(1);
    }
}
