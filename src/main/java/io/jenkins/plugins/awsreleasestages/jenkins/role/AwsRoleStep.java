package io.jenkins.plugins.awsreleasestages.jenkins.role;

import com.cloudbees.jenkins.plugins.awscredentials.AmazonWebServicesCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import java.util.List;
import java.util.Set;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code awsRole(role: …, credentialsId: …, region: …) { … }}: who the steps inside are in AWS, and where. */
public class AwsRoleStep extends Step {

    private String role;
    private String credentialsId;
    private String region;

    @DataBoundConstructor
    public AwsRoleStep() {}

    public String getRole() {
        return role;
    }

    @DataBoundSetter
    public void setRole(String role) {
        this.role = Util.fixEmptyAndTrim(role);
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    public String getRegion() {
        return region;
    }

    @DataBoundSetter
    public void setRegion(String region) {
        this.region = Util.fixEmptyAndTrim(region);
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        List<String> problems = AwsNames.problems(role, region);
        if (!problems.isEmpty()) {
            throw new AbortException("awsRole: " + String.join(" ", problems));
        }
        return new AwsRoleExecution(context, AwsRoleScope.role(role, credentialsId, region));
    }

    @Extension
    @Symbol("awsRole")
    public static final class DescriptorImpl extends StepDescriptor {

        @Override
        public String getFunctionName() {
            return "awsRole";
        }

        @Override
        public String getDisplayName() {
            return "Use an AWS role";
        }

        @Override
        public boolean takesImplicitBlockArgument() {
            return true;
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class, EnvVars.class);
        }

        @Override
        public Set<? extends Class<?>> getProvidedContext() {
            return Set.of(AwsRoleScope.class);
        }

        @POST
        public FormValidation doCheckRole(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> AwsNames.roleProblem(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public FormValidation doCheckRegion(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> AwsNames.regionProblem(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
            StandardListBoxModel items = new StandardListBoxModel();
            if (!FieldChecks.mayConfigure(item)) {
                return items.includeCurrentValue(credentialsId);
            }
            items.includeEmptyValue();
            if (item == null) {
                items.includeAs(ACL.SYSTEM2, Jenkins.get(), AmazonWebServicesCredentials.class);
            } else {
                items.includeAs(ACL.SYSTEM2, item, AmazonWebServicesCredentials.class);
            }
            return items.includeCurrentValue(credentialsId);
        }
    }
}
