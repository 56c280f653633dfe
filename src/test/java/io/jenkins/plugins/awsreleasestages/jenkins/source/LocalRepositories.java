package io.jenkins.plugins.awsreleasestages.jenkins.source;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** While a test runs, a path on this machine may be a repository. */
final class LocalRepositories implements BeforeEachCallback, AfterEachCallback {

    @Override
    public void beforeEach(ExtensionContext test) {
        System.setProperty(GitRepositorySource.ALLOW_LOCAL, "true");
    }

    @Override
    public void afterEach(ExtensionContext test) {
        System.clearProperty(GitRepositorySource.ALLOW_LOCAL);
    }
}
