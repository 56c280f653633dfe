package io.jenkins.plugins.awsreleasestages.jenkins.role;

import java.io.Serializable;

/**
 * A folder with a block's credentials for the shell. Saved with the program, so that they go on being renewed after a
 * restart.
 *
 * @param node the agent's name; empty for the controller itself
 * @param folder its path there
 */
public record ShellPlace(String node, String folder) implements Serializable {

    String where() {
        return folder + (node.isEmpty() ? " on the controller" : " on " + node);
    }
}
