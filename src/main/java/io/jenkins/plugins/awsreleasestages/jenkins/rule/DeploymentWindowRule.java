package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.rule.Window;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code deploymentWindow(windows: ['mon-fri 09:00-17:00 Europe/Berlin'])}: the release waits until one of them is open. */
public class DeploymentWindowRule extends CalendarRule {

    private static final long serialVersionUID = 1L;

    private String onClosed = OnClosed.WAIT.name();

    /** What becomes of a release that comes when no window is open. */
    enum OnClosed {
        WAIT,
        /** As with CodePipeline. */
        FAIL
    }

    @DataBoundConstructor
    public DeploymentWindowRule(List<String> windows) {
        super(windows);
    }

    public List<String> getWindows() {
        return lines();
    }

    public String getOnClosed() {
        return onClosed;
    }

    @DataBoundSetter
    public void setOnClosed(String onClosed) {
        this.onClosed = EmptyFields.kept(onClosed);
    }

    @Override
    String field() {
        return "windows";
    }

    @Override
    void check(String line, ZoneId zone) {
        Window.of(line, zone);
    }

    @Override
    protected String inWords() {
        return inWords("deployment window");
    }

    @Override
    protected List<String> ownProblems() {
        List<String> problems = super.ownProblems();
        if (!List.of(OnClosed.WAIT.name(), OnClosed.FAIL.name()).contains(onClosed)) {
            problems.add("onClosed: '" + onClosed + "' is neither WAIT nor FAIL.");
        }
        return problems;
    }

    @Override
    ConditionAnswer look(Instant now) {
        List<Window> all =
                getWindows().stream().map(window -> Window.of(window, zone())).toList();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).isOpen(now)) {
                return ConditionAnswer.pass(
                        all.size() == 1 ? "open" : "open: " + getWindows().get(i));
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
                .min(Comparator.comparing(Opening::at));
    }

    @Extension
    @Symbol("deploymentWindow")
    public static final class DescriptorImpl extends CalendarDescriptor {

        @Override
        public String getDisplayName() {
            return "Deployment window";
        }

        @POST
        public FormValidation doCheckWindows(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String timeZone) {
            return check(item, "windows", value, timeZone);
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
