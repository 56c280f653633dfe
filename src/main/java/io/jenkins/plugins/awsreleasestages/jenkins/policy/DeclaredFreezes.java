package io.jenkins.plugins.awsreleasestages.jenkins.policy;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Item;
import hudson.model.Job;
import hudson.model.listeners.ItemListener;
import hudson.security.AccessControlled;
import io.jenkins.plugins.awsreleasestages.approval.Policies.Placed;
import io.jenkins.plugins.awsreleasestages.jenkins.audit.ReleaseAudit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;
import java.util.stream.Stream;
import jenkins.model.GlobalConfiguration;
import jenkins.model.Jenkins;

/**
 * All freezes that people have declared. They are kept here and not with their folders: whatever makes folders anew, as a seed job
 * does, would end them.
 */
@Extension
public class DeclaredFreezes extends GlobalConfiguration {

    private static final Logger LOGGER = Logger.getLogger(DeclaredFreezes.class.getName());

    private List<DeclaredFreeze> freezes = new ArrayList<>();

    public DeclaredFreezes() {
        load();
    }

    static DeclaredFreezes get() {
        return ExtensionList.lookupSingleton(DeclaredFreezes.class);
    }

    /** The full names of the places around a job, the whole Jenkins first. */
    static List<String> placesOf(Job<?, ?> job) {
        List<String> places = new ArrayList<>();
        Object group = job.getParent();
        while (group instanceof Item folder) {
            places.add(0, folder.getFullName());
            group = folder.getParent();
        }
        places.add(0, "");
        return places;
    }

    /** Who sets the policies of a place freezes it. */
    static boolean mayFreeze(String place) {
        AccessControlled owner = place.isEmpty() ? Jenkins.get() : Jenkins.get().getItemByFullName(place, Item.class);
        return owner != null && owner.hasPermission(place.isEmpty() ? Jenkins.ADMINISTER : Item.CONFIGURE);
    }

    /** Those that bind a job and are not over. */
    synchronized List<DeclaredFreeze> over(Job<?, ?> job) {
        List<String> places = placesOf(job);
        Instant now = Instant.now();
        return freezes.stream()
                .filter(freeze -> places.contains(freeze.getPlace()) && !freeze.isOver(now))
                .toList();
    }

    List<Placed> placed(Job<?, ?> job) {
        return over(job).stream().map(DeclaredFreeze::placed).toList();
    }

    synchronized void declare(DeclaredFreeze freeze) {
        Instant now = Instant.now();
        keep(Stream.concat(freezes.stream().filter(one -> !one.isOver(now)), Stream.of(freeze)));
        record("freeze.declared", freeze, freeze.getBy());
    }

    synchronized void end(DeclaredFreeze freeze, String by) {
        keep(freezes.stream().filter(one -> !one.getId().equals(freeze.getId())));
        record("freeze.ended", freeze, by);
    }

    private static void record(String kind, DeclaredFreeze freeze, String by) {
        LOGGER.info(() -> kind + " by " + by + " in '" + freeze.getPlace() + "' " + freeze.getTimes() + ": "
                + freeze.getReason());
        ReleaseAudit.record(
                kind,
                Map.of(
                        "folder", freeze.getPlace(),
                        "by", by,
                        "id", freeze.getId(),
                        "times", freeze.getTimes(),
                        "reason", freeze.getReason()));
    }

    private void keep(Stream<DeclaredFreeze> left) {
        freezes = new ArrayList<>(left.toList());
        save();
    }

    private synchronized void moved(String from, String to) {
        if (freezes.stream().anyMatch(freeze -> freeze.getPlace().equals(from))) {
            keep(freezes.stream().map(freeze -> freeze.getPlace().equals(from) ? freeze.in(to) : freeze));
        }
    }

    private synchronized void gone(String place) {
        if (freezes.stream().anyMatch(freeze -> freeze.getPlace().equals(place))) {
            keep(freezes.stream().filter(freeze -> !freeze.getPlace().equals(place)));
        }
    }

    /** A freeze goes with its folder. */
    @Extension
    public static final class Moves extends ItemListener {

        @Override
        public void onLocationChanged(Item item, String oldFullName, String newFullName) {
            get().moved(oldFullName, newFullName);
        }

        @Override
        public void onDeleted(Item item) {
            get().gone(item.getFullName());
        }
    }
}
