package hudson.model;

import hudson.ExtensionPoint;
import hudson.triggers.SafeTimerTask;

public abstract class PeriodicWork extends SafeTimerTask implements ExtensionPoint {
    protected static final long DAY = 24 * 60 * 60 * 1000L;

    public abstract long getRecurrencePeriod();
}
