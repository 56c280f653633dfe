package io.jenkins.plugins.awsreleasestages.jenkins.role;

import hudson.Util;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.kohsuke.stapler.DataBoundSetter;

/** A step that can say by itself, without {@code awsRole} around it, in which environment or region it works. */
public abstract class AwsStep extends Step {

    private String environment;
    private String region;

    public String getEnvironment() {
        return environment;
    }

    @DataBoundSetter
    public void setEnvironment(String environment) {
        this.environment = Util.fixEmptyAndTrim(environment);
    }

    public String getRegion() {
        return region;
    }

    @DataBoundSetter
    public void setRegion(String region) {
        this.region = Util.fixEmptyAndTrim(region);
    }

    /** For {@link RunSession#of}; its problems are the step's. */
    protected AwsRoleScope scope() {
        return AwsRoleScope.environment(environment, region);
    }
}
