package hudson.model;

public abstract class JobPropertyDescriptor extends Descriptor<JobProperty<?>> {}
