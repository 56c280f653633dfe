package io.jenkins.plugins.awsreleasestages.jenkins.event;

import hudson.Extension;
import hudson.model.ManagementLink;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.verb.GET;

/** What comes out of the queues, for the administrator; and the template that makes such a queue. */
@Extension
public final class EventsPage extends ManagementLink {

    static final String URL = "aws-release-events";

    static final String TEMPLATE = "release-events.yaml";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    @Override
    public String getIconFileName() {
        return "symbol-radio-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return "AWS release events";
    }

    @Override
    public String getDescription() {
        return "What comes out of the event queues: how much, how late, and what nobody could make anything of.";
    }

    @Override
    public String getUrlName() {
        return URL;
    }

    @Override
    public Category getCategory() {
        return Category.STATUS;
    }

    /** By the URLs of the queues. */
    public Map<String, Reception.Report> getReports() {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return EventQueues.listeners().reports();
    }

    /** @param time null where an event does not say it */
    public String inWords(Instant time) {
        return time == null ? "" : TIME.format(time);
    }

    /** The CloudFormation template that makes a queue, and the rules that send events into it. */
    @GET
    @WebMethod(name = TEMPLATE)
    public HttpResponse template() {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return new TemplateFile();
    }

    private static final class TemplateFile implements HttpResponse {
        @Override
        public void generateResponse(StaplerRequest2 request, StaplerResponse2 response, Object node)
                throws IOException {
            response.setContentType("application/yaml;charset=UTF-8");
            response.setHeader("Content-Disposition", "attachment; filename=" + TEMPLATE);
            response.getOutputStream().write(templateText().getBytes(StandardCharsets.UTF_8));
        }
    }

    static String templateText() {
        try (InputStream text = EventsPage.class.getResourceAsStream(TEMPLATE)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
