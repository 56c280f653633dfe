package io.jenkins.plugins.awsreleasestages.jenkins.cloudformation;

import hudson.util.ListBoxModel;
import java.util.Arrays;

/** What becomes of an execution when the run is aborted. */
enum AbortChoice {
    /** An update is cancelled and rolls back; AWS cannot cancel a creation. */
    CANCEL,
    /** It goes on by itself. */
    LEAVE;

    /** @return what is wrong, or null */
    static String problem(String name) {
        return Arrays.stream(values()).anyMatch(choice -> choice.name().equals(name))
                ? null
                : "onAbort: '" + name + "' is neither CANCEL nor LEAVE.";
    }

    static ListBoxModel items() {
        ListBoxModel items = new ListBoxModel();
        items.add("Cancel an update and follow its rollback", CANCEL.name());
        items.add("Let it run", LEAVE.name());
        return items;
    }
}
