package io.jenkins.plugins.awsreleasestages.jenkins.source;

import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.source.CommitAuthors;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;

/**
 * Where a source is looked at, and with whose credentials: a step on its agent, a trigger on the controller. Everything
 * is asked for at each use, on a worker thread.
 */
public interface SourceSite {

    /** A user and a password, or a token in its place; lives as long as one command. */
    record Login(String username, String password) {

        static Login of(StandardUsernamePasswordCredentials found, String id) {
            if (found == null) {
                throw RemoteFailure.refused("There are no credentials with the id '" + id
                        + "' that this job may use for this URL. Create them in Jenkins (kind \"Username with"
                        + " password\"), globally or in the job's folder, or correct credentialsId.");
            }
            return new Login(found.getUsername(), found.getPassword().getPlainText());
        }

        @Override
        public String toString() {
            return username;
        }
    }

    /**
     * What was brought in of a source before.
     *
     * @param revision null where nothing was
     * @param released whether the run that did so has succeeded: if not, what it brought is still to be released
     */
    record Earlier(SourceRevision revision, boolean released) {

        static final Earlier NONE = new Earlier(null, true);

        /** Null where nothing was brought in. */
        String id() {
            return revision == null ? null : revision.id();
        }

        /** Who has written what is released now. */
        CommitAuthors and(CommitAuthors now) {
            if (released) {
                return now;
            }
            CommitAuthors before = revision.authors();
            return before.signatures().isEmpty()
                    ? now.butFor("a run before, which has not succeeded, did not look who has written what it brought")
                    : now.and(before);
        }
    }

    /** What was brought in before of the same source as this revision. */
    Earlier earlier(SourceRevision revision);

    /** The run of a step; null for a trigger. */
    default Run<?, ?> run() {
        return null;
    }

    /** The log of the run, or nowhere. */
    default TaskListener listener() {
        return TaskListener.NULL;
    }

    Launcher launcher() throws IOException, InterruptedException;

    /** The folder that commands run in; for a step the one that the files go to. */
    FilePath folder() throws IOException, InterruptedException;

    /** What is added to the environment of commands. */
    EnvVars environment() throws IOException, InterruptedException;

    /** Whether commands run on the controller: they must not borrow what belongs to the controller. */
    boolean onController();

    /**
     * The user and password of Jenkins credentials.
     *
     * @param id the id of the credentials
     * @param url what they are for: they may be limited to a host
     * @throws RemoteFailure when there are none with that id
     */
    Login login(String id, String url) throws IOException, InterruptedException;

    /** @throws RemoteFailure when no credentials or no region are named */
    AwsSession session();
}
