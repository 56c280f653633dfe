package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.template.ArtifactFolder;
import io.jenkins.plugins.awsreleasestages.template.S3Location;
import io.jenkins.plugins.awsreleasestages.template.Template;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * Templates that are too large for a request, in the artifact store.
 *
 * @param store {@code s3://bucket/prefix}; null when none is named
 */
public record StoredTemplate(AwsSession session, String store) {

    /**
     * Reads one that is there, and is what its name says: the agent has named it. Does I/O.
     *
     * @throws RemoteFailure of kind REFUSED when it is another
     */
    public static String read(AwsSession session, S3Location object) {
        byte[] bytes = AwsFailures.call(
                        session,
                        "Reading the packaged template " + object.uri(),
                        () -> session.s3()
                                .getObjectAsBytes(r -> r.bucket(object.bucket())
                                        .key(object.key())
                                        .range("bytes=0-" + Template.LARGEST)))
                .asByteArrayUnsafe();
        if (!object.key().endsWith(ChangeSetContent.sha256(bytes) + ".template")) {
            throw RemoteFailure.refused("template: " + object.uri()
                    + " is not what was packaged: it has another content than its name says. Nothing was started.");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /**
     * Sends the template, unless the same is there already.
     *
     * @return where CloudFormation finds it
     */
    String upload(Template template) {
        if (store == null) {
            throw RemoteFailure.refused("template: " + template.file() + " has " + template.size()
                    + " bytes; more than " + Template.LARGEST_BODY + " go through a bucket. Name one with store:"
                    + " 's3://bucket/prefix'. Nothing was started.");
        }
        ArtifactStore place = ArtifactStore.parse(store);
        byte[] bytes = template.text().getBytes(StandardCharsets.UTF_8);
        String key = place.key("templates/" + ChangeSetContent.sha256(bytes) + ".template");
        if (place.zip(key).find(session).isEmpty()) {
            AwsFailures.call(
                    session,
                    "Sending the template to " + place.location(key),
                    () -> session.s3().putObject(r -> r.bucket(place.bucket()).key(key), RequestBody.fromBytes(bytes)));
        }
        String endpoint = ArtifactFolder.in(session.region().id(), place.bucket(), place.prefix())
                .endpoint();
        return new S3Location(place.bucket(), key).url(endpoint);
    }
}
