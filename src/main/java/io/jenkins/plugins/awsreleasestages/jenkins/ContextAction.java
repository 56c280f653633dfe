package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.model.InvisibleAction;

/** What a build wrapper of a freestyle job gives the builders inside, as a block gives it to the steps inside. */
public abstract class ContextAction extends InvisibleAction {

    /** @return null where this is not of the type */
    public abstract <T> T find(Class<T> type);
}
