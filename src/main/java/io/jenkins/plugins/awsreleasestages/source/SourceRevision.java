package io.jenkins.plugins.awsreleasestages.source;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One exact state of a source: a commit of a branch, a version of an object. Two revisions are equal when they name the
 * same state of the same source, whatever else is known about it.
 *
 * <p>A class, not a record: Jenkins saves it in {@code build.xml}, and XStream cannot read records.
 */
public final class SourceRevision implements Serializable {

    private static final long serialVersionUID = 1L;

    /** Where revisions come from. */
    public enum Kind {
        GIT("git", "url", "branch"),
        S3("s3", "bucket", "key"),
        ECR("ecr", "repository", "tag"),
        /** What Jenkins checks out by another source control. */
        SCM("scm", "url", "branch");

        private final String symbol;
        private final String place;
        private final String name;

        Kind(String symbol, String place, String name) {
            this.symbol = symbol;
            this.place = place;
            this.name = name;
        }

        /** {@code git}, {@code s3}, {@code ecr} or {@code scm}. */
        public String symbol() {
            return symbol;
        }
    }

    private final Kind kind;
    private final String place;
    private final String name;
    private final String id;
    private final String summary;
    private final String date;
    private final String changeIdentifier;

    /** See {@link CommitAuthors}, which XStream cannot read; null in what earlier versions have saved. */
    private final LinkedHashMap<String, String> signatures;

    private final String gap;

    private SourceRevision(
            Kind kind,
            String place,
            String name,
            String id,
            String summary,
            String date,
            String changeIdentifier,
            CommitAuthors authors) {
        this.kind = Objects.requireNonNull(kind);
        this.place = Objects.requireNonNull(place);
        this.name = Objects.requireNonNull(name);
        this.id = Objects.requireNonNull(id);
        this.summary = OneLine.of(summary);
        this.date = date;
        this.changeIdentifier = changeIdentifier;
        this.signatures = new LinkedHashMap<>(authors.signatures());
        this.gap = authors.gap();
    }

    /**
     * A commit of a branch.
     *
     * @param url where the repository is, without user info
     * @param commit the full id of the commit
     */
    public static SourceRevision git(String url, String branch, String commit) {
        return new SourceRevision(Kind.GIT, url, branch, commit, null, null, commit, CommitAuthors.NONE);
    }

    /**
     * A version of an object.
     *
     * @param summary the object's {@code codepipeline-artifact-revision-summary}; null when it has none
     * @param date when the version was stored, ISO 8601 in UTC
     */
    public static SourceRevision s3(
            String bucket, String key, String versionId, String etag, String summary, String date) {
        return new SourceRevision(Kind.S3, bucket, key, versionId, summary, date, etag, CommitAuthors.NONE);
    }

    /**
     * An image that a tag names.
     *
     * @param repositoryUri with the registry: {@code 111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop}
     * @param digest {@code sha256:…}
     * @param pushed ISO 8601 in UTC; null when it is not known
     */
    public static SourceRevision ecr(String repositoryUri, String tag, String digest, String pushed) {
        return new SourceRevision(Kind.ECR, repositoryUri, tag, digest, null, pushed, null, CommitAuthors.NONE);
    }

    /**
     * What Jenkins has checked out: a commit of Git, or else a revision of another source control.
     *
     * @param url where the repository is; user info is left out
     * @param branch as Git's variables name it, with a remote perhaps; null where it is not known
     */
    public static SourceRevision checkedOut(String url, String branch, String revision) {
        String name = branch == null
                ? ""
                : branch.replaceFirst("^refs/(heads|remotes)/", "").replaceFirst("^origin/", "");
        Kind kind = GitNames.commitProblem(revision) == null ? Kind.GIT : Kind.SCM;
        return new SourceRevision(
                kind,
                GitNames.withoutUserInfo(url),
                name.equals("detached") ? "" : name,
                revision,
                null,
                null,
                revision,
                CommitAuthors.NONE);
    }

    /** The same revision, now that more is known about it. */
    public SourceRevision described(String newSummary, String newDate) {
        return new SourceRevision(kind, place, name, id, newSummary, newDate, changeIdentifier, authors());
    }

    /** The same revision, now that it is known who has written what it brings. */
    public SourceRevision by(CommitAuthors authors) {
        return new SourceRevision(kind, place, name, id, summary, date, changeIdentifier, authors);
    }

    /** Who has written what it brings; none where the source does not say. */
    public CommitAuthors authors() {
        return new CommitAuthors(signatures, gap);
    }

    public Kind kind() {
        return kind;
    }

    /** The repository, or the bucket. */
    public String place() {
        return place;
    }

    /** The branch, the key or the tag. */
    public String name() {
        return name;
    }

    /** The commit, the version id of the object, or the digest of the image. */
    public String id() {
        return id;
    }

    /** Where it comes from, in words: {@code https://… branch main}, {@code s3://bucket/key}, {@code …/shop:latest}. */
    public String location() {
        return switch (kind) {
            case GIT, SCM -> place + branchOrTag();
            case S3 -> "s3://" + place + "/" + name;
            case ECR -> place + ":" + name;
        };
    }

    private String branchOrTag() {
        if (name.isEmpty()) {
            return "";
        }
        return name.startsWith(PushFilter.TAG) ? " tag " + name.substring(PushFilter.TAG.length()) : " branch " + name;
    }

    /**
     * What a source action of CodePipeline with this revision gives the actions after it; what is not known is left out.
     *
     * @see <a href="https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html">its variables</a>
     */
    public Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        switch (kind) {
            case GIT, SCM -> {
                variables.put("RepositoryName", lastPart(place).replaceFirst("\\.git$", ""));
                putKnown(variables, "BranchName", name.isEmpty() ? null : name);
                variables.put("CommitId", id);
                putKnown(variables, "CommitMessage", summary);
                putKnown(variables, "CommitterDate", date);
            }
            case S3 -> {
                variables.put("BucketName", place);
                variables.put("ObjectKey", name);
                variables.put("VersionId", id);
                putKnown(variables, "ETag", changeIdentifier);
            }
            case ECR -> {
                variables.put("RegistryId", place.replaceFirst("\\..*", ""));
                variables.put("RepositoryName", place.replaceFirst("^[^/]*/", ""));
                variables.put("ImageTag", name);
                variables.put("ImageDigest", id);
                variables.put("ImageURI", place + "@" + id);
            }
        }
        return variables;
    }

    private static String lastPart(String path) {
        String[] parts = path.split("[/:]");
        return parts[parts.length - 1];
    }

    /** A commit and a digest as people abbreviate them; a version id as it is. */
    public String shortId() {
        int length = kind == Kind.GIT ? 12 : kind == Kind.ECR ? "sha256:".length() + 12 : id.length();
        return id.length() > length ? id.substring(0, length) : id;
    }

    /** Whether both are states of the same branch or the same object. */
    public boolean sameSource(SourceRevision other) {
        return other != null && kind == other.kind && place.equals(other.place) && name.equals(other.name);
    }

    /**
     * The revision of which {@link #toMap} tells.
     *
     * @throws IllegalArgumentException when it is not such a map
     */
    public static SourceRevision of(Map<String, String> map) {
        for (Kind kind : Kind.values()) {
            if (kind.symbol.equals(map.get("type"))) {
                return new SourceRevision(
                        kind,
                        map.get(kind.place),
                        map.get(kind.name),
                        map.get("revision"),
                        map.get("summary"),
                        map.get("date"),
                        map.get("changeIdentifier"),
                        CommitAuthors.NONE);
            }
        }
        throw new IllegalArgumentException("Not a source revision: " + map);
    }

    /** What a Jenkinsfile gets; what is not known is left out. */
    public Map<String, String> toMap() {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("type", kind.symbol);
        map.put("revision", id);
        map.put(kind.place, place);
        map.put(kind.name, name);
        map.put("location", location());
        putKnown(map, "summary", summary);
        putKnown(map, "date", date);
        putKnown(map, "changeIdentifier", changeIdentifier);
        return map;
    }

    private static void putKnown(Map<String, String> map, String key, String value) {
        if (value != null) {
            map.put(key, value);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SourceRevision revision && sameSource(revision) && id.equals(revision.id);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, place, name, id);
    }

    @Override
    public String toString() {
        return location() + " at " + shortId() + (summary == null ? "" : " \"" + summary + "\"");
    }
}
