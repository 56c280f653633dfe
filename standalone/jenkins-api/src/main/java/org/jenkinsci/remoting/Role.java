package org.jenkinsci.remoting;

public class Role {
    public Role(String name) {}
}
