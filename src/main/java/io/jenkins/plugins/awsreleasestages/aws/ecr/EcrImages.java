package io.jenkins.plugins.awsreleasestages.aws.ecr;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.services.ecr.model.DescribeImagesResponse;
import software.amazon.awssdk.services.ecr.model.ImageDetail;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;
import software.amazon.awssdk.services.ecr.model.TagStatus;

/** The images of one repository in Amazon ECR, as a source sees them. */
public record EcrImages(AwsSession session, String repository) {

    /** Of a thousand images each: more calls are no look any more. */
    private static final int MOST_PAGES = 10;

    /**
     * One image.
     *
     * @param registry its account, twelve digits
     * @param repositoryUri where it is: {@code 111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop}
     * @param digest {@code sha256:…}
     * @param bytes its size, packed; of a list of images null
     * @param pushed null where AWS does not say it
     */
    public record Image(
            String registry,
            String repository,
            String repositoryUri,
            String digest,
            List<String> tags,
            Long bytes,
            Instant pushed) {

        /** By which exactly this image is pulled. */
        public String uri() {
            return repositoryUri + "@" + digest;
        }

        /** As CodePipeline's ECR source writes it into {@code imageDetail.json}. */
        public String detail() {
            Map<String, Object> detail = new LinkedHashMap<>();
            detail.put("ImageSizeInBytes", bytes == null ? null : String.valueOf(bytes));
            detail.put("ImageDigest", digest);
            detail.put("Version", "1.0");
            detail.put("ImagePushedAt", pushed == null ? null : pushed.toString());
            detail.put("RegistryId", registry);
            detail.put("RepositoryName", repository);
            detail.put("ImageURI", uri());
            detail.put("ImageTags", tags);
            detail.values().removeIf(value -> value == null);
            return PlainJson.of(detail);
        }
    }

    /** The image that a tag names now. One call. */
    public Image tagged(String tag) {
        return image(ImageIdentifier.builder().imageTag(tag).build(), ":" + tag);
    }

    /** @param digest {@code sha256:…} */
    public Image at(String digest) {
        return image(ImageIdentifier.builder().imageDigest(digest).build(), "@" + digest);
    }

    /**
     * All images that have a tag.
     *
     * @throws RemoteFailure also when there are more than can be looked at
     */
    public List<Image> allTagged() {
        String what = "Looking at the images of " + repository;
        return hinted(() -> AwsFailures.call(session, what, () -> {
            List<Image> images = new ArrayList<>();
            int pages = 0;
            for (DescribeImagesResponse page : session.ecr()
                    .describeImagesPaginator(r -> r.repositoryName(repository)
                            .filter(f -> f.tagStatus(TagStatus.TAGGED))
                            .maxResults(1000))) {
                if (++pages > MOST_PAGES) {
                    throw RemoteFailure.refused(what + " failed: there are more than " + MOST_PAGES
                            + ",000. Let a lifecycle policy of the repository expire what is old.");
                }
                page.imageDetails().stream().map(this::image).forEach(images::add);
            }
            return images;
        }));
    }

    private <T> T hinted(Supplier<T> call) {
        try {
            return call.get();
        } catch (RemoteFailure e) {
            String hint = hint(e.getCause());
            throw hint.isEmpty() ? e : new RemoteFailure(e.kind(), e.getMessage() + hint, e.getCause());
        }
    }

    private Image image(ImageIdentifier id, String name) {
        String what = "Looking at image " + repository + name;
        return hinted(() -> AwsFailures.call(
                session,
                what,
                () ->
                        session
                                .ecr()
                                .describeImages(
                                        r -> r.repositoryName(repository).imageIds(id))
                                .imageDetails()
                                .stream()
                                .map(this::image)
                                .findFirst()
                                .orElseThrow(() -> RemoteFailure.refused(what + " failed: there is no such image."))));
    }

    private Image image(ImageDetail detail) {
        String registry = detail.registryId() + ".dkr.ecr." + session.region().id() + "."
                + PartitionMetadata.of(session.region()).dnsSuffix();
        return new Image(
                detail.registryId(),
                repository,
                registry + "/" + repository,
                detail.imageDigest(),
                List.copyOf(detail.imageTags()),
                detail.imageSizeInBytes(),
                detail.imagePushedAt());
    }

    private String hint(Throwable cause) {
        if (!(cause instanceof SdkException e)) {
            return "";
        }
        return switch (AwsFailures.code(e)) {
            case "RepositoryNotFoundException" -> " Correct repository, or create it.";
            case "ImageNotFoundException" -> " Correct tag, or push the image.";
            case "AccessDeniedException" -> " The role needs ecr:DescribeImages on the repository.";
            default -> "";
        };
    }
}
