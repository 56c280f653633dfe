package io.jenkins.plugins.awsreleasestages.jenkins.notice;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.awsreleasestages.engine.Scheduler;
import io.jenkins.plugins.awsreleasestages.jenkins.ActionThreads;
import io.jenkins.plugins.awsreleasestages.notice.Destination;
import io.jenkins.plugins.awsreleasestages.notice.Notice;
import io.jenkins.plugins.awsreleasestages.notice.Outbox;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;
import net.sf.json.JSONObject;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.StaplerRequest2;

/** The receivers that the administrator has set up; and the one way by which notices go to them and to those of folders. */
@Extension
@Symbol("awsReleaseNotices")
public class Notices extends GlobalConfiguration {

    private static final Logger LOGGER = Logger.getLogger(Notices.class.getName());

    private List<NoticeReceiver> receivers = new ArrayList<>();

    public Notices() {
        load();
    }

    public static Notices get() {
        return ExtensionList.lookupSingleton(Notices.class);
    }

    @Override
    public String getDisplayName() {
        return "AWS release notices";
    }

    public List<NoticeReceiver> getReceivers() {
        return receivers;
    }

    /** @throws IllegalArgumentException says all that is wrong */
    @DataBoundSetter
    public void setReceivers(List<NoticeReceiver> receivers) {
        this.receivers = NoticeReceiver.checked(receivers);
    }

    @Override
    public boolean configure(StaplerRequest2 request, JSONObject form) throws FormException {
        setReceivers(NoticeReceiver.submitted(request, form));
        save();
        return true;
    }

    // Sending.

    /** What waited when the controller went down is sent now. */
    @Initializer(after = InitMilestone.JOB_CONFIG_ADAPTED)
    public static void goOn() {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            office().dispatch.go();
        }
    }

    /**
     * Tells all who are set up for the run's job, later and once: what was told already is not told again. Never fails, and
     * waits for nobody.
     *
     * @param named the names of those who are told besides; a name that nobody has tells nobody
     */
    public static void tell(Run<?, ?> run, Notice notice, Collection<String> named) {
        tell(run, notice, receiver -> receiver.getName() == null || named.contains(receiver.getName()));
    }

    /** Tells only those who are named. */
    public static void tellOnly(Run<?, ?> run, Notice notice, Collection<String> named) {
        tell(run, notice, receiver -> named.contains(receiver.getName()));
    }

    private static void tell(Run<?, ?> run, Notice notice, Predicate<NoticeReceiver> whom) {
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            List<Destination> to = destinations(run.getParent(), whom.and(receiver -> receiver.wants(notice.kind())));
            if (!to.isEmpty()) {
                office().dispatch.put(notice, to);
            }
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, "Notice " + notice.id() + " is not sent", e);
        }
    }

    private static List<Destination> destinations(Job<?, ?> job, Predicate<NoticeReceiver> whom) {
        List<Destination> all = new ArrayList<>();
        NamedReceivers.around(job.getParent())
                .forEach((place, receivers) -> receivers.stream()
                        .filter(whom)
                        .map(one -> one.in(place))
                        .forEach(all::add));
        return all;
    }

    /** What there is of it while the controller is up. */
    private record Office(Outbox outbox, Dispatch dispatch, Map<String, Consumer<String>> listeners) {}

    private static Office office() {
        return ActionThreads.get().shared(Office.class, Notices::open);
    }

    private static Office open(Scheduler scheduler) {
        Path file = Jenkins.get()
                .getRootDir()
                .toPath()
                .resolve("aws-release-stages")
                .resolve("notices.jsonl");
        Outbox outbox = new Outbox(file, scheduler.clock());
        Map<String, Consumer<String>> listeners = new ConcurrentHashMap<>();
        Dispatch.Troubles troubles = (to, gates, why) -> gates.stream()
                .map(listeners::get)
                .filter(Objects::nonNull)
                .forEach(listener -> listener.accept(inWords(to) + " does not take a notice: " + why));
        return new Office(outbox, new Dispatch(outbox, scheduler, Notices::send, troubles), listeners);
    }

    private static CompletableFuture<?> send(Outbox.Entry entry) {
        Destination to = entry.to();
        Item folder = to.place().isEmpty() ? null : Jenkins.get().getItemByFullName(to.place(), Item.class);
        NoticeReceiver receiver = at(to.place(), folder).stream()
                .filter(one -> one.in(to.place()).equals(to))
                .findFirst()
                .orElseThrow(() -> new NoticeReceiver.NotWanted("The receiver is not set up any more."));
        return receiver.send(entry.notice(), entry.attempts(), folder);
    }

    /** @param folder null where it is gone */
    private static List<NoticeReceiver> at(String place, Item folder) {
        if (place.isEmpty()) {
            return get().getReceivers();
        }
        return folder instanceof ItemGroup<?> group ? NamedReceivers.of(group) : List.of();
    }

    private static String inWords(Destination to) {
        NoticeReceiver receiver = NoticeReceiver.of(to);
        String what = receiver == null ? to.kind() : receiver.inWords();
        return to.place().isEmpty() ? what : what + " of folder '" + to.place() + "'";
    }

    // Seeing.

    /**
     * Tells of notices about a gate that do not get through.
     *
     * @return to end it
     */
    public static Scheduler.Scheduled listen(String gate, Consumer<String> told) {
        Map<String, Consumer<String>> listeners = office().listeners;
        listeners.put(gate, told);
        return () -> listeners.remove(gate, told);
    }

    /** Why notices about a gate have not got through yet, a sentence or more for each receiver. */
    public static List<String> troubles(String gate) {
        List<String> words = new ArrayList<>();
        office().outbox
                .troubles(gate)
                .forEach((to, report) -> words.add(inWords(to) + ": " + report.trouble()
                        + (report.next() == null
                                ? ""
                                : " It is tried again at " + report.next().truncatedTo(ChronoUnit.SECONDS) + ".")));
        return words;
    }

    /** How it goes with each receiver, by what people are shown of it. */
    static Map<String, Outbox.Report> reports() {
        Map<String, Outbox.Report> reports = new TreeMap<>();
        office().outbox.reports().forEach((to, report) -> reports.put(inWords(to), report));
        return reports;
    }

    /** For pages. */
    static String inWords(Instant time) {
        return time == null ? "–" : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
