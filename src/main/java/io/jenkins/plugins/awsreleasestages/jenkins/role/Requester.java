package io.jenkins.plugins.awsreleasestages.jenkins.role;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.model.Cause;
import hudson.model.Item;
import hudson.model.Run;
import hudson.security.ACL;
import io.jenkins.plugins.awsreleasestages.aws.SessionRequest;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import jenkins.model.Jenkins;

/** On whose behalf a session is made: that decides what may be used, and is what CloudTrail says. */
sealed interface Requester {

    /** The job, or the folder whose form it is; null for the global form. */
    Item item();

    String sessionName();

    Map<String, String> tags();

    /** @return null where there are none that may be used */
    StandardCredentials find(String id);

    void track(StandardCredentials credentials);

    default String fullName() {
        return item() == null ? "" : item().getFullName();
    }

    /** Where credentials are looked up: the same id may mean something else in another folder. */
    default String place() {
        return item() == null ? "" : item().getParent().getFullName();
    }

    /** A build: its folder and its authentication count. */
    record OfRun(Run<?, ?> run) implements Requester {

        /** Usage is written to disk; once a run is enough for sessions that are asked for at every look. */
        private static final Map<Run<?, ?>, Set<String>> TRACKED = Collections.synchronizedMap(new WeakHashMap<>());

        @Override
        public Item item() {
            return run.getParent();
        }

        @Override
        public String sessionName() {
            return SessionRequest.sessionName(fullName(), run.getNumber());
        }

        @Override
        public Map<String, String> tags() {
            Map<String, String> tags = new LinkedHashMap<>();
            tags.put("job", SessionRequest.tagValue(fullName()));
            tags.put(SessionRequest.BUILD_TAG, String.valueOf(run.getNumber()));
            Cause.UserIdCause user = run.getCause(Cause.UserIdCause.class);
            if (user != null && user.getUserId() != null) {
                tags.put("user", SessionRequest.tagValue(user.getUserId()));
            }
            return tags;
        }

        @Override
        public StandardCredentials find(String id) {
            return CredentialsProvider.findCredentialById(id, StandardCredentials.class, run);
        }

        @Override
        public void track(StandardCredentials credentials) {
            if (TRACKED.computeIfAbsent(run, absent -> Collections.synchronizedSet(new HashSet<>()))
                    .add(credentials.getId())) {
                CredentialsProvider.track(run, credentials);
            }
        }
    }

    /**
     * What happens between builds: a trigger's look, the test of a form.
     *
     * @param what the part of the job or folder that acts, such as {@code poll}
     */
    record OfItem(Item item, String what) implements Requester {

        @Override
        public String sessionName() {
            return SessionRequest.sessionName(fullName(), what);
        }

        @Override
        public Map<String, String> tags() {
            return item == null ? Map.of() : Map.of("job", SessionRequest.tagValue(fullName()));
        }

        @Override
        public StandardCredentials find(String id) {
            return item == null
                    ? CredentialsProvider.findCredentialByIdInItemGroup(
                            id, StandardCredentials.class, Jenkins.get(), ACL.SYSTEM2, List.of())
                    : ItemCredentials.find(id, StandardCredentials.class, item, List.of());
        }

        /** A look every few minutes says nothing about who uses them; the builds it starts do. */
        @Override
        public void track(StandardCredentials credentials) {}
    }
}
