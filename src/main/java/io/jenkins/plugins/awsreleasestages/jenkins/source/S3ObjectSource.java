package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.aws.s3.S3Folder;
import io.jenkins.plugins.awsreleasestages.aws.s3.S3Objects;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.source.PushFilter;
import io.jenkins.plugins.awsreleasestages.source.S3Names;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** An object in a versioned S3 bucket. */
public class S3ObjectSource extends AwsSource implements FilteredSource {

    static final String KIND = "s3Object";

    private static final long serialVersionUID = 1L;

    /** How long the agent may take to begin the download. */
    private static final Duration ADDRESS_VALID = Duration.ofMinutes(10);

    private final String bucket;
    private final String key;

    /** Whether the bucket keeps no versions, so that a revision is an ETag. */
    @DataBoundSetter
    public boolean unversioned;

    /** Whether a revision may name another key of the bucket, {@code s3://BUCKET/KEY}. */
    @DataBoundSetter
    public boolean allowOverrideForKey;

    @DataBoundConstructor
    public S3ObjectSource(String bucket, String key) {
        this.bucket = Util.fixEmptyAndTrim(bucket);
        this.key = Util.fixEmptyAndTrim(key);
    }

    public String getBucket() {
        return bucket;
    }

    public String getKey() {
        return key;
    }

    @Override
    protected String kind() {
        return KIND;
    }

    @Override
    protected Map<String, String> fields() {
        return Map.of(
                "bucket",
                bucket,
                "key",
                key,
                "unversioned",
                String.valueOf(unversioned),
                "allowOverrideForKey",
                String.valueOf(allowOverrideForKey));
    }

    static S3ObjectSource of(Map<String, String> fields) {
        S3ObjectSource source = new S3ObjectSource(fields.get("bucket"), fields.get("key"));
        source.unversioned = Boolean.parseBoolean(fields.get("unversioned"));
        source.allowOverrideForKey = Boolean.parseBoolean(fields.get("allowOverrideForKey"));
        return source;
    }

    @Override
    protected List<String> ownProblems() {
        return Stream.of(S3Names.bucketProblem(bucket), S3Names.keyProblem(key))
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public String place() {
        return "Amazon S3";
    }

    @Override
    public boolean has(SourceRevision revision) {
        return SourceRevision.s3(bucket, key, revision.id(), null, null, null).sameSource(revision);
    }

    @Override
    public String identity(SourceSite site) {
        return site.session().lookKey();
    }

    @Override
    public SourceRevision look(SourceSite site) {
        S3Objects object = object(site, key);
        return revision(object, unversioned ? object.current() : object.newest());
    }

    @Override
    public String ownName() {
        return key;
    }

    @Override
    public Set<PushFilter.Thing> things() {
        return EnumSet.of(PushFilter.Thing.KEY);
    }

    /** All below the folder of the key: the rest of the bucket may be large. */
    @Override
    public Polling.Found everything(SourceSite site) {
        String folder = key.substring(0, key.lastIndexOf('/') + 1);
        List<SourceRevision> revisions = new S3Folder(site.session(), bucket, folder)
                .objects().stream()
                        .filter(one -> S3Names.keyProblem(one.key()) == null)
                        .map(one -> SourceRevision.s3(
                                bucket,
                                one.key(),
                                unversioned ? one.etag() : one.versionId(),
                                one.etag(),
                                null,
                                one.stored().toString()))
                        .toList();
        return new Polling.Found("all of s3://" + bucket + "/" + folder, true, revisions);
    }

    @Override
    public SourceRevision named(SourceSite site, String id) {
        return id.startsWith("s3://") ? other(site, S3Names.Address.of(id)) : named(object(site, key), id);
    }

    private SourceRevision other(SourceSite site, S3Names.Address address) {
        if (!allowOverrideForKey) {
            throw RemoteFailure.refused(
                    "revision: may name no other key than " + key + ": allowOverrideForKey of the source is not set.");
        }
        if (address == null || !address.bucket().equals(bucket)) {
            throw RemoteFailure.refused("revision: another key is written as s3://" + bucket + "/KEY, or s3://" + bucket
                    + "/KEY?versionId=VERSION; the bucket stays the same.");
        }
        S3Objects object = object(site, address.key());
        if (address.version() != null) {
            return named(object, address.version());
        }
        return revision(object, unversioned ? object.current() : object.newest());
    }

    private SourceRevision named(S3Objects object, String id) {
        if (!unversioned) {
            return revision(object, object.version(id));
        }
        SourceRevision current = revision(object, object.current());
        if (!current.id().equals(id)) {
            throw RemoteFailure.refused("revision: '" + id + "' is not the ETag of " + current.location()
                    + " any more; there is " + current.id() + " now, and the bucket keeps no versions.");
        }
        return current;
    }

    @Override
    public SourceRevision bringIn(SourceSite site, SourceRevision revision) throws IOException, InterruptedException {
        S3Objects object = object(site, revision.name());
        URL address = object.presignedGet(unversioned ? null : revision.id(), ADDRESS_VALID);
        String etag = unversioned ? "\"" + revision.id() + "\"" : null;
        site.folder().act(new S3Download(address, etag, S3Names.fileName(object.key())));
        return revision;
    }

    private S3Objects object(SourceSite site, String which) {
        return new S3Objects(site.session(), bucket, which);
    }

    private SourceRevision revision(S3Objects object, S3Objects.Version version) {
        return SourceRevision.s3(
                bucket,
                object.key(),
                unversioned ? version.etag() : version.versionId(),
                version.etag(),
                version.summary(),
                version.stored().toString());
    }

    @Extension
    @Symbol("s3Object")
    public static final class DescriptorImpl extends SourceDescriptor {

        @Override
        public String getDisplayName() {
            return "S3 object";
        }

        @POST
        public FormValidation doCheckBucket(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> S3Names.bucketProblem(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public FormValidation doCheckKey(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> S3Names.keyProblem(Util.fixEmptyAndTrim(value)));
        }
    }
}
