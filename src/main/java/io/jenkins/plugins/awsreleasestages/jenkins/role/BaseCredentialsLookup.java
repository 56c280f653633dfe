package io.jenkins.plugins.awsreleasestages.jenkins.role;

import com.cloudbees.jenkins.plugins.awscredentials.AWSCredentialsImpl;
import com.cloudbees.jenkins.plugins.awscredentials.AmazonWebServicesCredentials;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import hudson.Util;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.aws.BaseCredentials;
import io.jenkins.plugins.awsreleasestages.aws.RoleHop;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** What a session begins with: keys, an identity token, or who the controller is. */
final class BaseCredentialsLookup {

    /** A token is a few kilobytes; a file of another kind is not to be read whole. */
    private static final int LONGEST_TOKEN = 64 * 1024;

    private BaseCredentialsLookup() {}

    /**
     * What was found.
     *
     * @param roles the role that belongs to the credentials themselves, assumed before any other; mostly none
     */
    record Found(BaseCredentials base, List<RoleHop> roles) {}

    /** @throws RemoteFailure when there are none, or they are of a kind that AWS knows nothing of */
    static Found find(String id, Requester requester) {
        StandardCredentials found = found(id, requester);
        requester.track(found);
        if (found instanceof AWSCredentialsImpl keys) {
            return keys(keys);
        }
        if (found instanceof AmazonWebServicesCredentials keys) {
            return new Found(keys(id, resolved(keys).accessKeyId(), keys), List.of());
        }
        token(found);
        BaseCredentials token =
                new BaseCredentials.WebIdentity(id + " of " + requester.place(), () -> token(found(id, requester)));
        return new Found(token, List.of());
    }

    /** Their own role is a hop like any other: assumed once, and renewed, instead of anew for each call. */
    private static Found keys(AWSCredentialsImpl keys) {
        if (keys.requiresToken()) {
            throw RemoteFailure.refused("The credentials '" + keys.getId()
                    + "' ask for the code of an MFA device, which a build does not have. Name others.");
        }
        BaseCredentials base = Util.fixEmptyAndTrim(keys.getAccessKey()) == null
                ? ofController("The credentials '" + keys.getId() + "' hold no keys")
                : keys(
                        keys.getId(),
                        keys.getAccessKey(),
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(
                                keys.getAccessKey(), keys.getSecretKey().getPlainText())));
        String role = Util.fixEmptyAndTrim(keys.getIamRoleArn());
        if (role == null) {
            return new Found(base, List.of());
        }
        Duration duration = Duration.ofSeconds(keys.getStsTokenDuration());
        return new Found(base, List.of(new RoleHop(role, Util.fixEmptyAndTrim(keys.getIamExternalId()), duration)));
    }

    /** Changed keys are other credentials: a session that was made with the old ones is not used again. */
    private static BaseCredentials keys(String id, String accessKey, AwsCredentialsProvider provider) {
        return new BaseCredentials.Keys(id + "/" + accessKey, provider);
    }

    private static AwsCredentials resolved(AmazonWebServicesCredentials keys) {
        AwsCredentials resolved = keys.resolveCredentials();
        if (resolved == null) {
            throw RemoteFailure.refused("The credentials '" + keys.getId() + "' hold no keys.");
        }
        return resolved;
    }

    /** @throws RemoteFailure unless the administrator allows it */
    static Found ofController() {
        return new Found(ofController("No AWS credentials are named"), List.of());
    }

    private static BaseCredentials ofController(String reason) {
        if (!AwsReleaseStagesConfiguration.get().isControllerIdentity()) {
            throw RemoteFailure.refused(reason + ", and this controller does not lend its own identity to jobs."
                    + " Surround the step with awsRole(environment: '…') or awsRole(credentialsId: '…').");
        }
        return new BaseCredentials.Keys("controller", ControllerIdentity.PROVIDER);
    }

    private static StandardCredentials found(String id, Requester requester) {
        StandardCredentials found = requester.find(id);
        if (found == null) {
            throw RemoteFailure.refused("There are no AWS credentials with the id '" + id
                    + "' that this job may use. Create them in Jenkins (kind \"AWS Credentials\", or an identity token"
                    + " as \"Secret text\" or \"Secret file\"), globally or in the job's folder, or correct"
                    + " credentialsId.");
        }
        return found;
    }

    private static String token(StandardCredentials found) {
        if (found instanceof StringCredentials text) {
            return text.getSecret().getPlainText().trim();
        }
        if (found instanceof FileCredentials file) {
            try (InputStream content = file.getContent()) {
                return new String(content.readNBytes(LONGEST_TOKEN), StandardCharsets.UTF_8).trim();
            } catch (IOException e) {
                throw RemoteFailure.refused("The identity token of the credentials '" + found.getId()
                        + "' cannot be read: " + e.getMessage());
            }
        }
        throw RemoteFailure.refused("The credentials with the id '" + found.getId()
                + "' are of a kind that AWS cannot be asked with. Use \"AWS Credentials\", or an identity token as"
                + " \"Secret text\" or \"Secret file\".");
    }

    /** The choice of a form; who may not configure sees nothing but what was chosen. */
    static ListBoxModel options(Item item, String current) {
        StandardListBoxModel items = new StandardListBoxModel();
        if (!FieldChecks.mayConfigure(item)) {
            return items.includeCurrentValue(current);
        }
        items.includeEmptyValue();
        include(items, item, AmazonWebServicesCredentials.class);
        include(items, item, StringCredentials.class);
        include(items, item, FileCredentials.class);
        return items.includeCurrentValue(current);
    }

    private static void include(StandardListBoxModel items, Item item, Class<? extends StandardCredentials> kind) {
        if (item == null) {
            items.includeAs(ACL.SYSTEM2, Jenkins.get(), kind);
        } else {
            items.includeAs(ItemCredentials.authentication(item), item, kind);
        }
    }

    /** Made on first use: most controllers never need it. */
    private static final class ControllerIdentity {
        static final AwsCredentialsProvider PROVIDER =
                DefaultCredentialsProvider.builder().build();
    }
}
