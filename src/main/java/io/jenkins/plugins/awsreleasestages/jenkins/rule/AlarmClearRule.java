package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import hudson.Extension;
import hudson.model.Item;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.cloudwatch.Alarm;
import io.jenkins.plugins.awsreleasestages.aws.cloudwatch.AlarmLooks;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.rule.Window;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** {@code alarmClear(alarms: ['checkout-5xx'], bakeMinutes: 30)}: the release waits until no CloudWatch alarm is on. */
public class AlarmClearRule extends AwsRule {

    private static final long serialVersionUID = 1L;

    private static final String ALARM = "ALARM";
    private static final List<String> STATES = List.of(ALARM, "INSUFFICIENT_DATA");
    private static final String WAIT = "WAIT";
    private static final String FAIL = "FAIL";

    /** CloudWatch API reference, PutMetricAlarm. */
    private static final int LONGEST_NAME = 255;

    private static final int MOST_ALARMS = 100;

    /** Longer than that no gate waits. */
    private static final int LONGEST_BAKE = 60 * 24 * 60;

    /** After so long without a look nobody knows what has been meanwhile. */
    private static final Duration GAP = Duration.ofMinutes(10);

    private static final String CLEAR_SINCE = "clearSince";
    private static final String LOOKED = "looked";

    private final List<String> alarms;
    private List<String> states = new ArrayList<>(List.of(ALARM));
    private int bakeMinutes;
    private String onAlarm = WAIT;

    @DataBoundConstructor
    public AlarmClearRule(List<String> alarms) {
        this.alarms = EmptyFields.keptLines(alarms);
    }

    public List<String> getAlarms() {
        return alarms;
    }

    /** For the form. */
    public String getText() {
        return String.join("\n", alarms);
    }

    public List<String> getStates() {
        return states;
    }

    /** Those that are waited for to end. */
    @DataBoundSetter
    public void setStates(List<String> states) {
        this.states = EmptyFields.kept(states);
    }

    public int getBakeMinutes() {
        return bakeMinutes;
    }

    @DataBoundSetter
    public void setBakeMinutes(int bakeMinutes) {
        this.bakeMinutes = bakeMinutes;
    }

    public String getOnAlarm() {
        return onAlarm;
    }

    @DataBoundSetter
    public void setOnAlarm(String onAlarm) {
        this.onAlarm = EmptyFields.kept(onAlarm);
    }

    @Override
    protected String inWords() {
        String others = states.equals(List.of(ALARM)) ? "" : " (" + String.join(", ", states) + ")";
        return "no alarm of " + quoted(alarms) + others + (bakeMinutes > 0 ? " for " + bakeMinutes + " minutes" : "");
    }

    @Override
    protected List<String> awsProblems() {
        List<String> problems = new ArrayList<>();
        if (alarms.isEmpty()) {
            problems.add("alarms: there is none.");
        } else if (alarms.stream().anyMatch(String::isBlank)) {
            problems.add("alarms: one is blank, as an unset variable is.");
        } else if (alarms.size() > MOST_ALARMS || alarms.stream().anyMatch(name -> name.length() > LONGEST_NAME)) {
            problems.add("alarms: at most " + MOST_ALARMS + ", and of at most " + LONGEST_NAME + " characters each.");
        }
        if (states.isEmpty() || !STATES.containsAll(states)) {
            problems.add("states: '" + String.join(", ", states) + "' has to be one or both of "
                    + String.join(", ", STATES) + ".");
        }
        if (bakeMinutes < 0 || bakeMinutes > LONGEST_BAKE) {
            problems.add("bakeMinutes: must be between 0 and " + LONGEST_BAKE + ".");
        }
        if (!List.of(WAIT, FAIL).contains(onAlarm)) {
            problems.add("onAlarm: '" + onAlarm + "' is neither WAIT nor FAIL.");
        }
        return problems;
    }

    @Override
    protected CompletionStage<ConditionAnswer> ask(AwsSession session, RuleLook look) {
        return ActionThreads.get()
                .shared(AlarmLooks.class, scheduler -> new AlarmLooks(scheduler, paces()))
                .ask(session, alarms)
                .thenApply(seen -> answer(seen, look));
    }

    /** @param seen those that there are, by their names */
    ConditionAnswer answer(Map<String, Alarm> seen, RuleLook look) {
        List<String> missing =
                alarms.stream().filter(name -> !seen.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            return ConditionAnswer.waiting(
                    "there is no alarm " + quoted(missing)
                            + ". Create it in this account and region, or correct alarms",
                    null);
        }
        List<String> on = alarms.stream()
                .map(seen::get)
                .filter(alarm -> states.contains(alarm.state()))
                .map(alarm -> "'" + alarm.name() + "' is in state " + alarm.state())
                .toList();
        if (!on.isEmpty()) {
            String why = String.join(", ", on) + muted(seen);
            return onAlarm.equals(FAIL) ? ConditionAnswer.fail(why) : ConditionAnswer.waiting(why, null);
        }
        return bakeMinutes == 0 ? ConditionAnswer.pass("clear" + muted(seen)) : baking(seen, look);
    }

    private ConditionAnswer baking(Map<String, Alarm> seen, RuleLook look) {
        Map<String, String> kept = look.last() == null ? Map.of() : look.last().kept();
        Instant looked = moment(kept, LOOKED);
        Instant since = moment(kept, CLEAR_SINCE);
        if (since == null || looked == null || looked.plus(GAP).isBefore(look.now())) {
            // What has changed since may have been on in between.
            since = Stream.concat(
                            Stream.of(since == null ? look.opened() : since),
                            seen.values().stream().map(Alarm::since).filter(Objects::nonNull))
                    .max(Instant::compareTo)
                    .orElseThrow();
        }
        // Not at each look: it is saved.
        boolean said = looked != null && look.now().isBefore(looked.plus(GAP.dividedBy(2)));
        Instant until = since.plus(Duration.ofMinutes(bakeMinutes));
        ConditionAnswer answer = look.now().isBefore(until)
                ? ConditionAnswer.waiting(
                        "clear; has to stay so until " + Window.inWords(until, ZoneId.of("UTC")) + muted(seen), until)
                : ConditionAnswer.pass("clear for " + bakeMinutes + " minutes" + muted(seen));
        return answer.keeping(Map.of(CLEAR_SINCE, since.toString(), LOOKED, (said ? looked : look.now()).toString()));
    }

    private static Instant moment(Map<String, String> kept, String name) {
        String moment = kept.get(name);
        return moment == null ? null : Instant.parse(moment);
    }

    /** That it stands so counts all the same; but people may wonder why nobody was told. */
    private String muted(Map<String, Alarm> seen) {
        List<String> muted =
                alarms.stream().filter(name -> !seen.get(name).acts()).toList();
        return muted.isEmpty() ? "" : " (actions are switched off: " + quoted(muted) + ")";
    }

    private static String quoted(List<String> names) {
        return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
    }

    @Extension
    @Symbol("alarmClear")
    public static final class DescriptorImpl extends AwsRuleDescriptor {

        @Override
        public String getDisplayName() {
            return "No CloudWatch alarm";
        }

        @POST
        public ListBoxModel doFillOnAlarmItems(@AncestorInPath Item item) {
            return choice(item, WAIT, "Wait until it is over", FAIL, "Fail");
        }
    }
}
