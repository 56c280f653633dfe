package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldsForm;
import io.jenkins.plugins.awsreleasestages.jenkins.StepFields;
import io.jenkins.plugins.awsreleasestages.rule.AllowedHost;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.GlobalConfiguration;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/**
 * Which hosts the controller asks for the rules of gates; none unless the administrator says so. The controller is where no
 * job is, in a network of its own.
 */
@Extension
@Symbol("releaseRules")
public class AllowedHosts extends GlobalConfiguration implements FieldsForm {

    private List<String> allowedHosts = new ArrayList<>();

    public AllowedHosts() {
        load();
    }

    public static AllowedHosts get() {
        return ExtensionList.lookupSingleton(AllowedHosts.class);
    }

    @Override
    public String getDisplayName() {
        return "Rules of releases";
    }

    public List<String> getAllowedHosts() {
        return allowedHosts;
    }

    /** @throws IllegalArgumentException says all that is wrong */
    @DataBoundSetter
    @StepFields.OnePerLine
    public void setAllowedHosts(List<String> allowedHosts) {
        List<String> given = EmptyFields.keptLines(allowedHosts);
        List<String> problems = problems(given);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("allowedHosts: " + String.join(" ", problems));
        }
        this.allowedHosts = given;
    }

    private static List<String> problems(List<String> hosts) {
        List<String> problems = new ArrayList<>();
        for (String host : hosts) {
            try {
                AllowedHost.of(host);
            } catch (IllegalArgumentException e) {
                problems.add(e.getMessage());
            }
        }
        return problems;
    }

    /** @return why an address is not asked, or null */
    String refusal(URI address) {
        if (allowedHosts.stream().map(AllowedHost::of).anyMatch(host -> host.allows(address))) {
            return null;
        }
        return "this Jenkins asks no " + address.getScheme() + "://" + address.getAuthority()
                + ": an administrator has to allow the host, under \"Rules of releases\" in the global configuration";
    }

    @Override
    public boolean configure(StaplerRequest2 request, JSONObject form) throws FormException {
        try {
            setAllowedHosts(EmptyFields.lines(form.optString("allowedHosts")));
        } catch (IllegalArgumentException e) {
            throw new FormException(e.getMessage(), "allowedHosts");
        }
        save();
        return true;
    }

    @POST
    public FormValidation doCheckAllowedHosts(@QueryParameter String value) {
        return FieldChecks.problem(null, () -> String.join(" ", problems(EmptyFields.lines(value))));
    }
}
