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

    /** Of what this is the form. */
    default Class<?> type() {
        return ((Descriptor<?>) this).clazz;
    }

    private StepFields fields() {
        return StepFields.of(type());
    }
}
