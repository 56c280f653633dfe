package io.jenkins.plugins.awsreleasestages.jenkins.artifact;

import hudson.EnvVars;
import hudson.Functions;
import hudson.model.Item;
import hudson.model.Run;
import hudson.security.Permission;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.s3.S3Objects;
import io.jenkins.plugins.awsreleasestages.engine.PlainData;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.JsonResponse;
import io.jenkins.plugins.awsreleasestages.jenkins.RunPage;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.RunSession;
import io.jenkins.plugins.awsreleasestages.jenkins.transfer.FilesUpload;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.verb.GET;

/** The artifacts that a run has stored, a part of its release. */
public final class ArtifactsAction extends RunPage {

    private static final System.Logger LOGGER = System.getLogger(ArtifactsAction.class.getName());

    static final String URL = "aws-artifacts";

    /** Long enough to follow a redirect. */
    private static final Duration SIGNED_FOR = Duration.ofMinutes(1);

    private static final String SCOPE = "scope";

    /** Of what another run has stored: it is not shown, and cannot be downloaded by whoever may read this run alone. */
    private static final String FETCHED = "fetched";

    /** Plain data: XStream cannot read records. {@code scope} says who has stored it. */
    private final List<Map<String, Object>> artifacts = new CopyOnWriteArrayList<>();

    private ArtifactsAction() {}

    /**
     * Records an artifact once, also when a step is repeated after a restart. Branches of a run may do so together.
     *
     * @param scope who has stored it, and may read it
     */
    static void add(Run<?, ?> run, StoredArtifact artifact, AwsRoleScope scope) {
        Map<String, Object> facts = new LinkedHashMap<>(PlainData.ofRecord(artifact));
        facts.put(SCOPE, PlainData.ofRecord(scope));
        add(run, facts);
    }

    /** Records that the run has fetched an artifact, for the rules of its gates. */
    static void addFetched(Run<?, ?> run, StoredArtifact artifact) {
        Map<String, Object> facts = new LinkedHashMap<>(PlainData.ofRecord(artifact));
        facts.put(FETCHED, true);
        add(run, facts);
    }

    private static void add(Run<?, ?> run, Map<String, Object> facts) {
        synchronized (run) {
            ArtifactsAction action = run.getAction(ArtifactsAction.class);
            if (action == null) {
                action = new ArtifactsAction();
                run.addAction(action);
            }
            if (!action.artifacts.contains(facts)) {
                action.artifacts.add(facts);
            }
        }
        try {
            run.save();
        } catch (IOException e) {
            // It is there all the same, and saved with the run's next state.
            LOGGER.log(System.Logger.Level.WARNING, "The artifact was not recorded on disk", e);
        }
    }

    /** In the order in which they were stored. */
    List<StoredArtifact> stored() {
        return ownFacts().map(StoredArtifact::of).toList();
    }

    private Stream<Map<String, Object>> ownFacts() {
        return artifacts.stream().filter(facts -> !facts.containsKey(FETCHED));
    }

    /** In the order in which they were. */
    List<StoredArtifact> storedAndFetched() {
        return artifacts.stream().map(StoredArtifact::of).toList();
    }

    /** What may be needed to read them, besides that of the run itself. */
    static Permission permission() {
        return Functions.isArtifactsPermissionEnabled() ? Run.ARTIFACTS : Item.READ;
    }

    // Read by the page.

    public List<Map<String, Object>> getRows() {
        return stored().stream().map(ArtifactsAction::row).toList();
    }

    private static Map<String, Object> row(StoredArtifact artifact) {
        Map<String, Object> row = artifact.toMap();
        row.put("amount", FilesUpload.megabytes(artifact.size()));
        return row;
    }

    public boolean isReadable() {
        return getRun().hasPermission(permission());
    }

    /** Leads to an address of S3 that is signed for a short time. */
    @GET
    @WebMethod(name = "download")
    public HttpResponse download(@QueryParameter String name, @QueryParameter String sha256) {
        getRun().checkPermission(permission());
        Map<String, Object> facts = ownFacts()
                .filter(one -> one.get("name").equals(name) && one.get("sha256").equals(sha256))
                .findFirst()
                .orElseThrow(() -> HttpResponses.errorWithoutStack(404, "This run has not stored such an artifact."));
        StoredArtifact artifact = StoredArtifact.of(facts);
        try {
            AwsSession session = RunSession.of(
                    getRun(),
                    PlainData.read(AwsRoleScope.class, facts.get(SCOPE)),
                    new EnvVars("AWS_REGION", artifact.region()));
            return HttpResponses.redirectTo(
                    302,
                    new S3Objects(session, artifact.bucket(), artifact.key())
                            .presignedDownload(artifact.versionId(), SIGNED_FOR, artifact.name() + ".zip")
                            .toString());
        } catch (RemoteFailure e) {
            throw HttpResponses.errorWithoutStack(502, e.getMessage());
        }
    }

    /** What the release is made of: its artifacts, and the sources that they were made of. */
    @GET
    @WebMethod(name = "manifest")
    public HttpResponse manifest() {
        getRun().checkPermission(Item.READ);
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("job", getRun().getParent().getFullName());
        manifest.put("run", getRun().getNumber());
        manifest.put("sources", BuiltBy.sources(getRun()));
        manifest.put("artifacts", stored().stream().map(StoredArtifact::toMap).toList());
        return JsonResponse.ok(manifest);
    }

    @Override
    public RunPage carried() {
        ArtifactsAction same = new ArtifactsAction();
        same.artifacts.addAll(artifacts);
        return same;
    }

    @Override
    protected List<Section> sections() {
        return stored().isEmpty() ? List.of() : List.of(Section.ARTIFACTS);
    }

    @Override
    protected Map<String, Object> evidence() {
        return Map.of("artifacts", stored().stream().map(StoredArtifact::toMap).toList());
    }

    @Override
    protected String shown() {
        return getRows().toString();
    }

    @Override
    public String getDisplayName() {
        return "Artifacts";
    }

    @Override
    public String getUrlName() {
        return URL;
    }
}
