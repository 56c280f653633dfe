package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.rule.Window;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A rule that looks at the calendar alone: some lines, and the time zone of those that name none. */
public abstract class CalendarRule extends ReleaseRule {

    private static final long serialVersionUID = 1L;

    /** As CodePipeline's. */
    private static final String UTC = "UTC";

    private final List<String> lines;
    private String timeZone = UTC;

    protected CalendarRule(List<String> lines) {
        this.lines = EmptyFields.keptLines(lines);
    }

    final List<String> lines() {
        return lines;
    }

    /** For the form. */
    public final String getText() {
        return String.join("\n", lines);
    }

    public String getTimeZone() {
        return timeZone;
    }

    @DataBoundSetter
    public void setTimeZone(String timeZone) {
        this.timeZone = EmptyFields.kept(timeZone);
    }

    final ZoneId zone() {
        return Window.zone(timeZone);
    }

    /** What the lines are called. */
    abstract String field();

    /** @throws IllegalArgumentException what is wrong with a line, a sentence */
    abstract void check(String line, ZoneId zone);

    /** @param now by this clock, and no other */
    abstract ConditionAnswer look(Instant now);

    @Override
    public CompletionStage<ConditionAnswer> ask(RuleLook look) {
        return CompletableFuture.completedFuture(look(look.now()));
    }

    final String inWords(String demand) {
        return demand + " " + String.join("; ", lines) + (UTC.equals(timeZone) ? "" : " (" + timeZone + ")");
    }

    final String nothing() {
        return field() + ": there is none.";
    }

    @Override
    protected List<String> ownProblems() {
        List<String> problems = new ArrayList<>();
        if (lines.isEmpty()) {
            problems.add(nothing());
        }
        ZoneId zone = ZoneId.of(UTC);
        try {
            zone = zone();
        } catch (IllegalArgumentException e) {
            problems.add("timeZone: " + e.getMessage());
        }
        for (String line : lines) {
            if (line.isBlank()) {
                problems.add(field() + ": one is blank, as an unset variable is.");
                continue;
            }
            try {
                check(line, zone);
            } catch (IllegalArgumentException e) {
                problems.add(field() + ": " + e.getMessage());
            }
        }
        return problems;
    }

    /** What the forms of such rules have in common. */
    public abstract static class CalendarDescriptor extends RuleDescriptor {

        /** Says what is wrong with the lines, or how it stands now. */
        final FormValidation check(Item item, String field, String text, String timeZone) {
            return FieldChecks.guarded(item, () -> {
                CalendarRule rule = (CalendarRule) of(Map.of(field, text, "timeZone", Objects.toString(timeZone, "")));
                List<String> problems = rule.ownProblems();
                return problems.isEmpty()
                        ? FormValidation.ok("Now " + rule.look(Instant.now()).why() + ".")
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
    }
}
