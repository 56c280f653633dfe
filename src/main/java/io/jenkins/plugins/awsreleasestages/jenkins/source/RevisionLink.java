package io.jenkins.plugins.awsreleasestages.jenkins.source;

import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a browser shows a commit, for the hosts whose addresses are known. */
final class RevisionLink {

    private static final Pattern CODE_COMMIT =
            Pattern.compile("(?:https|ssh)://(?:[^@/]+@)?git-codecommit(?:-fips)?\\.([a-z0-9-]+)\\.amazonaws\\.com"
                    + "(?:\\.cn)?/v1/repos/([\\w.-]+)/?");

    private static final Pattern HOST = Pattern.compile("(?:(?:https|ssh)://(?:[^@/]+@)?|[^@/:]+@)"
            + "(github\\.com|gitlab\\.com|bitbucket\\.org)[/:]([\\w./-]+?)(?:\\.git)?/?");

    private RevisionLink() {}

    /** @return null where it is not known */
    static String of(SourceRevision revision) {
        String url = revision.toMap().get("url");
        if (url == null) {
            return null;
        }
        Matcher codeCommit = CODE_COMMIT.matcher(url);
        if (codeCommit.matches()) {
            return ConsoleLink.commit(codeCommit.group(1), codeCommit.group(2), revision.id());
        }
        Matcher host = HOST.matcher(url);
        return host.matches()
                ? "https://" + host.group(1) + "/" + host.group(2) + commits(host.group(1)) + revision.id()
                : null;
    }

    private static String commits(String host) {
        return switch (host) {
            case "gitlab.com" -> "/-/commit/";
            case "bitbucket.org" -> "/commits/";
            default -> "/commit/";
        };
    }
}
