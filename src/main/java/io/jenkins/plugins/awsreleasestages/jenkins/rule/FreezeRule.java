package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionContext;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.rule.Freeze;
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

/** {@code freeze(periods: ['2026-12-20..2027-01-02 Christmas'])}: the release waits until none of them is on. */
public class FreezeRule extends ReleaseRule {

    private static final long serialVersionUID = 1L;

    static final String KIND = "freeze";

    private final List<String> periods;

    private String timeZone = DeploymentWindowRule.UTC;

    @DataBoundConstructor
    public FreezeRule(List<String> periods) {
        this.periods = EmptyFields.keptLines(periods);
    }

    public List<String> getPeriods() {
        return periods;
    }

    /** For the form, one a line. */
    public String getPeriodLines() {
        return String.join("\n", periods);
    }

    public String getTimeZone() {
        return timeZone;
    }

    @DataBoundSetter
    public void setTimeZone(String timeZone) {
        this.timeZone = EmptyFields.kept(timeZone);
    }

    @Override
    protected Map<String, String> said() {
        Map<String, String> said = new LinkedHashMap<>();
        said.put("periods", getPeriodLines());
        said.put("timeZone", timeZone);
        return said;
    }

    @Override
    protected String inWords() {
        return "no freeze " + String.join("; ", periods)
                + (DeploymentWindowRule.UTC.equals(timeZone) ? "" : " (" + timeZone + ")");
    }

    @Override
    protected List<String> ownProblems() {
        List<String> problems = new ArrayList<>();
        if (periods.isEmpty()) {
            problems.add("periods: there is none.");
        }
        for (String period : periods) {
            try {
                Freeze.of(notBlank(period));
            } catch (IllegalArgumentException e) {
                problems.add("periods: " + e.getMessage());
            }
        }
        try {
            Window.zone(timeZone);
        } catch (IllegalArgumentException e) {
            problems.add("timeZone: " + e.getMessage());
        }
        return problems;
    }

    @Override
    public ConditionAnswer look(ActionContext context, Instant now) {
        ZoneId zone = Window.zone(timeZone);
        Optional<Freeze.Span> on = Freeze.on(periods.stream().map(Freeze::of).toList(), now, zone);
        if (on.isEmpty()) {
            return ConditionAnswer.pass("no freeze is on");
        }
        Instant until = on.get().until();
        String name = on.get().name() == null ? "" : " (" + on.get().name() + ")";
        String end = until == null ? ", without an end" : " until " + Window.inWords(until, zone);
        return ConditionAnswer.waiting("frozen" + name + end, until);
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
            return "Freeze";
        }

        @Override
        public ReleaseRule of(Map<String, String> said) {
            FreezeRule rule = new FreezeRule(EmptyFields.lines(said.get("periods")));
            rule.timeZone = said.get("timeZone");
            return rule;
        }

        /** Says what is wrong, or whether one is on. */
        @POST
        public FormValidation doCheckPeriods(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String timeZone) {
            return FieldChecks.guarded(item, () -> {
                FreezeRule rule = new FreezeRule(EmptyFields.lines(value));
                rule.timeZone = timeZone == null || timeZone.isBlank() ? DeploymentWindowRule.UTC : timeZone.strip();
                List<String> problems = rule.ownProblems();
                return problems.isEmpty()
                        ? FormValidation.ok(
                                "Now " + rule.look(null, Instant.now()).why() + ".")
                        : FormValidation.error(FieldChecks.withoutField(problems.get(0)));
            });
        }
    }
}
