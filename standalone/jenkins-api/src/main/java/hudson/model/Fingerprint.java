package hudson.model;

import java.io.IOException;

public class Fingerprint {
    Fingerprint() {}

    /** Nobody reads them outside Jenkins. */
    public void addFor(Run<?, ?> run) throws IOException {}
}
