package org.kohsuke.stapler;


public abstract class HttpResponses {
    public static HttpResponse redirectToDot() {
        throw new UnsupportedOperationException("There are no pages outside Jenkins");
    }

    public static HttpRedirect redirectTo(int status, String url) {
        return new HttpRedirect(url);
    }
}
