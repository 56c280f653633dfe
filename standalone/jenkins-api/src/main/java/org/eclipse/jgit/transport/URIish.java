package org.eclipse.jgit.transport;

import java.net.URISyntaxException;

public class URIish {
    private final String url;

    public URIish(String url) throws URISyntaxException {
        this.url = url;
    }

    @Override
    public String toString() {
        return url;
    }
}
