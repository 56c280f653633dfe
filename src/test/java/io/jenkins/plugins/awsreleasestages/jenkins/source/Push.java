package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.scm.SCM;
import java.util.Map;
import jenkins.scm.api.SCMHead;
import jenkins.scm.api.SCMHeadEvent;
import jenkins.scm.api.SCMNavigator;
import jenkins.scm.api.SCMRevision;
import jenkins.scm.api.SCMSource;

/** An event as those of the plugins for GitHub, GitLab and Bitbucket: it is about no source control on its own. */
final class Push extends SCMHeadEvent<String> {

    private final String repository;

    Push(String repository) {
        super(Type.UPDATED, "main", "127.0.0.1");
        this.repository = repository;
    }

    @Override
    public String getSourceName() {
        return repository;
    }

    @Override
    public Map<SCMHead, SCMRevision> heads(SCMSource source) {
        return Map.of();
    }

    @Override
    public boolean isMatch(SCMNavigator navigator) {
        return false;
    }

    @Override
    public boolean isMatch(SCM scm) {
        return false;
    }
}
