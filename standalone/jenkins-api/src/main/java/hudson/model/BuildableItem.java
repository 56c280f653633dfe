package hudson.model;


public interface BuildableItem extends Item, Queue.Task {
    default boolean scheduleBuild() {
        return scheduleBuild(0);
    }

    boolean scheduleBuild(Cause cause);

    default boolean scheduleBuild(int quietPeriod) {
        return scheduleBuild(quietPeriod, null);
    }

    boolean scheduleBuild(int quietPeriod, Cause cause);
}
