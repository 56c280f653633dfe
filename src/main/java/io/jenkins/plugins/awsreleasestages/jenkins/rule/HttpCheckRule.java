package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardListBoxModel;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import com.cloudbees.plugins.credentials.domains.DomainRequirement;
import com.cloudbees.plugins.credentials.domains.URIRequirementBuilder;
import hudson.EnvVars;
import hudson.Extension;
import hudson.model.Item;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.document.Budget;
import io.jenkins.plugins.awsreleasestages.document.DocumentReader;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.document.Problems;
import io.jenkins.plugins.awsreleasestages.document.Value;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.StepFields;
import io.jenkins.plugins.awsreleasestages.jenkins.role.ItemCredentials;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.HttpReader.NotRead;
import io.jenkins.plugins.awsreleasestages.rule.AllowedHost;
import io.jenkins.plugins.awsreleasestages.rule.Comparison;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jenkins.model.Jenkins;
import org.jenkinsci.Symbol;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * {@code httpCheck(url: 'https://jira.example.org/rest/api/2/issue/${TICKET}', credentialsId: 'jira', json:
 * 'fields/status/name', value: 'Approved', fail: ['Rejected'])}: the release waits until another system says so.
 */
public class HttpCheckRule extends ReleaseRule {

    private static final long serialVersionUID = 1L;

    static final int DEFAULT_SECONDS = 60;
    private static final int SHORTEST = 10;
    private static final int LONGEST = 24 * 60 * 60;

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w+)}");

    /** A name of a server that a job could choose would be any. */
    private static final Pattern IN_HOST = Pattern.compile("[^/]*//[^/?#]*\\$.*", Pattern.DOTALL);

    /** What another system says is shown where it is a word or two. */
    private static final Pattern SHOWN = Pattern.compile("[\\p{L}\\p{N} ._:/+-]{1,60}");

    private final String url;
    private final String json;
    private final String value;
    private String operator = Comparison.EQ.name();
    private List<String> fail = new ArrayList<>();
    private String credentialsId;
    private int intervalSeconds = DEFAULT_SECONDS;

    /** @param json a JSON Pointer, whose first slash may be left out: {@code fields/status/name} */
    @DataBoundConstructor
    public HttpCheckRule(String url, String json, String value) {
        this.url = EmptyFields.kept(url);
        this.json = EmptyFields.kept(json);
        this.value = EmptyFields.kept(value);
    }

    public String getUrl() {
        return url;
    }

    public String getJson() {
        return json;
    }

    public String getValue() {
        return value;
    }

    public String getOperator() {
        return operator;
    }

    @DataBoundSetter
    public void setOperator(String operator) {
        this.operator = EmptyFields.kept(operator);
    }

    public List<String> getFail() {
        return fail;
    }

    /** @param fail values with which the release ends at once */
    @DataBoundSetter
    @StepFields.OnePerLine
    public void setFail(List<String> fail) {
        this.fail = EmptyFields.keptLines(fail);
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = EmptyFields.kept(credentialsId);
    }

    public int getIntervalSeconds() {
        return intervalSeconds;
    }

    @DataBoundSetter
    public void setIntervalSeconds(int intervalSeconds) {
        this.intervalSeconds = intervalSeconds;
    }

    /** Without a query, which may name what is nobody's business. */
    @Override
    protected String inWords() {
        return json + " of " + url.split("\\?", 2)[0] + " " + Comparison.inWords(operator, value);
    }

    @Override
    protected List<String> ownProblems() {
        List<String> problems = new ArrayList<>();
        String wrongUrl = urlProblem(url);
        if (wrongUrl != null) {
            problems.add("url: " + wrongUrl);
        }
        if (json.isEmpty()) {
            problems.add("json: the place of the value in the answer is missing, such as fields/status/name.");
        }
        problems.addAll(Comparison.problems(Comparison.ALL, operator, value));
        if (intervalSeconds < SHORTEST || intervalSeconds > LONGEST) {
            problems.add("intervalSeconds: is not from " + SHORTEST + " to " + LONGEST + ".");
        }
        return problems;
    }

    private static String urlProblem(String url) {
        if (IN_HOST.matcher(url).matches()) {
            return "a variable has no place in the name of the host.";
        }
        return AllowedHost.problem(VARIABLE.matcher(url).replaceAll("x"));
    }

    @Override
    public boolean isCall() {
        return true;
    }

    @Override
    public CompletionStage<ConditionAnswer> ask(RuleLook look) {
        try {
            URI address = URI.create(filled(look.context().find(EnvVars.class)));
            Login login = credentialsId == null ? null : login(look, address);
            return ask(HttpReader.get(), address, login, look.now());
        } catch (NotRead e) {
            return CompletableFuture.completedFuture(waiting(e.getMessage()));
        }
    }

    CompletableFuture<ConditionAnswer> ask(HttpReader reader, URI address, Login login, Instant now) {
        return reader.read(address, "application/json", login == null ? null : login.header())
                .thenApply(answer -> answer(answer, login))
                .exceptionally(problem -> waiting(HttpReader.words(problem)))
                .thenApply(answer -> answer.again(now.plusSeconds(intervalSeconds)));
    }

    private static ConditionAnswer waiting(String why) {
        return ConditionAnswer.waiting(why, null);
    }

    /** With the values of the run's variables, none of which can be more than a part of a path or of a query. */
    String filled(EnvVars variables) throws NotRead {
        StringBuilder filled = new StringBuilder();
        Matcher matcher = VARIABLE.matcher(url);
        while (matcher.find()) {
            String found = variables == null ? null : variables.get(matcher.group(1));
            if (found == null || found.isBlank()) {
                throw new NotRead("this run has no value for the variable " + matcher.group(1) + " of url");
            }
            if (found.matches("\\.+")) {
                throw new NotRead("the value of the variable " + matcher.group(1) + " is no part of an address");
            }
            String part = URLEncoder.encode(found, StandardCharsets.UTF_8).replace("+", "%20");
            matcher.appendReplacement(filled, Matcher.quoteReplacement(part));
        }
        return matcher.appendTail(filled).toString();
    }

    /** How a server is told who asks. */
    record Login(String header, String secret) {

        static Login of(StandardCredentials found, String id) throws NotRead {
            if (found instanceof StringCredentials text) {
                String token = text.getSecret().getPlainText().trim();
                return new Login("Bearer " + token, token);
            }
            if (found instanceof StandardUsernamePasswordCredentials user) {
                String password = user.getPassword().getPlainText();
                byte[] both = (user.getUsername() + ":" + password).getBytes(StandardCharsets.UTF_8);
                return new Login("Basic " + Base64.getEncoder().encodeToString(both), password);
            }
            throw new NotRead(
                    found == null
                            ? "there are no credentials with the id '" + id + "' that may be used here"
                            : "the credentials '" + id + "' are neither a secret text nor a user name with a password");
        }

        @Override
        public String toString() {
            return "login";
        }
    }

    /** A policy's are those of Jenkins itself: a job could put others of the same id into its folder. */
    private Login login(RuleLook look, URI address) throws NotRead {
        List<DomainRequirement> server =
                URIRequirementBuilder.fromUri(address.toString()).build();
        if (!look.ofPolicy()) {
            StandardCredentials found = CredentialsProvider.findCredentialById(
                    credentialsId, StandardCredentials.class, look.context().get(Run.class), server);
            return Login.of(found, credentialsId);
        }
        StandardCredentials global = CredentialsProvider.findCredentialByIdInItemGroup(
                credentialsId, StandardCredentials.class, Jenkins.get(), ACL.SYSTEM2, server);
        // Those of the scope SYSTEM are no job's, and whoever owns a folder may set a policy.
        return Login.of(global != null && global.getScope() == CredentialsScope.SYSTEM ? null : global, credentialsId);
    }

    private ConditionAnswer answer(HttpReader.Answer answer, Login login) {
        int status = answer.status();
        return switch (status) {
            case 401 ->
                waiting("answers 401: " + (login == null ? "it wants credentials" : "it takes other credentials"));
            case 403 -> waiting("answers 403: whoever asks may not see this; give these credentials the right to");
            case 404 -> waiting("answers 404: there is nothing at this address, or nothing for these credentials");
            default ->
                status / 100 == 2
                        ? answer(answer.body(), login)
                        : waiting(
                                status / 100 == 3
                                        ? "answers " + status + ", a redirect, which is not followed: name the address"
                                                + " itself"
                                        : "answers " + status);
        };
    }

    private ConditionAnswer answer(byte[] body, Login login) {
        Problems problems = new Problems();
        Value found;
        try {
            DocumentReader reader = new DocumentReader("", problems).within(Budget.ofShownJson());
            found = at(reader.readJson(DocumentReader.text("", body)));
        } catch (InvalidDocument e) {
            return waiting("the answer is no JSON");
        }
        if (!problems.isEmpty() || !found.isScalar()) {
            return waiting("the answer has no value at " + json);
        }
        String says = found.asText();
        String shown = SHOWN.matcher(says).matches() && (login == null || !says.contains(login.secret()))
                ? "it is '" + says + "'"
                : "it is something else";
        if (fail.contains(says)) {
            return ConditionAnswer.fail(shown);
        }
        return Comparison.of(operator).holds(says, value) ? ConditionAnswer.pass("so it is") : waiting(shown);
    }

    /** As RFC 6901 has it. */
    private Value at(Value document) {
        Value found = document;
        for (String token : (json.startsWith("/") ? json.substring(1) : json).split("/", -1)) {
            String key = token.replace("~1", "/").replace("~0", "~");
            found = found.isList() && key.matches("\\d{1,6}") ? found.get(Integer.parseInt(key)) : found.get(key);
        }
        return found;
    }

    @Extension
    @Symbol("httpCheck")
    public static final class DescriptorImpl extends RuleDescriptor implements ComparisonForm {

        @Override
        public String getDisplayName() {
            return "Answer of another system";
        }

        @POST
        public FormValidation doCheckUrl(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.guarded(item, () -> {
                String problem = urlProblem(value.trim());
                String refusal = problem != null
                        ? null
                        : AllowedHosts.get()
                                .refusal(URI.create(
                                        VARIABLE.matcher(value.trim()).replaceAll("x")));
                return problem != null
                        ? FormValidation.error(problem)
                        : refusal != null ? FormValidation.warning(refusal) : FormValidation.ok();
            });
        }

        @POST
        public FormValidation doCheckJson(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.guarded(item, () -> FormValidation.validateRequired(value));
        }

        @POST
        public FormValidation doCheckIntervalSeconds(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.guarded(item, () -> FormValidation.validateIntegerInRange(value, SHORTEST, LONGEST));
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
            StandardListBoxModel items = new StandardListBoxModel();
            if (FieldChecks.mayConfigure(item)) {
                items.includeEmptyValue();
                include(items, item, StringCredentials.class);
                include(items, item, StandardUsernamePasswordCredentials.class);
            }
            return items.includeCurrentValue(credentialsId);
        }

        private static void include(StandardListBoxModel items, Item item, Class<? extends StandardCredentials> kind) {
            if (item == null) {
                items.includeAs(ACL.SYSTEM2, Jenkins.get(), kind);
            } else {
                items.includeAs(ItemCredentials.authentication(item), item, kind);
            }
        }
    }
}
