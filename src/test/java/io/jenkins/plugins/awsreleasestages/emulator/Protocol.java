package io.jenkins.plugins.awsreleasestages.emulator;

import java.nio.charset.StandardCharsets;

/** How a service words an error. */
enum Protocol {
    JSON,
    QUERY,
    S3;

    static Protocol of(HttpRequest request) {
        if (request.header("X-Amz-Target") != null) {
            return JSON;
        }
        return "S3".equals(Operation.service(request)) ? S3 : QUERY;
    }

    byte[] throttled() {
        return switch (this) {
            case JSON -> error(400, "ThrottlingException", "Rate exceeded");
            case QUERY -> error(400, "Throttling", "Rate exceeded");
            case S3 -> error(503, "SlowDown", "Please reduce your request rate.");
        };
    }

    byte[] internalError() {
        String words = "We encountered an internal error. Please try again.";
        return error(
                500,
                this == JSON ? "InternalServerException" : this == S3 ? "InternalError" : "InternalFailure",
                words);
    }

    byte[] expiredToken() {
        return switch (this) {
            case JSON -> error(400, "ExpiredTokenException", "The security token included in the request is expired");
            case QUERY -> error(403, "ExpiredToken", "The security token included in the request is expired");
            case S3 -> error(400, "ExpiredToken", "The provided token has expired.");
        };
    }

    byte[] accessDenied(String operation) {
        String words = "User: arn:aws:sts::123456789012:assumed-role/ci/jenkins is not authorized to perform: "
                + operation.toLowerCase(java.util.Locale.ROOT).replace('.', ':');
        return switch (this) {
            case JSON -> error(400, "AccessDeniedException", words);
            case QUERY -> error(403, "AccessDenied", words);
            case S3 -> error(403, "AccessDenied", "Access Denied");
        };
    }

    byte[] error(int status, String code, String message) {
        String body =
                switch (this) {
                    case JSON -> "{\"__type\":\"" + code + "\",\"message\":\"" + message + "\"}";
                    case QUERY ->
                        "<ErrorResponse><Error><Type>Sender</Type><Code>" + code + "</Code><Message>" + message
                                + "</Message></Error><RequestId>proxy</RequestId></ErrorResponse>";
                    case S3 ->
                        "<Error><Code>" + code + "</Code><Message>" + message
                                + "</Message><RequestId>proxy</RequestId></Error>";
                };
        return response(status, body);
    }

    private byte[] response(int status, String body) {
        String type = this == JSON ? "application/x-amz-json-1.1" : "text/xml";
        byte[] payload = body.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + " Injected\r\nContent-Type: " + type + "\r\nContent-Length: "
                + payload.length + "\r\nConnection: close\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.UTF_8);
    }
}
