package hudson.model;

import java.io.File;
import java.util.SortedMap;

public abstract class Job<J extends Job<J, R>, R extends Run<J, R>> extends AbstractItem {
    protected Job(ItemGroup<?> parent, String name) {
        super(parent, name);
    }

    public abstract boolean isBuildable();

    protected abstract SortedMap<Integer, ? extends R> _getRuns();

    protected abstract void removeRun(R run);

    public R getLastBuild() {
        SortedMap<Integer, ? extends R> runs = _getRuns();
        return runs.isEmpty() ? null : runs.get(runs.firstKey());
    }

    public R getLastSuccessfulBuild() {
        for (R run : _getRuns().values()) {
            if (!run.isBuilding() && run.getResult() == Result.SUCCESS) {
                return run;
            }
        }
        return null;
    }

    public R getBuildByNumber(int n) {
        return _getRuns().get(n);
    }

    public <T extends JobProperty> T getProperty(Class<T> type) {
        return null;
    }

    public File getBuildDir() {
        return new File(getRootDir(), "builds");
    }
}
