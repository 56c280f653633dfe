package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.rule.Window;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code deploymentWindow(windows: ['mon-fri 09:00-17:00 Europe/Berlin'])}: the release waits until one of them is open. */
public class DeploymentWindowRule extends ReleaseRule {

    private static final long serialVersionUID = 1L;

    static final String KIND = "deploymentWindow";

    /** As CodePipeline's. */
    static final String UTC = "UTC";

    private final List<String> windows;

    private String timeZone = UTC;

    private String onClosed = OnClosed.WAIT.name();

    /** What becomes of a release that comes when no window is open. */
    enum OnClosed {
        WAIT,
        /** As with CodePipeline. */
        FAIL
    }

    @DataBoundConstructor
    public DeploymentWindowRule(List<String> windows) {
        this.windows = EmptyFields.keptLines(windows);
    }

    public List<String> getWindows() {
        return windows;
    }

    /** For the form, one a line. */
    public String getWindowLines() {
        return String.join("\n", windows);
    }

    public String getTimeZone() {
        return timeZone;
    }

    @DataBoundSetter
    public void setTimeZone(String timeZone) {
        this.timeZone = EmptyFields.kept(timeZone);
    }

    public String getOnClosed() {
        return onClosed;
    }

    @DataBoundSetter
    public void setOnClosed(String onClosed) {
        this.onClosed = EmptyFields.kept(onClosed);
    }

    @Override
    protected Map<String, String> said() {
        Map<String, String> said = new LinkedHashMap<>();
        said.put("windows", getWindowLines());
        said.put("timeZone", timeZone);
        said.put("onClosed", onClosed);
        return said;
    }

    @Override
    protected String inWords() {
        return "deployment window " + String.join("; ", windows) + (UTC.equals(timeZone) ? "" : " (" + timeZone + ")");
    }

    @Override
    protected List<String> ownProblems() {
        List<String> problems = new ArrayList<>();
        if (windows.isEmpty()) {
            problems.add("windows: there is none.");
        }
        ZoneId zone = ZoneId.of(UTC);
        try {
            zone = Window.zone(timeZone);
        } catch (IllegalArgumentException e) {
            problems.add("timeZone: " + e.getMessage());
        }
        for (String window : windows) {
            try {
                Window.of(notBlank(window), zone);
            } catch (IllegalArgumentException e) {
                problems.add("windows: " + e.getMessage());
            }
        }
        if (!List.of(OnClosed.WAIT.name(), OnClosed.FAIL.name()).contains(onClosed)) {
            problems.add("onClosed: '" + onClosed + "' is neither WAIT nor FAIL.");
        }
        return problems;
    }

    private List<Window> read() {
        ZoneId zone = Window.zone(timeZone);
        return windows.stream().map(window -> Window.of(window, zone)).toList();
    }

    @Override
    public ConditionAnswer look(ActionContext context, Instant now) {
        List<Window> all = read();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).isOpen(now)) {
                return ConditionAnswer.pass(windows.size() == 1 ? "open" : "open: " + windows.get(i));
            }
        }
        Optional<Opening> next = next(all, now);
        String why = next.map(opening -> "closed; opens " + opening.inWords()).orElse("closed, and never opens again");
        boolean ends = onClosed.equals(OnClosed.FAIL.name()) || next.isEmpty();
        return ends
                ? ConditionAnswer.fail(why)
                : ConditionAnswer.waiting(why, next.get().at());
    }

    /** When one opens, by whose clock. */
    private record Opening(Instant at, ZoneId zone) {
        String inWords() {
            return Window.inWords(at, zone);
        }
    }

    private static Optional<Opening> next(List<Window> all, Instant now) {
        return all.stream()
                .flatMap(window -> window.nextOpening(now).map(at -> new Opening(at, window.zone())).stream())
                .min((one, two) -> one.at().compareTo(two.at()));
    }

    @Extension
    @Symbol(KIND)
    public static final class DescriptorImpl extends RuleDescriptor {

        @Override
        public String kind() {
            return KIND;
        }

        @Override
        public String getDisplayName() {
            return "Deployment window";
        }

        @Override
        public ReleaseRule of(Map<String, String> said) {
            DeploymentWindowRule rule = new DeploymentWindowRule(EmptyFields.lines(said.get("windows")));
            rule.timeZone = said.get("timeZone");
            rule.onClosed = said.get("onClosed");
            return rule;
        }

        /** Says what is wrong, or when it opens next. */
        @POST
        public FormValidation doCheckWindows(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String timeZone) {
            return FieldChecks.guarded(item, () -> {
                DeploymentWindowRule rule = new DeploymentWindowRule(EmptyFields.lines(value));
                rule.timeZone = timeZone == null || timeZone.isBlank() ? UTC : timeZone.strip();
                List<String> problems = rule.ownProblems();
                return problems.isEmpty()
                        ? FormValidation.ok(
                                "Now " + rule.look(null, Instant.now()).why() + ".")
                        : FormValidation.error(FieldChecks.withoutField(problems.get(0)));
            });
        }

        @POST
        public FormValidation doCheckTimeZone(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> {
                try {
                    Window.zone(value.isBlank() ? UTC : value);
                    return null;
                } catch (IllegalArgumentException e) {
                    return e.getMessage();
                }
            });
        }

        @POST
        public ListBoxModel doFillOnClosedItems(@AncestorInPath Item item) {
            ListBoxModel items = new ListBoxModel();
            if (FieldChecks.mayConfigure(item)) {
                items.add("Wait until one is open", OnClosed.WAIT.name());
                items.add("Fail, as CodePipeline does", OnClosed.FAIL.name());
            }
            return items;
        }
    }
}
