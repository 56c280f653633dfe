package io.jenkins.plugins.awsreleasestages.jenkins.notice;

import hudson.ExtensionList;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Run;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * Receivers as policies and steps name them. Who writes a Jenkinsfile says a name and nothing else: where that leads to, and
 * with which credentials, is set up in Jenkins's settings and in folders.
 */
public final class NamedReceivers {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private NamedReceivers() {}

    /** @return what is wrong with a name, or null */
    static String nameProblem(String name) {
        return NAME.matcher(name).matches()
                ? null
                : "'" + name + "' is no name of a receiver: 1 to 100 letters, digits and . _ - only.";
    }

    /** What can be no name at all, a sentence each. */
    public static List<String> nameProblems(List<String> notify) {
        List<String> problems = new ArrayList<>();
        for (String name : notify) {
            String problem = name.isBlank() ? "one is blank. Leave the list out for nobody." : nameProblem(name);
            if (problem != null) {
                problems.add("notify: " + problem);
            }
        }
        return problems;
    }

    /** The names that no receiver has which the run may name, a sentence each. */
    public static List<String> problems(Run<?, ?> run, List<String> notify) {
        // A run without Jenkins finds no receivers, and tells nobody.
        return run == null || run.getUrl().isEmpty()
                ? nameProblems(notify)
                : problems(run.getParent().getParent(), notify);
    }

    /**
     * What is wrong with the names that a step says.
     *
     * @return empty where it says none; a blank one is said by whoever asks for all fields
     */
    public static List<String> problems(StepContext context, List<String> notify)
            throws IOException, InterruptedException {
        List<String> said = notify.stream().filter(name -> !name.isBlank()).toList();
        return said.isEmpty() ? List.of() : problems(context.get(Run.class), said);
    }

    private static List<String> problems(ItemGroup<?> group, List<String> notify) {
        List<String> problems = nameProblems(notify);
        TreeSet<String> there = new TreeSet<>();
        around(group)
                .values()
                .forEach(receivers -> receivers.stream()
                        .map(NoticeReceiver::getName)
                        .filter(name -> name != null)
                        .forEach(there::add));
        notify.stream()
                .filter(name -> !name.isBlank() && nameProblem(name) == null && !there.contains(name))
                .distinct()
                .forEach(name -> problems.add("notify: no receiver of notices has the name '" + name + "' here. "
                        + (there.isEmpty() ? "None has a name." : "There are: " + String.join(", ", there) + ".")));
        return problems;
    }

    /** For the form of a policy: receivers may be named that a folder further in, or somebody later, sets up. */
    public static FormValidation check(Item item, List<String> notify) {
        return FieldChecks.guarded(item, () -> {
            List<String> wrong = nameProblems(notify);
            if (!wrong.isEmpty()) {
                return FormValidation.error(FieldChecks.withoutField(wrong.get(0)));
            }
            ItemGroup<?> group =
                    item == null ? Jenkins.get() : item instanceof ItemGroup<?> own ? own : item.getParent();
            List<String> unknown = problems(group, notify);
            return unknown.isEmpty()
                    ? FormValidation.ok()
                    : FormValidation.warning(FieldChecks.withoutField(unknown.get(0)));
        });
    }

    /** Those of the administrator and of all folders around, by the full name of the folder. */
    static Map<String, List<NoticeReceiver>> around(ItemGroup<?> inner) {
        Map<String, List<NoticeReceiver>> all = new LinkedHashMap<>();
        all.put("", Notices.get().getReceivers());
        ItemGroup<?> group = inner;
        while (group instanceof Item folder) {
            all.put(folder.getFullName(), of(group));
            group = folder.getParent();
        }
        return all;
    }

    static List<NoticeReceiver> of(ItemGroup<?> group) {
        return ExtensionList.lookup(FolderNotices.class).stream()
                .flatMap(found -> found.of(group).stream())
                .toList();
    }
}
