package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.Util;
import hudson.model.Action;
import hudson.model.ItemGroup;
import hudson.model.Job;
import io.jenkins.plugins.awsreleasestages.jenkins.JsonResponse;
import io.jenkins.plugins.awsreleasestages.jenkins.ListPart;
import io.jenkins.plugins.awsreleasestages.stage.Figures;
import io.jenkins.plugins.awsreleasestages.stage.StageHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.verb.GET;

/** What is live where, in all jobs of a folder or of Jenkins that whoever looks may read. */
public abstract class EnvironmentsView implements Action {

    public static final String URL = "release-environments";

    abstract ItemGroup<?> group();

    /** Before anything is shown. */
    abstract void checkPermission();

    // Read by the page.

    public List<BoardRow> rows() {
        checkPermission();
        return BoardRow.of(group());
    }

    public ListPart<BoardRow> part(List<BoardRow> rows, StaplerRequest2 request) {
        return ListPart.of(rows, BoardRow::words, request.getParameter("filter"), request.getParameter("from"));
    }

    public List<String> environments(List<BoardRow> rows) {
        return rows.stream().map(BoardRow::environment).distinct().toList();
    }

    /** Empty where the address does not name two. */
    public List<Compared> compared(List<BoardRow> rows, StaplerRequest2 request) {
        String one = Util.fixEmpty(request.getParameter("one"));
        String other = Util.fixEmpty(request.getParameter("other"));
        return one == null || other == null ? List.of() : Compared.of(rows, one, other);
    }

    /** Of all jobs, on a page of its own: that takes longer than what is live. */
    @SuppressWarnings("rawtypes")
    public FiguresTable getFigures() {
        checkPermission();
        List<Figures.Of> all = new ArrayList<>();
        for (Job job : group().allItems(Job.class)) {
            StageHistory history = JobReleases.of(job);
            all.addAll(Figures.Of.job(history.stages(), history.visits()));
        }
        return FiguresTable.of(all, Instant.now());
    }

    /** {@code api/v1/environments} and {@code api/v1/figures}: the same for programs. */
    @GET
    @WebMethod(name = "api")
    public HttpResponse api(StaplerRequest2 request) {
        checkPermission();
        return switch (request.getRestOfPath()) {
            case "/v1/environments" -> JsonResponse.ok(environments(request));
            case "/v1/figures" -> JsonResponse.ok(getFigures().facts());
            default -> JsonResponse.error(404, "There are only api/v1/environments and api/v1/figures.");
        };
    }

    private Map<String, Object> environments(StaplerRequest2 request) {
        ListPart<BoardRow> part = part(rows(), request);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put(
                "environments",
                part.shown().stream().map(EnvironmentsView::facts).toList());
        facts.put("from", part.from());
        facts.put("total", part.total());
        return facts;
    }

    static Map<String, Object> facts(BoardRow row) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("environment", row.environment());
        facts.put("job", row.name());
        facts.put("stage", ReleasesApi.facts(row.state()));
        return facts;
    }

    @Override
    public String getIconFileName() {
        return "symbol-layers-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return "Release environments";
    }

    @Override
    public String getUrlName() {
        return URL;
    }
}
