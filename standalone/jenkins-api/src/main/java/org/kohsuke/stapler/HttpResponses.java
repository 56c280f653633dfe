package org.kohsuke.stapler;

public abstract class HttpResponses {

    public abstract static class HttpResponseException extends RuntimeException implements HttpResponse {
        private static final long serialVersionUID = 1L;

        private HttpResponseException(String message) {
            super(message);
        }
    }

    public static HttpResponseException errorWithoutStack(int code, String errorMessage) {
        return new HttpResponseException(code + ": " + errorMessage) {};
    }

    public static HttpRedirect redirectTo(int status, String url) {
        return new HttpRedirect(url);
    }

    public static ForwardToView forwardToView(Object it, String view) {
        return new ForwardToView(it, view);
    }
}
