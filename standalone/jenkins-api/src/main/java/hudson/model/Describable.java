package hudson.model;

import jenkins.model.Jenkins;

public interface Describable<T extends Describable<T>> {
    default Descriptor<T> getDescriptor() {
        @SuppressWarnings("unchecked")
        Descriptor<T> descriptor =
                Jenkins.get().getDescriptorOrDie((Class<? extends Describable<?>>) (Class<?>) getClass());
        return descriptor;
    }
}
