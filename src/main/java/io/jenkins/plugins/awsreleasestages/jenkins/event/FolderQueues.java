package io.jenkins.plugins.awsreleasestages.jenkins.event;

import hudson.ExtensionPoint;
import java.util.List;

/** The queues of folders. An extension point, because the plugin that makes folders may be missing. */
interface FolderQueues extends ExtensionPoint {

    /** Those of all folders that are there now, and are not disabled. */
    List<EventQueue.Place> all();
}
