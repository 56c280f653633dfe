package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.init.InitMilestone;
import hudson.model.Action;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.listeners.ItemListener;
import hudson.triggers.TimerTrigger;
import hudson.triggers.Trigger;
import hudson.triggers.TriggerDescriptor;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.engine.SafetyLook;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork;
import io.jenkins.plugins.awsreleasestages.jenkins.BlockingWork.Length;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.Expansion;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsNames;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleScope;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsRoleStep;
import io.jenkins.plugins.awsreleasestages.jenkins.role.EnvironmentForm;
import io.jenkins.plugins.awsreleasestages.source.PushFilter;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import jenkins.model.Jenkins;
import jenkins.model.ParameterizedJobMixIn;
import jenkins.triggers.TriggeredItem;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

/** Looks at a source on a schedule and starts the job once for each new revision. */
public class AwsSourceTrigger extends Trigger<Item> {

    private final AwsSource source;
    private String environment;
    private String role;
    private String credentialsId;
    private String region;

    /** Null in triggers that were saved before there were any. */
    private List<ChangeFilter> filters = new ArrayList<>();

    /** Another one in tests that cannot wait for an hour; for triggers that are started from then on. */
    static Clock clock = Clock.systemUTC();

    /** 0: only by the schedule. */
    private int everySeconds;

    private transient Polling polling;
    private transient EverySeconds every;

    private transient Scheduler.Scheduled watching;

    /** Since when what others have found is too old, because there was news of the source; null before the first. */
    private transient volatile Instant news;

    /** @throws IllegalArgumentException when the schedule is malformed */
    @DataBoundConstructor
    public AwsSourceTrigger(String spec, AwsSource source) {
        super(Util.fixNull(spec));
        this.source = source;
    }

    public AwsSource getSource() {
        return source;
    }

    public String getEnvironment() {
        return environment;
    }

    @DataBoundSetter
    public void setEnvironment(String environment) {
        this.environment = EmptyFields.kept(environment);
    }

    public String getRole() {
        return role;
    }

    @DataBoundSetter
    public void setRole(String role) {
        this.role = EmptyFields.kept(role);
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = EmptyFields.kept(credentialsId);
    }

    public String getRegion() {
        return region;
    }

    @DataBoundSetter
    public void setRegion(String region) {
        this.region = EmptyFields.kept(region);
    }

    public int getEverySeconds() {
        return everySeconds;
    }

    @DataBoundSetter
    public void setEverySeconds(int everySeconds) {
        this.everySeconds = everySeconds;
    }

    public List<ChangeFilter> getFilters() {
        return filters == null ? new ArrayList<>() : filters;
    }

    /** @param filters of which one is enough; all changes start the job where there are none */
    @DataBoundSetter
    public void setFilters(List<ChangeFilter> filters) {
        // Jenkins's own serializer refuses the JDK's immutable collections.
        this.filters = filters == null ? new ArrayList<>() : new ArrayList<>(filters);
    }

    @Override
    public void start(Item project, boolean newInstance) {
        super.start(project, newInstance);
        // The folder is asked for at each use: it is another one after a rename, which starts no trigger anew.
        polling = new Polling(project::getRootDir, Life.current(), clock);
        watching = SourceNews.watch(project, source, watchesSeveral(), polling, moment -> {
            news = moment;
            return look();
        });
        if (everySeconds != 0) {
            every = new EverySeconds(everySeconds, ActionThreads.get(), new Beat(project, this));
            every.begin();
        }
    }

    private record Beat(Item project, AwsSourceTrigger trigger) implements EverySeconds.Beat {

        @Override
        public String name() {
            return project.getFullName();
        }

        /** Not when the job was deleted, or is another object since Jenkins has read it again. */
        @Override
        public boolean goesOn() {
            return !isStarted() || Jenkins.get().getItemByFullName(name(), Item.class) == project;
        }

        @Override
        public void now() {
            trigger.run();
        }

        @Override
        public Duration within(Duration usual) {
            Instant news = SourceNews.isOfItAlone(trigger.source) ? trigger.news : null;
            return SafetyLook.within(news, news, ActionThreads.get().clock().instant(), usual);
        }
    }

    /** Before, the queue is empty: whatever is in it would seem to be lost. */
    private static boolean isStarted() {
        return Jenkins.get().getInitLevel() == InitMilestone.COMPLETED;
    }

    @Override
    public void stop() {
        if (every != null) {
            every.stop();
        }
        if (watching != null) {
            watching.cancel();
        }
        super.stop();
    }

    /** Jenkins itself stops no trigger of a job that is deleted. */
    @Extension
    public static final class Deleted extends ItemListener {

        @Override
        public void onDeleted(Item item) {
            if (item instanceof TriggeredItem triggered) {
                triggered.getTriggers().values().stream()
                        .filter(AwsSourceTrigger.class::isInstance)
                        .forEach(Trigger::stop);
            }
        }
    }

    /** Called on the thread of all triggers: only hands the look on. */
    @Override
    public void run() {
        look();
    }

    /** @return false while another look goes on */
    private boolean look() {
        if (!(job instanceof Job<?, ?> watched)
                || !isStarted()
                || !watched.isBuildable()
                || Jenkins.get().isQuietingDown()) {
            return true;
        }
        Polling now = polling;
        boolean begun = now != null && now.begin();
        if (begun) {
            BlockingWork.get().at(Length.SHORT, place(), now::waits).begin(() -> {
                now.look(() -> look(watched), filter(watched), new JobRuns(watched));
                return null;
            });
        }
        return begun;
    }

    Optional<Polling.Trouble> trouble() {
        return polling == null ? Optional.empty() : polling.trouble();
    }

    /** When it looks next by itself, besides its schedule; empty where it does not. */
    Optional<Instant> nextLook() {
        return Optional.ofNullable(every).map(EverySeconds::next);
    }

    private String place() {
        return source == null ? "a source" : source.place();
    }

    /** Names the time between two starts of the controller. */
    private record Life(String name) {
        static String current() {
            return ActionThreads.get()
                    .shared(Life.class, scheduler -> new Life(UUID.randomUUID().toString()))
                    .name();
        }
    }

    /** What is looked for by jobs that watch the same, and for a while remembered. */
    private record Shared(SharedLooks<Polling.Found> looks, SharedLooks<PushFilter.Files> differences) {
        static Shared current() {
            return ActionThreads.get()
                    .shared(
                            Shared.class,
                            scheduler -> new Shared(
                                    new SharedLooks<>(scheduler.clock()), new SharedLooks<>(scheduler.clock())));
        }
    }

    private Polling.Found look(Job<?, ?> watched) throws IOException, InterruptedException {
        List<String> problems = problems();
        if (!problems.isEmpty()) {
            throw RemoteFailure.refused(String.join(" ", problems));
        }
        JobSite site = new JobSite(watched, scope());
        boolean several = watchesSeveral();
        SharedLooks<Polling.Found> looks = Shared.current().looks();
        String key = several + key(site);
        if (news != null) {
            looks.forget(key, news);
        }
        return looks.look(
                key,
                this,
                () -> several ? ((FilteredSource) source).everything(site) : Polling.Found.one(source.look(site)));
    }

    /** Whether not only the source's own branch, object or tag is watched. */
    private boolean watchesSeveral() {
        return said().stream().anyMatch(PushFilter::isOfNames);
    }

    /** The same for the same source, seen by the same identity. */
    private String key(JobSite site) throws IOException, InterruptedException {
        return " " + source.said() + " " + source.identity(site);
    }

    private List<PushFilter> said() {
        return getFilters().stream().map(ChangeFilter::said).toList();
    }

    private Polling.Filter filter(Job<?, ?> watched) {
        List<PushFilter> said = said();
        if (said.isEmpty()) {
            return Polling.Filter.NONE;
        }
        // The look before has refused filters that the source cannot have.
        return (before, looked) -> PushFilter.decide(
                said,
                PushFilter.Changed.of(looked, ((FilteredSource) source).ownName()),
                () -> before == null ? PushFilter.Files.FIRST : differences(watched, before, looked));
    }

    /** Asked once by all jobs that a change concerns. */
    private PushFilter.Files differences(Job<?, ?> watched, SourceRevision before, SourceRevision after)
            throws IOException, InterruptedException {
        JobSite site = new JobSite(watched, scope());
        return Shared.current()
                .differences()
                .look(
                        before.id() + " " + after.id() + key(site),
                        this,
                        () -> ((FilteredSource) source).changed(site, before, after));
    }

    private AwsRoleScope scope() {
        return new AwsRoleScope(
                EmptyFields.orNull(environment),
                EmptyFields.orNull(role),
                EmptyFields.orNull(credentialsId),
                EmptyFields.orNull(region),
                null,
                null,
                null,
                null,
                false);
    }

    /** What is wrong with it, a sentence each. */
    List<String> problems() {
        List<String> problems = new ArrayList<>(source == null ? List.of("source: is missing.") : source.problems());
        if (source != null && source.unwatchable() != null) {
            problems.add(source.unwatchable());
        }
        problems.addAll(scope().problems());
        problems.addAll(filterProblems());
        Optional.ofNullable(EverySeconds.problem(everySeconds)).ifPresent(problems::add);
        problems.addAll(EmptyFields.problems(this, Expansion.NONE, problems));
        return problems;
    }

    private List<String> filterProblems() {
        List<String> problems = new ArrayList<>();
        Set<PushFilter.Thing> things = source instanceof FilteredSource one ? one.things() : Set.of();
        for (PushFilter filter : said()) {
            problems.addAll(filter.problems());
            problems.addAll(filter.foreign(things));
        }
        return problems;
    }

    @Override
    public Collection<? extends Action> getProjectActions() {
        return job instanceof Job<?, ?> watched ? List.of(new AwsSourcePollingAction(watched, this)) : List.of();
    }

    @Extension
    @Symbol("awsSourceChange")
    public static final class DescriptorImpl extends TriggerDescriptor implements EnvironmentForm.Choice {

        @Override
        public Trigger<?> newInstance(StaplerRequest2 request, JSONObject form) throws FormException {
            EmptyFields.forget(form);
            return super.newInstance(request, form);
        }

        @Override
        public boolean isApplicable(Item item) {
            return item instanceof Job && item instanceof ParameterizedJobMixIn.ParameterizedJob;
        }

        @Override
        public String getDisplayName() {
            return "Start on a new source revision (AWS Release Stages)";
        }

        @POST
        public FormValidation doCheckEverySeconds(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> {
                try {
                    return value == null || value.isBlank()
                            ? null
                            : EverySeconds.problem(Integer.parseInt(value.trim()));
                } catch (NumberFormatException e) {
                    return "'" + value + "' is not a whole number.";
                }
            });
        }

        /** The words, and the next times, of Jenkins's own timer. */
        @POST
        public FormValidation doCheckSpec(
                @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String everySeconds) {
            return FieldChecks.guarded(item, () -> {
                if (Util.fixEmptyAndTrim(value) != null) {
                    return ExtensionList.lookupSingleton(TimerTrigger.DescriptorImpl.class)
                            .doCheckSpec(value, item);
                }
                return Set.of("", "0").contains(Util.fixNull(everySeconds).trim())
                        ? FormValidation.warning("Without a schedule the source is never looked at.")
                        : FormValidation.ok();
            });
        }

        @POST
        public FormValidation doCheckRole(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> AwsNames.roleProblem(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public FormValidation doCheckRegion(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> AwsNames.regionProblem(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
            return ExtensionList.lookupSingleton(AwsRoleStep.DescriptorImpl.class)
                    .doFillCredentialsIdItems(item, credentialsId);
        }
    }
}
