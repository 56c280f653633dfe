package io.jenkins.plugins.awsreleasestages.source;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is accepted as the URL of a repository, a branch, a commit: nothing that git could take for an option. */
public final class GitNames {

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}([0-9a-f]{24})?");

    /** {@code git@example.com:team/repository.git} */
    private static final Pattern SCP =
            Pattern.compile("(?:[A-Za-z0-9_][A-Za-z0-9._-]*@)?([A-Za-z0-9][A-Za-z0-9.-]*):(?!//|:)([^:\\s][^\\s]*)");

    private static final Pattern USER_INFO = Pattern.compile("^([a-z]+://)[^/@]*@");

    /** git-check-ref-format(1): characters, and sequences that no part of a name may have. */
    private static final Pattern ILLEGAL_IN_BRANCH =
            Pattern.compile("[\\x00-\\x20\\x7f~^:?*\\[\\\\]|\\.\\.|@\\{|//|/\\.|\\.lock(/|$)");

    private GitNames() {}

    /**
     * @param localAllowed whether a path or a {@code file:} URL is a repository, too
     * @return what is wrong, or null
     */
    public static String urlProblem(String url, boolean localAllowed) {
        if (url == null || url.isBlank()) {
            return "url: the URL of the repository is missing.";
        }
        boolean path = url.startsWith("/");
        if (url.startsWith("-")
                || url.contains("::")
                || url.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == ' ' && !path)) {
            return notAUrl(url);
        }
        if (path || url.startsWith("file:")) {
            return localAllowed ? null : "url: a repository on the machine itself is not allowed here.";
        }
        return url.contains("://") ? schemeProblem(url) : scpProblem(url);
    }

    /** @return what is wrong, or null */
    public static String branchProblem(String branch) {
        if (branch == null || branch.isBlank()) {
            return "branch: the name of the branch is missing.";
        }
        boolean wrong = branch.startsWith("-")
                || branch.startsWith("/")
                || branch.startsWith(".")
                || branch.endsWith("/")
                || branch.endsWith(".")
                || branch.equals("@")
                || ILLEGAL_IN_BRANCH.matcher(branch).find();
        return wrong ? "branch: '" + branch + "' is not a name for a branch." : null;
    }

    /** @return what is wrong, or null */
    public static String commitProblem(String commit) {
        return COMMIT.matcher(commit).matches()
                ? null
                : "revision: '" + commit + "' is not the full id of a commit, 40 lowercase hexadecimal digits.";
    }

    /** The URL as it may be shown and stored: without user and password. */
    public static String withoutUserInfo(String url) {
        String shown = USER_INFO.matcher(url).replaceFirst("$1");
        if (shown.contains("://")) {
            return shown;
        }
        int at = shown.indexOf('@');
        int colon = shown.indexOf(':');
        return at > 0 && at < colon ? shown.substring(at + 1) : shown;
    }

    /** The beginning of an HTTP URL that names the server: {@code https://example.com:8443/}. */
    public static String server(String httpUrl) {
        URI uri = URI.create(httpUrl);
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return uri.getScheme() + "://" + uri.getHost() + port + "/";
    }

    /** The host of a URL; the machine itself where it names none. */
    public static String host(String url) {
        String shown = withoutUserInfo(url);
        int scheme = shown.indexOf("://");
        String rest = scheme < 0 ? shown : shown.substring(scheme + 3);
        String host = rest.split("[:/]", 2)[0];
        return host.isEmpty() ? "this machine" : host;
    }

    /** The last part of a URL, or of a full name, in small letters: what the hosts call it differs in the rest. */
    public static String repository(String urlOrName) {
        String path = withoutLast("/", withoutLast(".git", withoutLast("/", urlOrName)));
        return path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf(':')) + 1)
                .toLowerCase(Locale.ROOT);
    }

    private static String withoutLast(String end, String text) {
        return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
    }

    private static String schemeProblem(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return notAUrl(url);
        }
        String scheme = uri.getScheme();
        if (!"https".equals(scheme) && !"http".equals(scheme) && !"ssh".equals(scheme)) {
            return "url: only https, http and ssh are allowed, and git@example.com:team/repository.git.";
        }
        if (uri.getHost() == null
                || uri.getHost().startsWith("-")
                || uri.getPath().length() < 2) {
            return notAUrl(url);
        }
        if (uri.getRawUserInfo() != null && uri.getRawUserInfo().startsWith("-")) {
            return notAUrl(url);
        }
        if (uri.getRawUserInfo() != null && uri.getRawUserInfo().contains(":")) {
            return "url: must not hold a password. Store it in Jenkins and name it as credentialsId.";
        }
        return null;
    }

    private static String scpProblem(String url) {
        Matcher scp = SCP.matcher(url);
        return scp.matches() && !scp.group(2).startsWith("-") ? null : notAUrl(url);
    }

    private static String notAUrl(String url) {
        return "url: '" + withoutUserInfo(url) + "' is not the URL of a Git repository.";
    }
}
