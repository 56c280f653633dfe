package jenkins.scm.api;

import hudson.ExtensionPoint;

public abstract class SCMNavigator implements ExtensionPoint {}
