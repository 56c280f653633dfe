package hudson.model;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.ExtensionPoint;
import hudson.security.ACL;
import hudson.security.AccessControlled;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import java.io.File;
import java.io.IOException;
import java.util.List;
import jenkins.model.RunAction2;
import standalone.Authorities;

public abstract class Run<J extends Job<J, R>, R extends Run<J, R>> extends Actionable
        implements ExtensionPoint, AccessControlled, PersistenceRoot {
    public static final PermissionGroup PERMISSIONS = Authorities.group(Run.class);
    public static final Permission ARTIFACTS = Authorities.permission(PERMISSIONS, "Artifacts");
    protected final transient J project;
    protected long timestamp;
    protected volatile Result result;
    protected volatile String description;
    protected long duration;
    public transient int number;
    private String displayName;

    protected Run(J job, long timestamp) {
        this.project = job;
        this.timestamp = timestamp;
    }

    @Override
    public void addAction(Action action) {
        super.addAction(action);
        if (action instanceof RunAction2 attached) {
            attached.onAttached(this);
        }
    }

    public J getParent() {
        return project;
    }

    public int getNumber() {
        return number;
    }

    public String getId() {
        return Integer.toString(number);
    }

    public final String getExternalizableId() {
        return project.getFullName() + "#" + number;
    }

    public static Run<?, ?> fromExternalizableId(String id) {
        return standalone.Host.get().run(id);
    }

    public Result getResult() {
        return result;
    }

    public void setResult(Result newResult) {
        result = Result.combine(result, newResult);
    }

    public boolean isBuilding() {
        return duration == 0;
    }

    public String getDescription() {
        return description;
    }

    public void setDescription(String description) throws IOException {
        this.description = description;
        save();
    }

    @Override
    public String getDisplayName() {
        return displayName == null ? "#" + number : displayName;
    }

    public boolean hasCustomDisplayName() {
        return displayName != null;
    }

    public void setDisplayName(String value) throws IOException {
        displayName = value;
        save();
    }

    public String getFullDisplayName() {
        return project.getFullDisplayName() + " " + getDisplayName();
    }

    public final long getStartTimeInMillis() {
        return timestamp;
    }

    public long getDuration() {
        return duration;
    }

    public String getUrl() {
        return project.getUrl() + number + "/";
    }

    public R getPreviousBuildInProgress() {
        return null;
    }

    public R getPreviousBuild() {
        return null;
    }

    public List<Cause> getCauses() {
        CauseAction action = getAction(CauseAction.class);
        return action == null ? List.of() : action.getCauses();
    }

    public <T extends Cause> T getCause(Class<T> type) {
        for (Cause cause : getCauses()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    public EnvVars getEnvironment(TaskListener listener) throws IOException, InterruptedException {
        EnvVars env = getCharacteristicEnvVars();
        for (ParametersAction parameters : getActions(ParametersAction.class)) {
            parameters.buildEnvironment(this, env);
        }
        return env;
    }

    public final EnvVars getCharacteristicEnvVars() {
        EnvVars env = new EnvVars();
        env.put("JOB_NAME", project.getFullName());
        env.put("BUILD_NUMBER", getId());
        env.put("BUILD_ID", getId());
        env.put("BUILD_DISPLAY_NAME", getDisplayName());
        env.put("BUILD_TAG", "jenkins-" + project.getFullName().replace('/', '-') + "-" + number);
        return env;
    }

    @Override
    public File getRootDir() {
        return new File(project.getBuildDir(), getId());
    }

    @Override
    public void save() throws IOException {
        throw new AbortException("This run is kept in memory only");
    }

    @Override
    public ACL getACL() {
        return project.getACL();
    }

    @Override
    public String toString() {
        return project.getFullName() + " #" + number;
    }
}
