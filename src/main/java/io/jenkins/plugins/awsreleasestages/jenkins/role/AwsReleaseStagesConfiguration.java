package io.jenkins.plugins.awsreleasestages.jenkins.role;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.ProxyConfiguration;
import hudson.Util;
import hudson.util.FormValidation;
import hudson.util.Secret;
import io.jenkins.plugins.awsreleasestages.aws.AwsConnection;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** What the administrator says for all jobs. */
@Extension
@Symbol("awsReleaseStages")
public class AwsReleaseStagesConfiguration extends GlobalConfiguration {

    private static final Pattern SERVICE = Pattern.compile("[a-z0-9-]*");

    private List<AwsEnvironment> environments = new ArrayList<>();
    private List<CodeConnection> codeConnections = new ArrayList<>();
    private boolean ownRoles = true;
    private boolean controllerIdentity;
    private String region;
    private String endpoints;

    public AwsReleaseStagesConfiguration() {
        load();
    }

    public static AwsReleaseStagesConfiguration get() {
        return ExtensionList.lookupSingleton(AwsReleaseStagesConfiguration.class);
    }

    @Override
    public String getDisplayName() {
        return "AWS Release Stages";
    }

    public List<AwsEnvironment> getEnvironments() {
        return environments;
    }

    /** @throws IllegalArgumentException says all that is wrong */
    @DataBoundSetter
    public void setEnvironments(List<AwsEnvironment> environments) {
        this.environments = AwsEnvironment.checked(environments);
    }

    public List<CodeConnection> getCodeConnections() {
        return codeConnections;
    }

    /** @throws IllegalArgumentException says all that is wrong */
    @DataBoundSetter
    public void setCodeConnections(List<CodeConnection> codeConnections) {
        this.codeConnections = CodeConnection.checked(codeConnections);
    }

    /** The Git server of a connection; null where nobody has said. */
    public CodeConnection codeConnection(String arn) {
        return codeConnections.stream()
                .filter(one -> CodeConnection.compared(one.getConnection()).equals(CodeConnection.compared(arn)))
                .findFirst()
                .orElse(null);
    }

    /** Whether jobs may name roles and credentials of their own. */
    public boolean isOwnRoles() {
        return ownRoles;
    }

    @DataBoundSetter
    public void setOwnRoles(boolean ownRoles) {
        this.ownRoles = ownRoles;
    }

    /** Whether the controller's instance profile, container role or web identity may be used by jobs. */
    public boolean isControllerIdentity() {
        return controllerIdentity;
    }

    @DataBoundSetter
    public void setControllerIdentity(boolean controllerIdentity) {
        this.controllerIdentity = controllerIdentity;
    }

    /** For those who name none; null for none. */
    public String getRegion() {
        return region;
    }

    /** @throws IllegalArgumentException when it is no region code */
    @DataBoundSetter
    public void setRegion(String region) {
        refuse(AwsNames.regionProblem(Util.fixEmptyAndTrim(region)));
        this.region = Util.fixEmptyAndTrim(region);
    }

    public String getEndpoints() {
        return endpoints;
    }

    /**
     * @param endpoints one {@code service=https://…} a line, for tests and private links; an empty service for all
     * @throws IllegalArgumentException when a line is not like that
     */
    @DataBoundSetter
    public void setEndpoints(String endpoints) {
        refuse(endpointsProblem(endpoints));
        this.endpoints = Util.fixEmptyAndTrim(endpoints);
    }

    private static void refuse(String problem) {
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
    }

    AwsConnection connection() {
        return new AwsConnection(parse(endpoints), proxy(Jenkins.get().getProxy()));
    }

    private static AwsConnection.Proxy proxy(ProxyConfiguration proxy) {
        if (proxy == null || Util.fixEmptyAndTrim(proxy.name) == null) {
            return null;
        }
        String user = Util.fixEmptyAndTrim(proxy.getUserName());
        return new AwsConnection.Proxy(
                proxy.name,
                proxy.port,
                user,
                user == null ? null : Secret.toString(proxy.getSecretPassword()),
                proxy.getNoProxyHostPatterns().stream().map(Pattern::pattern).collect(Collectors.toSet()));
    }

    /** @return what is wrong, or null */
    static String endpointsProblem(String text) {
        try {
            parse(text);
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private static Map<String, URI> parse(String text) {
        Map<String, URI> endpoints = new LinkedHashMap<>();
        Util.fixNull(text)
                .lines()
                .map(String::trim)
                .filter(line -> !line.isEmpty())
                .forEach(line -> {
                    int equals = line.indexOf('=');
                    if (equals < 0
                            || !SERVICE.matcher(line.substring(0, equals)).matches()) {
                        throw new IllegalArgumentException("endpoints: '" + line + "' is not service=https://….");
                    }
                    endpoints.put(line.substring(0, equals), address(line.substring(equals + 1)));
                });
        return endpoints;
    }

    private static URI address(String text) {
        URI address = URI.create(text);
        boolean http = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
        if (!http || address.getHost() == null || address.getUserInfo() != null || address.getQuery() != null) {
            throw new IllegalArgumentException("endpoints: '" + text + "' is not an address like https://host.");
        }
        return address;
    }

    /** All at once or nothing: a build that looks in the meantime must not find half of it. */
    @Override
    public boolean configure(StaplerRequest2 request, JSONObject form) throws FormException {
        List<AwsEnvironment> submitted = AwsEnvironment.submitted(request, form);
        String wrongRegion = AwsNames.regionProblem(Util.fixEmptyAndTrim(form.optString("region")));
        if (wrongRegion != null) {
            throw new FormException(wrongRegion, "region");
        }
        String wrongEndpoints = endpointsProblem(form.optString("endpoints"));
        if (wrongEndpoints != null) {
            throw new FormException(wrongEndpoints, "endpoints");
        }
        setCodeConnections(connections(request, form));
        setEnvironments(submitted);
        setOwnRoles(form.optBoolean("ownRoles"));
        setControllerIdentity(form.optBoolean("controllerIdentity"));
        setRegion(form.optString("region"));
        setEndpoints(form.optString("endpoints"));
        save();
        return true;
    }

    private static List<CodeConnection> connections(StaplerRequest2 request, JSONObject form) throws FormException {
        try {
            EmptyFields.forget(form.opt("codeConnections"));
            return CodeConnection.checked(request.bindJSONToList(CodeConnection.class, form.opt("codeConnections")));
        } catch (IllegalArgumentException e) {
            throw new FormException(e.getMessage(), "codeConnections");
        }
    }

    @POST
    public FormValidation doCheckRegion(@QueryParameter String value) {
        return FieldChecks.problem(null, () -> AwsNames.regionProblem(Util.fixEmptyAndTrim(value)));
    }

    @POST
    public FormValidation doCheckEndpoints(@QueryParameter String value) {
        return FieldChecks.problem(null, () -> endpointsProblem(value));
    }
}
