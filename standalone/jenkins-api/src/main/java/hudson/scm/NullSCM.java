package hudson.scm;

public class NullSCM extends SCM {}
