package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import hudson.Extension;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.rule.AllowedHost;
import io.jenkins.plugins.awsreleasestages.rule.Freeze;
import io.jenkins.plugins.awsreleasestages.rule.FreezeCalendar;
import io.jenkins.plugins.awsreleasestages.rule.Window;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * {@code freeze(periods: ['2026-12-20..2027-01-02 Christmas'], calendar: 'https://…')}: the release waits until none of them is
 * on, and no event of the calendar.
 */
public class FreezeRule extends CalendarRule {

    private static final long serialVersionUID = 1L;

    /** In characters: it is saved with each gate. */
    private static final int LONGEST_TEXT = 100_000;

    private String calendar;

    /** @param periods null for none beside a calendar */
    @DataBoundConstructor
    public FreezeRule(List<String> periods) {
        super(periods == null ? List.of() : periods);
    }

    public List<String> getPeriods() {
        return lines();
    }

    public String getCalendar() {
        return calendar;
    }

    /** @param calendar its URL, or what it says, in the form of iCalendar */
    @DataBoundSetter
    public void setCalendar(String calendar) {
        this.calendar = EmptyFields.kept(calendar);
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
        if (calendar == null) {
            return inWords("no freeze");
        }
        String named = isText(calendar) ? "of a calendar" : "of " + calendar.split("\\?", 2)[0];
        return inWords("no freeze " + named + (lines().isEmpty() ? "" : ";")).stripTrailing();
    }

    private static boolean isText(String calendar) {
        return calendar.startsWith("BEGIN:");
    }

    @Override
    protected List<String> ownProblems() {
        List<String> problems = new ArrayList<>(super.ownProblems());
        if (calendar != null) {
            problems.removeIf(problem -> lines().isEmpty() && problem.equals(nothing()));
            Optional.ofNullable(calendarProblem(calendar)).ifPresent(problem -> problems.add("calendar: " + problem));
        }
        return problems;
    }

    private static String calendarProblem(String calendar) {
        if (!isText(calendar)) {
            return AllowedHost.problem(calendar);
        }
        if (calendar.length() > LONGEST_TEXT) {
            return "has more than " + LONGEST_TEXT + " characters; name its URL.";
        }
        try {
            FreezeCalendar.read(calendar, Instant.now());
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    @Override
    public CompletionStage<ConditionAnswer> ask(RuleLook look) {
        return calendar == null || isText(calendar)
                ? super.ask(look)
                : FreezeCalendars.get().of(calendar, look.now()).thenApply(found -> look(found, look.now()));
    }

    @Override
    ConditionAnswer look(Instant now) {
        return calendar == null || !isText(calendar)
                ? look(List.of(), "", now)
                : look(FreezeCalendar.read(calendar, now), "", now);
    }

    /** A calendar that nobody has read is no yes. */
    ConditionAnswer look(FreezeCalendars.Found found, Instant now) {
        if (found.freezes() == null) {
            return ConditionAnswer.waiting("the calendar was not read yet: " + found.problem(), null);
        }
        String old = found.problem() == null ? "" : "; the calendar is not read anew: " + found.problem();
        return look(found.freezes(), old, now);
    }

    private ConditionAnswer look(List<Freeze> ofCalendar, String old, Instant now) {
        List<Freeze> all = new ArrayList<>(getPeriods().stream().map(Freeze::of).toList());
        all.addAll(ofCalendar);
        Optional<Freeze.Span> on = Freeze.on(all, now, zone());
        if (on.isEmpty()) {
            return ConditionAnswer.pass("no freeze is on" + old);
        }
        Instant until = on.get().until();
        String name = on.get().name() == null ? "" : " (" + on.get().name() + ")";
        String end = until == null ? ", without an end" : " until " + Window.inWords(until, zone());
        return ConditionAnswer.waiting("frozen" + name + end + old, until);
    }

    @Extension
    @Symbol("freeze")
    public static final class DescriptorImpl extends CalendarDescriptor {

        @Override
        public String getDisplayName() {
            return "Freeze";
        }

        @POST
        public FormValidation doCheckPeriods(
                @AncestorInPath Item item,
                @QueryParameter String value,
                @QueryParameter String timeZone,
                @QueryParameter String calendar) {
            boolean none = EmptyFields.lines(value).isEmpty() && EmptyFields.orNull(calendar) != null;
            return none ? FormValidation.ok() : check(item, "periods", value, timeZone);
        }

        @POST
        public FormValidation doCheckCalendar(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.guarded(item, () -> {
                String given = EmptyFields.orNull(value);
                String problem = given == null ? null : calendarProblem(given);
                if (problem != null) {
                    return FormValidation.error(problem);
                }
                String refusal = given == null || isText(given)
                        ? null
                        : AllowedHosts.get().refusal(URI.create(given));
                return refusal == null ? FormValidation.ok() : FormValidation.warning(refusal);
            });
        }
    }
}
