package io.jenkins.plugins.awsreleasestages.aws;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Who to be in AWS, and where.
 *
 * @param roles assumed one after another; empty to use the base credentials themselves
 * @param region AWS's region code
 * @param sessionName what CloudTrail shows, see {@link #sessionName}
 * @param tags session tags; left out where a role's trust policy does not allow sts:TagSession
 * @param sourceIdentity what CloudTrail shows through all hops; null for none
 * @param policy a session policy that narrows the last role, as JSON; null for none
 */
public record SessionRequest(
        List<RoleHop> roles,
        String region,
        String sessionName,
        Map<String, String> tags,
        String sourceIdentity,
        String policy) {

    /** The session tag that tells builds of one job apart. */
    public static final String BUILD_TAG = "build";

    private static final Pattern ILLEGAL_IN_NAME = Pattern.compile("[^\\w+=,.@-]");
    private static final Pattern ILLEGAL_IN_TAG = Pattern.compile("[^\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]");
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_TAG = 256;

    public SessionRequest {
        roles = List.copyOf(roles);
        tags = Map.copyOf(tags);
    }

    /** The base credentials themselves, nothing more. */
    public static SessionRequest plain(String region, String sessionName) {
        return new SessionRequest(List.of(), region, sessionName, Map.of(), null, null);
    }

    public SessionRequest assuming(RoleHop... hops) {
        return new SessionRequest(List.of(hops), region, sessionName, tags, sourceIdentity, policy);
    }

    /** A legal role session name, 2 to 64 characters of {@code [\w+=,.@-]}, that still tells job and build apart. */
    public static String sessionName(String job, int build) {
        return sessionName(job, String.valueOf(build));
    }

    /** @param what the part of the job that acts: a build number, {@code poll} */
    public static String sessionName(String job, String what) {
        String tail = "-" + what;
        String name = legal("jenkins-" + job);
        return name.substring(0, Math.min(name.length(), LONGEST_NAME - tail.length())) + tail;
    }

    /** A legal source identity, 2 to 64 characters of {@code [\w+=,.@-]}. */
    public static String sourceIdentity(String name) {
        String legal = legal(name.length() < 2 ? name + "__".substring(name.length()) : name);
        return legal.substring(0, Math.min(legal.length(), LONGEST_NAME));
    }

    /** A legal value of a session tag: at most 256 letters, digits, spaces and {@code _.:/=+-@}. */
    public static String tagValue(String value) {
        String legal = ILLEGAL_IN_TAG.matcher(value).replaceAll("_");
        return legal.substring(0, Math.min(legal.length(), LONGEST_TAG));
    }

    private static String legal(String name) {
        return ILLEGAL_IN_NAME.matcher(name).replaceAll("-");
    }
}
