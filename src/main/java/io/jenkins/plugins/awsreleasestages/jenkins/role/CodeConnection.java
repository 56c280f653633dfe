package io.jenkins.plugins.awsreleasestages.jenkins.role;

import com.cloudbees.plugins.credentials.CredentialsMatchers;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import hudson.Extension;
import hudson.Util;
import hudson.model.AbstractDescribableImpl;
import hudson.model.Descriptor;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.source.GitNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** Which Git server a CodeConnections connection stands for: AWS hands out nothing with which Git could use it. */
public class CodeConnection extends AbstractDescribableImpl<CodeConnection> {

    private static final Pattern ARN =
            Pattern.compile("arn:[a-z-]+:(codeconnections|codestar-connections):[a-z0-9-]+:\\d{12}:connection/[\\w-]+");

    private static final String REPOSITORY = "{repository}";

    private final String connection;
    private final String url;
    private String credentialsId;

    @DataBoundConstructor
    public CodeConnection(String connection, String url) {
        this.connection = Util.fixEmptyAndTrim(connection);
        this.url = Util.fixEmptyAndTrim(url);
    }

    public String getConnection() {
        return connection;
    }

    public String getUrl() {
        return url;
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = EmptyFields.kept(credentialsId);
    }

    /** @param repository {@code owner/name} */
    public String url(String repository) {
        return url.replace(REPOSITORY, repository);
    }

    /** @return what is wrong, or null */
    public static String connectionProblem(String connection) {
        return connection != null && ARN.matcher(connection).matches()
                ? null
                : "connection: '" + Util.fixNull(connection)
                        + "' is not the ARN of a connection, arn:aws:codeconnections:REGION:ACCOUNT:connection/ID.";
    }

    private static String urlProblem(String url) {
        return url == null || !url.contains(REPOSITORY)
                ? "url: has no {repository}, as https://github.com/{repository}.git has."
                : GitNames.urlProblem(url.replace(REPOSITORY, "owner/name"), false);
    }

    /** The same connection is called by either name of the service. */
    static String compared(String connection) {
        return connection.replace(":codestar-connections:", ":codeconnections:");
    }

    private List<String> problems() {
        List<String> problems = new ArrayList<>(Stream.of(connectionProblem(connection), urlProblem(url))
                .filter(Objects::nonNull)
                .toList());
        problems.addAll(EmptyFields.problems(this, Expansion.NONE, problems));
        return problems;
    }

    /** A list that Jenkins's own serializer takes. @throws IllegalArgumentException says all that is wrong */
    static List<CodeConnection> checked(List<CodeConnection> connections) {
        List<String> problems = new ArrayList<>();
        Set<String> known = new HashSet<>();
        for (CodeConnection one : connections) {
            problems.addAll(one.problems());
            if (one.connection != null && !known.add(compared(one.connection))) {
                problems.add("connection: " + one.connection + " is there twice.");
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("codeConnections: " + String.join(" ", problems));
        }
        return new ArrayList<>(connections);
    }

    @Extension
    @Symbol("codeConnectionServer")
    public static final class DescriptorImpl extends Descriptor<CodeConnection> {

        @Override
        public String getDisplayName() {
            return "Connection";
        }

        @POST
        public FormValidation doCheckConnection(@QueryParameter String value) {
            return FieldChecks.problem(null, () -> connectionProblem(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public FormValidation doCheckUrl(@QueryParameter String value) {
            return FieldChecks.problem(null, () -> urlProblem(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@QueryParameter String url, @QueryParameter String credentialsId) {
            StandardListBoxModel items = new StandardListBoxModel();
            if (FieldChecks.mayConfigure(null)) {
                items.includeEmptyValue();
                items.includeMatchingAs(
                        ACL.SYSTEM2,
                        Jenkins.get(),
                        StandardUsernamePasswordCredentials.class,
                        URIRequirementBuilder.fromUri(Util.fixNull(url)).build(),
                        CredentialsMatchers.always());
            }
            return items.includeCurrentValue(credentialsId);
        }
    }
}
