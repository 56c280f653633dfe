package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.Extension;
import hudson.model.Action;
import hudson.model.Cause;
import hudson.model.Item;
import hudson.model.Result;
import hudson.model.Run;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import jenkins.model.Jenkins;
import jenkins.model.TransientActionFactory;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.verb.GET;

/** The one page of a run: all that its {@link RunPage}s have to show. It is made of them, and saved nowhere. */
public final class ReleasePage extends ReleaseView {

    public static final String URL = "release";

    private static final String EVIDENCE = "evidence.json";

    private final Run<?, ?> run;

    private ReleasePage(Run<?, ?> run) {
        this.run = run;
    }

    // Read by the page.

    @Override
    public Run<?, ?> getRun() {
        return run;
    }

    public List<RunPage> getPages() {
        return run.getActions(RunPage.class);
    }

    @Override
    public List<Part> getParts() {
        return getPages().stream()
                .flatMap(page -> page.getParts().stream())
                .sorted(Comparator.comparing(Part::section))
                .toList();
    }

    @Override
    public boolean isWhole() {
        return true;
    }

    /** What an open page asks again and again, to see whether it is still right. */
    @GET
    @WebMethod(name = "state")
    public HttpResponse state() {
        run.checkPermission(Item.READ);
        // Read first: when it ends in between, the digest says so.
        boolean building = run.isBuilding();
        return JsonResponse.ok(Map.of("building", building, "digest", getDigest()));
    }

    /** All that proves later what was released, and who let it through: as a file. */
    @GET
    @WebMethod(name = EVIDENCE)
    public HttpResponse evidence() {
        run.checkPermission(Item.READ);
        return JsonResponse.ok(evidence(run));
    }

    /** The same, as plain data. */
    public static Map<String, Object> evidence(Run<?, ?> run) {
        Map<String, Object> evidence = new LinkedHashMap<>();
        evidence.put("job", run.getParent().getFullName());
        evidence.put("run", run.getNumber());
        evidence.put("url", Objects.toString(Jenkins.get().getRootUrl(), "") + run.getUrl());
        evidence.put("started", Instant.ofEpochMilli(run.getStartTimeInMillis()).toString());
        evidence.put(
                "causes",
                run.getCauses().stream().map(Cause::getShortDescription).toList());
        Result result = run.isBuilding() ? null : run.getResult();
        evidence.put("result", result == null ? null : result.toString());
        run.getActions(RunPage.class).forEach(page -> evidence.putAll(page.evidence()));
        return evidence;
    }

    @Override
    public String getIconFileName() {
        return "symbol-rocket-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return "Release";
    }

    @Override
    public String getUrlName() {
        return URL;
    }

    /** Whatever a run has to show, it has the page; also one of an earlier version. */
    @Extension
    @SuppressWarnings("rawtypes")
    public static final class Factory extends TransientActionFactory<Run> {

        @Override
        public Class<Run> type() {
            return Run.class;
        }

        @Override
        public Class<? extends Action> actionType() {
            return ReleasePage.class;
        }

        @Override
        public Collection<? extends Action> createFor(Run run) {
            return run.getAction(RunPage.class) == null ? List.of() : List.of(new ReleasePage(run));
        }
    }
}
