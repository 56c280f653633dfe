package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import hudson.AbortException;
import hudson.Extension;
import hudson.model.Action;
import hudson.model.Item;
import hudson.model.Job;
import io.jenkins.plugins.awsreleasestages.jenkins.JsonResponse;
import io.jenkins.plugins.awsreleasestages.jenkins.ListPart;
import io.jenkins.plugins.awsreleasestages.jenkins.OfEveryJob;
import io.jenkins.plugins.awsreleasestages.jenkins.approval.GatePermissions;
import io.jenkins.plugins.awsreleasestages.stage.ReleaseRow;
import io.jenkins.plugins.awsreleasestages.stage.StageChange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.verb.GET;
import org.kohsuke.stapler.verb.POST;

/**
 * The page of a job about its stages: what is live in each, what waits, what may enter, and what became of the releases. It is
 * for all who see the job; the side panel leads there where a release has come to a stage.
 */
public final class ReleasesPage implements Action {

    public static final String URL = "releases";

    private final transient Job<?, ?> job;

    ReleasesPage(Job<?, ?> job) {
        this.job = job;
    }

    // Read by the page.

    public Job<?, ?> getJob() {
        return job;
    }

    /** How it is now, for all that the page shows of it. */
    public JobStages now() {
        job.checkPermission(Item.READ);
        return JobStages.of(job);
    }

    public List<StageView> stages(JobStages now) {
        return now.stages().stream().map(state -> new StageView(job, state)).toList();
    }

    public ListPart<RowView> part(JobStages now, StaplerRequest2 request) {
        ListPart<ReleaseRow> part = ListPart.of(
                now.rows(), ReleaseRow::words, request.getParameter("filter"), request.getParameter("from"));
        List<RowView> shown =
                part.shown().stream().map(row -> new RowView(now, row)).toList();
        return new ListPart<>(part.filter(), shown, part.from(), part.total());
    }

    public boolean isBuildable() {
        return job.hasPermission(Item.BUILD);
    }

    public boolean isManageable() {
        return job.hasPermission(GatePermissions.MANAGE_STAGES);
    }

    /** What an open page asks again and again; it never ends, since another release may come. */
    @GET
    @WebMethod(name = "state")
    public HttpResponse state() {
        return JsonResponse.ok(Map.of("building", true, "digest", now().getDigest()));
    }

    /** What the forms of the page send. */
    @POST
    public HttpResponse doChange(
            @QueryParameter String change, @QueryParameter String subject, @QueryParameter String reason) {
        job.checkPermission(GatePermissions.MANAGE_STAGES);
        try {
            StageChanges.make(job, new StageChange(StageChange.Kind.of(change), subject, reason));
        } catch (IllegalArgumentException e) {
            throw HttpResponses.errorWithoutStack(400, "Nothing was changed. " + e.getMessage());
        }
        return HttpResponses.redirectTo(303, ".");
    }

    @POST
    public HttpResponse doRerun(
            @QueryParameter String kind,
            @QueryParameter String stage,
            @QueryParameter String run,
            @QueryParameter String from,
            @QueryParameter String actions) {
        job.checkPermission(Item.BUILD);
        try {
            new RerunRequest(kind, stage, run, from, actions).start(job);
        } catch (AbortException | IllegalArgumentException e) {
            throw HttpResponses.errorWithoutStack(400, "Nothing was started. " + e.getMessage());
        }
        return HttpResponses.redirectTo(303, ".");
    }

    /** {@code api/v1}, which docs/openapi.yaml tells. */
    @GET
    @WebMethod(name = "api")
    public HttpResponse api(StaplerRequest2 request) {
        job.checkPermission(Item.READ);
        return new ReleasesApi(job).get(request);
    }

    @POST
    @WebMethod(name = "api")
    public HttpResponse change(StaplerRequest2 request) throws IOException {
        job.checkPermission(Item.READ);
        return new ReleasesApi(job).post(request);
    }

    @Override
    public String getIconFileName() {
        return JobReleases.of(job).stages().isEmpty() ? null : "symbol-rocket-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return "Releases";
    }

    @Override
    public String getUrlName() {
        return URL;
    }

    /** Adds the page to every job. */
    @Extension
    public static final class Factory extends OfEveryJob {

        public Factory() {
            super(ReleasesPage.class, ReleasesPage::new);
        }
    }
}
