package io.jenkins.plugins.awsreleasestages.jenkins.notice;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.notice.Notice;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** One that takes JSON by HTTP at an address that is a secret: who knows it may write there. */
public abstract class HttpReceiver extends NoticeReceiver {

    private final String credentialsId;

    protected HttpReceiver(String credentialsId) {
        this.credentialsId = EmptyFields.kept(credentialsId);
    }

    public final String getCredentialsId() {
        return credentialsId;
    }

    /** What is sent, as JSON. */
    abstract String payload(Notice notice, int attempt);

    @Override
    protected final Map<String, String> said() {
        return Map.of("credentialsId", credentialsId);
    }

    @Override
    protected final List<String> ownProblems() {
        String problem = problem(credentialsId);
        return problem == null ? List.of() : List.of(problem);
    }

    /** Credentials that are not there yet are no mistake: they may be created after this. */
    private static String problem(String credentialsId) {
        return EmptyFields.orNull(credentialsId) == null
                ? "credentialsId: say which secret text holds the address."
                : null;
    }

    @Override
    public final String inWords() {
        return getDescriptor().getDisplayName() + " (credentials '" + credentialsId + "')";
    }

    @Override
    public final CompletableFuture<?> send(Notice notice, int attempt, Item place) {
        return WebhookCalls.get().post(address(place), payload(notice, attempt));
    }

    private String address(Item place) {
        StringCredentials found = place == null
                ? CredentialsProvider.findCredentialByIdInItemGroup(
                        credentialsId, StringCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of())
                : CredentialsProvider.findCredentialByIdInItem(
                        credentialsId, StringCredentials.class, place, ACL.SYSTEM2, List.of());
        if (found == null) {
            throw RemoteFailure.refused("There are no credentials of the kind \"Secret text\" with the id '"
                    + credentialsId + "'" + (place == null ? "." : " in folder '" + place.getFullName() + "'."));
        }
        return found.getSecret().getPlainText().trim();
    }

    /** What the forms of such receivers have in common. */
    public abstract static class HttpDescriptor extends ReceiverDescriptor {

        @POST
        public FormValidation doCheckCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> problem(value));
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
            StandardListBoxModel items = new StandardListBoxModel();
            if (FieldChecks.mayConfigure(item)) {
                items.includeEmptyValue();
                if (item == null) {
                    items.includeAs(ACL.SYSTEM2, Jenkins.get(), StringCredentials.class);
                } else {
                    items.includeAs(ACL.SYSTEM2, item, StringCredentials.class);
                }
            }
            return items.includeCurrentValue(credentialsId);
        }
    }
}
