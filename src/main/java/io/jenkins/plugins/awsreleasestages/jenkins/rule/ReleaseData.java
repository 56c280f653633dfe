package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import hudson.EnvVars;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.jenkins.StageScope;
import io.jenkins.plugins.awsreleasestages.jenkins.source.SourceRevisionsAction;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What others are told of a release that waits, as plain data. */
public final class ReleaseData {

    private ReleaseData() {}

    /** Its {@code job}, {@code run}, {@code page}, {@code stage} (may be null), {@code waitingSince} and {@code revisions}. */
    public static Map<String, Object> of(RuleLook look) {
        Run<?, ?> run = look.context().get(Run.class);
        StageScope stage = look.context().find(StageScope.class);
        SourceRevisionsAction sources = run.getAction(SourceRevisionsAction.class);
        List<SourceRevision> revisions = sources == null ? List.of() : sources.getRevisions();
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("job", run.getParent().getFullName());
        told.put("run", run.getNumber());
        told.put("page", run.getUrl());
        told.put("stage", stage == null ? null : stage.name());
        told.put("waitingSince", look.opened().toString());
        told.put("revisions", revisions.stream().map(ReleaseData::revision).toList());
        return told;
    }

    private static Map<String, Object> revision(SourceRevision revision) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("kind", revision.kind().name());
        told.put("location", revision.location());
        told.put("id", revision.id());
        return told;
    }

    /** Variables of the run may be secret: only those that are named; null for one that is not there. */
    public static Map<String, String> variables(RuleLook look, List<String> names) {
        EnvVars environment = look.context().find(EnvVars.class);
        Map<String, String> named = new LinkedHashMap<>();
        names.forEach(name -> named.put(name, environment == null ? null : environment.get(name)));
        return named;
    }
}
