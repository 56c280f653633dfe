package hudson.init;

public enum InitMilestone {
    STARTED,
    SYSTEM_CONFIG_LOADED,
    JOB_LOADED,
    JOB_CONFIG_ADAPTED,
    COMPLETED
}
