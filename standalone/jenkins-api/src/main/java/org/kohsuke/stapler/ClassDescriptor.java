package org.kohsuke.stapler;

import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.util.Arrays;

/** Needs classes that were compiled with the names of parameters, as these are. */
public final class ClassDescriptor {

    private ClassDescriptor() {}

    public static String[] loadParameterNames(Constructor<?> constructor) {
        return Arrays.stream(constructor.getParameters())
                .map(Parameter::getName)
                .toArray(String[]::new);
    }
}
