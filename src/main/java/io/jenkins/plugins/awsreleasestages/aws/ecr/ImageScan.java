package io.jenkins.plugins.awsreleasestages.aws.ecr;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.ecr.model.DescribeImageScanFindingsResponse;
import software.amazon.awssdk.services.ecr.model.EnhancedImageScanFinding;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;
import software.amazon.awssdk.services.ecr.model.ImageScanStatus;
import software.amazon.awssdk.services.ecr.model.ScanNotFoundException;

/**
 * What ECR, or Inspector for it, has found in one image.
 *
 * @param image {@code checkout:1.7}, {@code checkout@sha256:…}, or the same with the host of its registry
 */
public record ImageScan(String image) {

    private static final Pattern IMAGE =
            Pattern.compile("(?:(?<registry>\\d{12})\\.dkr\\.ecr\\.(?<region>[a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?/)?"
                    + "(?<repository>[a-z0-9][a-z0-9._/-]{0,255})"
                    + "(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9._-]{0,299})|@(?<digest>sha256:[0-9a-f]{64}))");

    /** Of a thousand findings each: more calls are no look any more. */
    private static final int MOST_PAGES = 10;

    private static final String NO_SCAN = "NO_SCAN";

    /** Something that was found; a name that is found in several packages is found once. */
    public record Finding(String name, String severity) {}

    /**
     * How the scan stands.
     *
     * @param status as ECR has it; {@code NO_SCAN} where there is none
     * @param words what ECR says to that
     * @param digest null where there is no scan
     */
    public record Found(String status, String words, String digest, Set<Finding> findings) {

        public boolean isComplete() {
            return List.of("COMPLETE", "ACTIVE").contains(status);
        }

        public boolean isToCome() {
            return List.of("IN_PROGRESS", "PENDING", NO_SCAN).contains(status);
        }

        /** What to do where it is not complete. */
        public String advice() {
            return switch (status) {
                case NO_SCAN -> "there is no scan yet. Let the registry scan on push, or start one";
                case "IN_PROGRESS", "PENDING" -> "the scan is not complete yet";
                case "UNSUPPORTED_IMAGE" ->
                    "ECR cannot scan this kind of image. Scan it in the build, and leave this rule out";
                case "SCAN_ELIGIBILITY_EXPIRED" ->
                    "the image is no longer scanned. Push it again, or have images scanned for longer";
                default -> "the scan ended with " + status + ". Start it again";
            };
        }
    }

    /** What is wrong with the image's name, or null. */
    public String problem() {
        return IMAGE.matcher(image).matches()
                ? null
                : "'" + image + "' has to be like checkout:1.7 or checkout@sha256:…, also with its registry in front.";
    }

    /** @throws RemoteFailure also when there are more findings than can be looked at */
    public Found ask(AwsSession session) {
        Matcher parts = IMAGE.matcher(image);
        if (!parts.matches()) {
            throw RemoteFailure.refused(problem());
        }
        String there = parts.group("region");
        if (there != null && !there.equals(session.region().id())) {
            throw RemoteFailure.refused("the image is in " + there + ", and "
                    + session.region().id() + " is asked. Say region: '" + there + "'");
        }
        ImageIdentifier id = ImageIdentifier.builder()
                .imageTag(parts.group("tag"))
                .imageDigest(parts.group("digest"))
                .build();
        return AwsFailures.call(session, "Looking at the scan of image " + image, () -> {
            try {
                return found(session.ecr()
                        .describeImageScanFindingsPaginator(r -> r.registryId(parts.group("registry"))
                                .repositoryName(parts.group("repository"))
                                .imageId(id)
                                .maxResults(1000)));
            } catch (ScanNotFoundException e) {
                return new Found(NO_SCAN, "", null, Set.of());
            }
        });
    }

    Found found(Iterable<DescribeImageScanFindingsResponse> pages) {
        Set<Finding> findings = new LinkedHashSet<>();
        ImageScanStatus status = null;
        String digest = null;
        int read = 0;
        for (DescribeImageScanFindingsResponse page : pages) {
            if (++read > MOST_PAGES) {
                throw RemoteFailure.refused("there are more than " + MOST_PAGES + ",000 findings in " + image);
            }
            status = page.imageScanStatus();
            digest = page.imageId() == null ? null : page.imageId().imageDigest();
            if (page.imageScanFindings() != null) {
                page.imageScanFindings()
                        .findings()
                        .forEach(one -> findings.add(new Finding(one.name(), one.severityAsString())));
                page.imageScanFindings().enhancedFindings().stream()
                        .filter(one -> "ACTIVE".equals(Objects.requireNonNullElse(one.status(), "ACTIVE")))
                        .forEach(one -> findings.add(new Finding(name(one), one.severity())));
            }
        }
        String stands = status == null ? "no status" : status.statusAsString();
        return new Found(stands, status == null ? "" : Objects.toString(status.description(), ""), digest, findings);
    }

    private static String name(EnhancedImageScanFinding finding) {
        String id = finding.packageVulnerabilityDetails() == null
                ? null
                : finding.packageVulnerabilityDetails().vulnerabilityId();
        return id == null ? finding.title() : id;
    }
}
