package io.jenkins.plugins.awsreleasestages.runner;

import hudson.model.Job;
import java.io.File;
import java.util.SortedMap;
import java.util.TreeMap;
import jenkins.model.Jenkins;

/** The one job there is: the Jenkinsfile. */
final class LocalJob extends Job<LocalJob, Build> {
    private final TreeMap<Integer, Build> builds = new TreeMap<>();

    LocalJob(String name) {
        super(Jenkins.get(), name);
    }

    void add(Build build) {
        builds.put(build.number, build);
    }

    @Override
    public File getBuildDir() {
        return new File(getRootDir(), "builds");
    }

    @Override
    public boolean isBuildable() {
        return true;
    }

    @Override
    protected SortedMap<Integer, Build> _getRuns() {
        return builds;
    }

    @Override
    protected void removeRun(Build run) {
        builds.remove(run.number);
    }
}
