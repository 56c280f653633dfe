package io.jenkins.plugins.awsreleasestages.jenkins.role;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.aws.RoleHop;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** {@code awsRole(role: …, credentialsId: …, region: …) { … }}: who the steps inside are in AWS, and where. */
public class AwsRoleStep extends Step {

    private String environment;
    private String role;
    private String credentialsId;
    private String region;
    private String externalId;
    private Integer durationMinutes;
    private String sessionPolicy;
    private String sourceIdentity;
    private boolean exportKeys;

    @DataBoundConstructor
    public AwsRoleStep() {}

    public String getRole() {
        return role;
    }

    @DataBoundSetter
    public void setRole(String role) {
        this.role = EmptyFields.kept(role);
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = EmptyFields.kept(credentialsId);
    }

    public String getRegion() {
        return region;
    }

    @DataBoundSetter
    public void setRegion(String region) {
        this.region = EmptyFields.kept(region);
    }

    public String getEnvironment() {
        return environment;
    }

    @DataBoundSetter
    public void setEnvironment(String environment) {
        this.environment = EmptyFields.kept(environment);
    }

    public String getExternalId() {
        return externalId;
    }

    @DataBoundSetter
    public void setExternalId(String externalId) {
        this.externalId = EmptyFields.kept(externalId);
    }

    public Integer getDurationMinutes() {
        return durationMinutes;
    }

    @DataBoundSetter
    public void setDurationMinutes(Integer durationMinutes) {
        this.durationMinutes = durationMinutes;
    }

    public String getSessionPolicy() {
        return sessionPolicy;
    }

    @DataBoundSetter
    public void setSessionPolicy(String sessionPolicy) {
        this.sessionPolicy = EmptyFields.kept(sessionPolicy);
    }

    public String getSourceIdentity() {
        return sourceIdentity;
    }

    @DataBoundSetter
    public void setSourceIdentity(String sourceIdentity) {
        this.sourceIdentity = EmptyFields.kept(sourceIdentity);
    }

    public boolean isExportKeys() {
        return exportKeys;
    }

    @DataBoundSetter
    public void setExportKeys(boolean exportKeys) {
        this.exportKeys = exportKeys;
    }

    /**
     * @param expansion what a text of a freestyle job's form stands for
     * @throws AbortException says all that is wrong
     */
    AwsRoleScope scope(Expansion expansion) throws AbortException {
        Expansion names = expansion;
        AwsRoleScope scope = new AwsRoleScope(
                names.of(environment),
                names.of(role),
                EmptyFields.orNull(credentialsId),
                names.of(region),
                names.of(externalId),
                durationMinutes,
                // Variables in it are IAM's.
                EmptyFields.orNull(sessionPolicy),
                names.of(sourceIdentity),
                exportKeys);
        List<String> problems = new ArrayList<>(scope.problems());
        problems.addAll(EmptyFields.problems(this, names, problems));
        if (!problems.isEmpty()) {
            throw new AbortException("awsRole: " + String.join(" ", problems));
        }
        return scope;
    }

    @Override
    public StepExecution start(StepContext context) throws Exception {
        return new AwsRoleExecution(context, scope(Expansion.NONE));
    }

    @Extension
    @Symbol("awsRole")
    public static final class DescriptorImpl extends StepDescriptor implements EnvironmentForm {

        @Override
        public String getFunctionName() {
            return "awsRole";
        }

        @Override
        public String getDisplayName() {
            return "Use an AWS role";
        }

        @Override
        public Step newInstance(StaplerRequest2 request, JSONObject form) throws Descriptor.FormException {
            EmptyFields.forget(form);
            return super.newInstance(request, form);
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
            return FieldChecks.problemUnlessVariable(
                    item, value, () -> AwsNames.roleProblem(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
            return BaseCredentialsLookup.options(item, credentialsId);
        }

        @POST
        public FormValidation doCheckDurationMinutes(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.guarded(
                    item,
                    () -> Util.fixEmptyAndTrim(value) == null
                            ? FormValidation.ok()
                            : FormValidation.validateIntegerInRange(
                                    value, (int) RoleHop.SHORTEST.toMinutes(), (int) RoleHop.LONGEST.toMinutes()));
        }

        @POST
        public FormValidation doCheckSessionPolicy(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> AwsNames.policyProblem(Util.fixEmptyAndTrim(value)));
        }
    }
}
