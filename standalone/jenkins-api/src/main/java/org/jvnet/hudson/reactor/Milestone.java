package org.jvnet.hudson.reactor;


public interface Milestone {}
