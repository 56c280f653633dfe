package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.model.Descriptor;

/** What the form of something with fields asks its descriptor, which implements this. */
public interface FieldsForm {

    /** A list or a map as the form shows it. */
    default String text(Object instance, String field) {
        return fields().text(instance, field);
    }

    /** Which of several ways to say the same was taken; see {@code form/way.jelly}. */
    default String way(Object instance, String of) {
        return fields().way(instance, of);
    }

    private StepFields fields() {
        return StepFields.of(((Descriptor<?>) this).clazz);
    }
}
