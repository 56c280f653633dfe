package io.jenkins.plugins.awsreleasestages.jenkins;

import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/**
 * What a program is answered.
 *
 * @param body plain data
 */
public record JsonResponse(int status, Map<String, ?> body) implements HttpResponse {

    public static JsonResponse ok(Map<String, ?> body) {
        return new JsonResponse(200, body);
    }

    /** In words for a person. */
    public static JsonResponse error(int status, String why) {
        return new JsonResponse(status, Map.of("error", why));
    }

    @Override
    public void generateResponse(StaplerRequest2 request, StaplerResponse2 response, Object node) throws IOException {
        byte[] json = PlainJson.of(body).getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/json;charset=UTF-8");
        // It is about one person at one moment.
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(json.length);
        response.getOutputStream().write(json);
    }
}
