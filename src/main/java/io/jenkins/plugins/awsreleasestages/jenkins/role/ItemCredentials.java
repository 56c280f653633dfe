package io.jenkins.plugins.awsreleasestages.jenkins.role;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.IdCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import hudson.model.Item;
import hudson.model.Queue;
import hudson.model.queue.Tasks;
import hudson.security.ACL;
import java.util.List;
import org.springframework.security.core.Authentication;

/** Credentials for what a job does between its builds, such as a trigger's look: those that its builds may use. */
public final class ItemCredentials {

    private ItemCredentials() {}

    /** As whom the builds of a job run; a folder has none. */
    public static Authentication authentication(Item item) {
        return item instanceof Queue.Task task ? Tasks.getAuthenticationOf2(task) : ACL.SYSTEM2;
    }

    /** @return null where there are none that may be used */
    public static <C extends IdCredentials> C find(
            String id, Class<C> type, Item item, List<DomainRequirement> domains) {
        Authentication as = authentication(item);
        C own = CredentialsProvider.findCredentialByIdInItem(id, type, item, as, domains);
        // As for a build: who may use the job's credentials gets them.
        boolean further =
                own == null && !ACL.SYSTEM2.equals(as) && item.hasPermission2(as, CredentialsProvider.USE_ITEM);
        return further ? CredentialsProvider.findCredentialByIdInItem(id, type, item, ACL.SYSTEM2, domains) : own;
    }
}
