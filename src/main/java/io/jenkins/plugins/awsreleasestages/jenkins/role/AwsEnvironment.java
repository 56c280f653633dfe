package io.jenkins.plugins.awsreleasestages.jenkins.role;

import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.model.Descriptor.FormException;
import hudson.model.Item;
import hudson.model.Job;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.aws.CallerIdentity;
import io.jenkins.plugins.awsreleasestages.aws.RoleHop;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** A name for an account, a region and how to get in: what a Jenkinsfile says instead of an ARN and credentials. */
public class AwsEnvironment extends AbstractDescribableImpl<AwsEnvironment> {

    static final int DEFAULT_MINUTES = 60;

    private final String name;
    private String account;
    private String region;
    private String roles;
    private String externalId;
    private String credentialsId;
    private int durationMinutes = DEFAULT_MINUTES;
    private String artifactStore;
    private String allowed;
    private boolean evidence;

    @DataBoundConstructor
    public AwsEnvironment(String name) {
        this.name = Util.fixEmptyAndTrim(name);
    }

    /** Where an environment that a job sees is defined: a folder's full name, empty for the global ones. */
    public static Optional<String> place(Item job, String name) {
        return FolderEnvironments.seenFrom(job).place(name, job.getFullName());
    }

    public String getName() {
        return name;
    }

    public String getAccount() {
        return account;
    }

    /** @param account the twelve digits of the account that the last role must be of; empty to compare nothing */
    @DataBoundSetter
    public void setAccount(String account) {
        this.account = EmptyFields.kept(account);
    }

    public String getRegion() {
        return region;
    }

    @DataBoundSetter
    public void setRegion(String region) {
        this.region = EmptyFields.kept(region);
    }

    public String getRoles() {
        return roles;
    }

    /** @param roles the ARN of a role, or of several, one a line, assumed one after another */
    @DataBoundSetter
    public void setRoles(String roles) {
        this.roles = EmptyFields.kept(roles);
    }

    public String getExternalId() {
        return externalId;
    }

    /** @param externalId what the trust policy of the last role asks for */
    @DataBoundSetter
    public void setExternalId(String externalId) {
        this.externalId = EmptyFields.kept(externalId);
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    /** @param credentialsId empty for the controller's own identity */
    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = EmptyFields.kept(credentialsId);
    }

    public int getDurationMinutes() {
        return durationMinutes;
    }

    @DataBoundSetter
    public void setDurationMinutes(int durationMinutes) {
        this.durationMinutes = durationMinutes;
    }

    public String getArtifactStore() {
        return artifactStore;
    }

    /** @param artifactStore {@code s3://bucket/prefix}, for steps that name no other */
    @DataBoundSetter
    public void setArtifactStore(String artifactStore) {
        this.artifactStore = EmptyFields.kept(artifactStore);
    }

    public String getAllowed() {
        return allowed;
    }

    /** @param allowed patterns of names of jobs and folders below, one a line; empty for all */
    @DataBoundSetter
    public void setAllowed(String allowed) {
        this.allowed = EmptyFields.kept(allowed);
    }

    public boolean isEvidence() {
        return evidence;
    }

    /** @param evidence whether the evidence of releases of jobs that may use it is kept in its artifact store */
    @DataBoundSetter
    public void setEvidence(boolean evidence) {
        this.evidence = evidence;
    }

    List<String> allowedPatterns() {
        return lines(allowed);
    }

    List<RoleHop> hops() {
        List<String> arns = lines(roles);
        return arns.stream()
                .map(arn -> {
                    boolean last = arn.equals(arns.get(arns.size() - 1));
                    return new RoleHop(arn, last ? externalId : null, Duration.ofMinutes(durationMinutes));
                })
                .toList();
    }

    private static List<String> lines(String text) {
        return Util.fixNull(text)
                .lines()
                .map(String::trim)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** What is wrong, a sentence each. */
    private List<String> problems() {
        List<String> problems = new ArrayList<>(Stream.of(
                        AwsNames.environmentProblem(name),
                        AwsNames.accountProblem(account),
                        AwsNames.regionProblem(region),
                        rolesProblem(roles, account),
                        externalId != null && roles == null
                                ? "externalId: there is no role that could ask for it."
                                : null,
                        AwsNames.durationProblem(durationMinutes),
                        ArtifactStore.problem("artifactStore", EmptyFields.orNull(artifactStore)),
                        evidence && artifactStore == null
                                ? "evidence: there is no artifactStore in which it could be kept."
                                : null)
                .filter(Objects::nonNull)
                .toList());
        problems.addAll(EmptyFields.problems(this, Expansion.NONE, problems));
        problems.replaceAll(problem -> "environment " + name + ": " + problem);
        return problems;
    }

    private static String rolesProblem(String roles, String account) {
        List<String> arns = lines(roles);
        for (String arn : arns) {
            if (AwsNames.roleProblem(arn) != null) {
                return AwsNames.roleProblem(arn);
            }
        }
        if (new HashSet<>(arns).size() < arns.size()) {
            return "roles: a role is there twice.";
        }
        String last = arns.isEmpty() ? null : arns.get(arns.size() - 1);
        return last == null || account == null || last.contains("::" + account + ":")
                ? null
                : "account: the role " + last + " is not of account " + account + ".";
    }

    /** A list that Jenkins's own serializer takes. @throws IllegalArgumentException says all that is wrong */
    static List<AwsEnvironment> checked(List<AwsEnvironment> environments) {
        List<AwsEnvironment> all = environments == null ? new ArrayList<>() : new ArrayList<>(environments);
        List<String> problems = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (AwsEnvironment environment : all) {
            problems.addAll(environment.problems());
            if (!names.add(environment.getName())) {
                problems.add("environment " + environment.getName() + ": is there twice.");
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join(" ", problems));
        }
        return all;
    }

    static List<AwsEnvironment> submitted(StaplerRequest2 request, JSONObject form) throws FormException {
        try {
            // Bound below by Stapler itself, which asks no descriptor.
            EmptyFields.forget(form.opt("environments"));
            return checked(request.bindJSONToList(AwsEnvironment.class, form.opt("environments")));
        } catch (IllegalArgumentException e) {
            throw new FormException(e.getMessage(), "environments");
        }
    }

    @Extension
    @Symbol("awsEnvironment")
    public static final class DescriptorImpl extends Descriptor<AwsEnvironment> {

        @Override
        public String getDisplayName() {
            return "AWS environment";
        }

        @POST
        public FormValidation doCheckName(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> AwsNames.environmentProblem(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public FormValidation doCheckAccount(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> AwsNames.accountProblem(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public FormValidation doCheckRegion(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> AwsNames.regionProblem(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public FormValidation doCheckRoles(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String account) {
            return FieldChecks.problem(item, () -> rolesProblem(value, Util.fixEmptyAndTrim(account)));
        }

        @POST
        public FormValidation doCheckCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.guarded(item, () -> {
                boolean lent = AwsReleaseStagesConfiguration.get().isControllerIdentity();
                return Util.fixEmptyAndTrim(value) != null || lent
                        ? FormValidation.ok()
                        : FormValidation.error("The controller does not lend its own identity: choose credentials.");
            });
        }

        @POST
        public FormValidation doCheckDurationMinutes(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.guarded(
                    item,
                    () -> FormValidation.validateIntegerInRange(
                            value, (int) RoleHop.SHORTEST.toMinutes(), (int) RoleHop.LONGEST.toMinutes()));
        }

        @POST
        public FormValidation doCheckArtifactStore(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> ArtifactStore.problem("artifactStore", Util.fixEmptyAndTrim(value)));
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
            return BaseCredentialsLookup.options(item, credentialsId);
        }

        /**
         * Who one would be, hop by hop. Uses what stands in the form, saved or not.
         *
         * <p>Only where environments are defined: who may configure a single job may not have all credentials of its
         * folder, and would learn here which there are, and whom they are in AWS.
         */
        @POST
        public FormValidation doTest(
                @AncestorInPath Item item,
                @QueryParameter String name,
                @QueryParameter String account,
                @QueryParameter String region,
                @QueryParameter String roles,
                @QueryParameter String externalId,
                @QueryParameter String credentialsId,
                @QueryParameter int durationMinutes) {
            if (item == null) {
                Jenkins.get().checkPermission(Jenkins.ADMINISTER);
            } else {
                item.checkPermission(Item.CONFIGURE);
            }
            if (item instanceof Job) {
                return FormValidation.error("Environments are tested where they are defined: in the form of a folder,"
                        + " or in the global configuration.");
            }
            AwsEnvironment asked = new AwsEnvironment(name);
            asked.account = EmptyFields.orNull(account);
            asked.region = EmptyFields.orNull(region);
            asked.roles = EmptyFields.orNull(roles);
            asked.externalId = EmptyFields.orNull(externalId);
            asked.credentialsId = EmptyFields.orNull(credentialsId);
            asked.setDurationMinutes(durationMinutes);
            return asked.test(item);
        }
    }

    private FormValidation test(Item item) {
        try {
            checked(List.of(this));
            return said(RunSession.test(item, this).identify());
        } catch (IllegalArgumentException | RemoteFailure e) {
            return FormValidation.error(e.getMessage());
        }
    }

    private static FormValidation said(List<CallerIdentity> identities) {
        String message = identities.stream()
                .map(hop -> hop.problem() == null ? hop.hop() + " is " + hop.arn() + "." : hop.problem())
                .reduce((before, next) -> before + " Then " + next.replaceFirst("^Asking", "asking"))
                .orElse("");
        boolean all = identities.stream().allMatch(hop -> hop.problem() == null);
        return all ? FormValidation.ok(message) : FormValidation.error(message);
    }
}
