package io.jenkins.plugins.awsreleasestages.jenkins.policy;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.GateTerms;
import io.jenkins.plugins.awsreleasestages.approval.Policies;
import io.jenkins.plugins.awsreleasestages.approval.Policies.Placed;
import io.jenkins.plugins.awsreleasestages.approval.Policies.Target;
import io.jenkins.plugins.awsreleasestages.approval.Policies.Within;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jenkins.model.GlobalConfiguration;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/**
 * What the administrator demands of all releases; and what is demanded of one, by the administrator and by the folders
 * around its job. Read at the moment of the question, so that neither Replay nor an older Jenkinsfile comes around it.
 */
@Extension
@Symbol("releasePolicies")
public class ReleasePolicies extends GlobalConfiguration {

    private static final String BRANCHES = "jenkins.branch.MultiBranchProject";

    private List<PolicyDefinition> policies = new ArrayList<>();

    public ReleasePolicies() {
        load();
    }

    public static ReleasePolicies get() {
        return ExtensionList.lookupSingleton(ReleasePolicies.class);
    }

    /**
     * What is to be changed. A Jenkinsfile has no say in the job and the branch.
     *
     * @param environment null where there is none, as is the stack
     * @param stack the name or the ARN
     */
    public static Target target(Run<?, ?> run, List<Within> stages, String environment, String stack) {
        Job<?, ?> job = run.getParent();
        return new Target(job.getFullName(), branch(job), stages, environment, stack);
    }

    static Target target(Job<?, ?> job, String stage, String environment, String stack) {
        return Target.of(job.getFullName(), branch(job), stage, environment, stack);
    }

    /** What has to be met before a stage begins; empty where nobody has to say yes. */
    public static Optional<GateTerms> toEnter(Run<?, ?> run, String stage) {
        Job<?, ?> job = run.getParent();
        return over(job).toEnter(target(job, stage, null, null)).filter(GateTerms::asks);
    }

    /** The names of the receivers of notices who are told of a stage, as policies say. */
    public static List<String> receivers(Run<?, ?> run, String stage) {
        Job<?, ?> job = run.getParent();
        return over(job).receivers(target(job, stage, null, null));
    }

    /** What has to be met beside the job's own terms; empty where no policy applies. May have no rules of people. */
    public static Optional<GateTerms> demanded(Run<?, ?> run, Target target) {
        return over(run.getParent()).demanded(target);
    }

    /** Whether the target is under special care. */
    public static boolean isProtected(Run<?, ?> run, Target target) {
        return over(run.getParent()).isProtected(target);
    }

    /** The policies that hold for a job where it is now. */
    static Policies over(Job<?, ?> job) {
        List<Placed> all = new ArrayList<>(placed("", get().getPolicies()));
        ItemGroup<?> group = job.getParent();
        while (group instanceof Item folder) {
            all.addAll(placed(folder.getFullName(), of(group)));
            group = folder.getParent();
        }
        all.addAll(DeclaredFreezes.get().placed(job));
        return new Policies(all);
    }

    /** Those that are set in a folder itself. */
    static List<PolicyDefinition> of(ItemGroup<?> folder) {
        return ExtensionList.lookup(FolderPolicies.class).stream()
                .flatMap(found -> found.of(folder).stream())
                .toList();
    }

    private static List<Placed> placed(String place, List<PolicyDefinition> definitions) {
        return definitions.stream()
                .map(definition -> new Placed(place, definition.policy()))
                .toList();
    }

    /** A job of a multibranch project is called as its branch, with what no name of a job can have written as %2F. */
    private static String branch(Job<?, ?> job) {
        return isOfBranches(job.getParent().getClass())
                ? URLDecoder.decode(job.getName().replace("+", "%2B"), StandardCharsets.UTF_8)
                : null;
    }

    /** By name: the plugin that makes such projects may be missing. */
    private static boolean isOfBranches(Class<?> type) {
        return type != null && (type.getName().equals(BRANCHES) || isOfBranches(type.getSuperclass()));
    }

    @Override
    public String getDisplayName() {
        return "Release policies";
    }

    public List<PolicyDefinition> getPolicies() {
        return policies;
    }

    /** @throws IllegalArgumentException says all that is wrong */
    @DataBoundSetter
    public void setPolicies(List<PolicyDefinition> policies) {
        this.policies = PolicyDefinition.checked(policies);
    }

    @Override
    public boolean configure(StaplerRequest2 request, JSONObject form) throws FormException {
        setPolicies(PolicyDefinition.submitted(request, form));
        save();
        return true;
    }
}
