package io.jenkins.plugins.awsreleasestages.event;

/** A message of which nothing is made. Says why, for the administrator. */
public final class Refused extends Exception {

    private static final long serialVersionUID = 1L;

    Refused(String message) {
        super(message);
    }
}
