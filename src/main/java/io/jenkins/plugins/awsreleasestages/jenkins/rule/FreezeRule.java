package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.rule.Freeze;
import io.jenkins.plugins.awsreleasestages.rule.Window;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code freeze(periods: ['2026-12-20..2027-01-02 Christmas'])}: the release waits until none of them is on. */
public class FreezeRule extends CalendarRule {

    private static final long serialVersionUID = 1L;

    @DataBoundConstructor
    public FreezeRule(List<String> periods) {
        super(periods);
    }

    public List<String> getPeriods() {
        return lines();
    }

    @Override
    String field() {
        return "periods";
    }

    @Override
    void check(String line, ZoneId zone) {
        Freeze.of(line);
    }

    @Override
    protected String inWords() {
        return inWords("no freeze");
    }

    @Override
    ConditionAnswer look(Instant now) {
        Optional<Freeze.Span> on =
                Freeze.on(getPeriods().stream().map(Freeze::of).toList(), now, zone());
        if (on.isEmpty()) {
            return ConditionAnswer.pass("no freeze is on");
        }
        Instant until = on.get().until();
        String name = on.get().name() == null ? "" : " (" + on.get().name() + ")";
        String end = until == null ? ", without an end" : " until " + Window.inWords(until, zone());
        return ConditionAnswer.waiting("frozen" + name + end, until);
    }

    @Extension
    @Symbol("freeze")
    public static final class DescriptorImpl extends CalendarDescriptor {

        @Override
        public String getDisplayName() {
            return "Freeze";
        }

        @Override
        CalendarRule with(List<String> lines) {
            return new FreezeRule(lines);
        }

        @POST
        public FormValidation doCheckPeriods(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String timeZone) {
            return check(item, value, timeZone);
        }
    }
}
