package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.Proc;
import hudson.model.TaskListener;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** This machine: real processes, a folder of the test. Keeps each command that was launched. */
final class LocalSite implements SourceSite {

    final List<List<String>> commands = new ArrayList<>();
    final Map<List<String>, List<String>> environments = new LinkedHashMap<>();
    final EnvVars environment = new EnvVars("GIT_CONFIG_NOSYSTEM", "1");
    Login login;
    AwsSession session;
    Earlier earlier = Earlier.NONE;
    boolean onController;
    boolean gitIsMissing;
    private final Path folder;

    LocalSite(Path folder) {
        this.folder = folder;
        // The configuration of whoever runs the tests must not decide.
        environment.put("HOME", folder.resolve("no-home").toString());
    }

    @Override
    public Earlier earlier(SourceRevision revision) {
        return earlier;
    }

    @Override
    public Launcher launcher() {
        return new Launcher.LocalLauncher(TaskListener.NULL) {
            @Override
            public Proc launch(ProcStarter starter) throws IOException {
                commands.add(starter.cmds());
                environments.put(starter.cmds(), List.of(starter.envs()));
                if (gitIsMissing) {
                    throw new IOException("Cannot run program \"git\"");
                }
                return super.launch(starter);
            }
        };
    }

    @Override
    public FilePath folder() {
        return new FilePath(folder.toFile());
    }

    @Override
    public EnvVars environment() {
        return environment;
    }

    @Override
    public boolean onController() {
        return onController;
    }

    @Override
    public Login login(String id, String url) {
        if (login == null) {
            throw RemoteFailure.refused("There are no credentials with the id '" + id + "'.");
        }
        return login;
    }

    @Override
    public AwsSession session() {
        return session;
    }
}
