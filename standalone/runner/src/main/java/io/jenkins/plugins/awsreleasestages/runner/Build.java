package io.jenkins.plugins.awsreleasestages.runner;

import hudson.EnvVars;
import hudson.model.Action;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import jenkins.model.RunAction2;

/** One run of the Jenkinsfile, kept in its own folder. */
final class Build extends Run<LocalJob, Build> {
    static final String JENKINSFILE = "Jenkinsfile";
    static final String RECORD = "build.xml";
    static final String PROGRAM = "program.dat";
    static final String LOG = "build.log";
    static final String RESULT = "result.json";

    private final Path folder;
    private final BuildRecord record;
    /** Of this process; what the run was started with comes before it. */
    private final Map<String, String> surroundings = new LinkedHashMap<>();

    private String written = "";

    private Build(LocalJob job, Path folder, BuildRecord record) {
        super(job, record.started);
        this.folder = folder;
        this.record = record;
        this.number = record.number;
        this.description = record.description;
        this.result = record.result == null ? null : Result.fromString(record.result);
    }

    static Build open(Path folder) throws IOException {
        BuildRecord record = BuildRecord.read(folder.resolve(RECORD));
        LocalJob job = new LocalJob(jobName(record));
        Build build = new Build(job, folder, record);
        job.add(build);
        for (Action action : record.actions) {
            build.restore(action);
            if (action instanceof RunAction2 attached) {
                attached.onLoad(build);
            }
        }
        if (record.displayName != null) {
            build.setDisplayName(record.displayName);
        }
        return build;
    }

    /** Without what {@link #addAction} does to a new one. */
    @SuppressWarnings("deprecation")
    private void restore(Action action) {
        getActions().add(action);
    }

    private static String jobName(BuildRecord record) {
        return record.env.getOrDefault("JOB_NAME", "local");
    }

    Path folder() {
        return folder;
    }

    BuildRecord record() {
        return record;
    }

    boolean finished() {
        return Files.exists(folder.resolve(RESULT));
    }

    boolean begun() {
        return Files.exists(folder.resolve(PROGRAM));
    }

    Map<String, String> params() {
        return record.params;
    }

    /** There is no page of it anywhere. */
    @Override
    public String getUrl() {
        return "";
    }

    /** Written when an action comes or goes, and whenever the program is saved; only when something changed. */
    @Override
    public synchronized void save() throws IOException {
        record.result = result == null ? null : result.toString();
        record.description = description;
        record.displayName = hasCustomDisplayName() ? getDisplayName() : null;
        record.actions = new java.util.ArrayList<>(getAllActions());
        String xml = record.toXml();
        if (!xml.equals(written)) {
            AtomicFile.write(folder.resolve(RECORD), xml);
            written = xml;
        }
    }

    @Override
    public void addAction(Action action) {
        super.addAction(action);
        saveNow();
    }

    @Override
    public boolean addOrReplaceAction(Action action) {
        boolean changed = super.addOrReplaceAction(action);
        if (action instanceof RunAction2 attached) {
            attached.onAttached(this);
        }
        saveNow();
        return changed;
    }

    private void saveNow() {
        try {
            save();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public EnvVars getEnvironment(TaskListener listener) throws IOException, InterruptedException {
        EnvVars env = super.getEnvironment(listener);
        env.putAll(surroundings);
        env.putAll(record.params);
        env.putAll(record.env);
        return env;
    }

    /** A variable that every step and command of this run sees, unless the run says otherwise. */
    void useInCommands(String name, String value) {
        surroundings.put(name, value);
    }

    void ended(Result end, long millis) {
        result = end;
        duration = Math.max(1, millis);
    }
}
