package hudson.model;

import java.io.File;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;

public abstract class Job<J extends Job<J, R>, R extends Run<J, R>> extends AbstractItem {
    protected transient volatile int nextBuildNumber = 1;

    protected Job(ItemGroup<?> parent, String name) {
        super(parent, name);
    }

    public abstract boolean isBuildable();

    protected abstract SortedMap<Integer, ? extends R> _getRuns();

    protected abstract void removeRun(R run);

    public int getNextBuildNumber() {
        return nextBuildNumber;
    }

    public R getLastBuild() {
        SortedMap<Integer, ? extends R> runs = _getRuns();
        return runs.isEmpty() ? null : runs.get(runs.firstKey());
    }

    public R getBuildByNumber(int number) {
        return _getRuns().get(number);
    }

    public <T extends JobProperty> T getProperty(Class<T> type) {
        return null;
    }

    public File getBuildDir() {
        return new File(getRootDir(), "builds");
    }

    @Override
    public Collection<? extends Job> getAllJobs() {
        return List.of(this);
    }

    public boolean isBuilding() {
        R last = getLastBuild();
        return last != null && last.isBuilding();
    }

    public boolean isInQueue() {
        return false;
    }

    @Override
    public synchronized void save() throws IOException {}
}
