package io.jenkins.plugins.awsreleasestages.runner;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** The parameters of a data-bound class: those of its constructor are required, those with setters are not. */
final class Parameters {

    private final Constructor<?> constructor;
    private final Map<String, Type> required = new LinkedHashMap<>();
    private final Map<String, Setter> optional = new LinkedHashMap<>();

    private record Setter(Type type, Assignment assignment) {}

    private interface Assignment {
        void set(Object on, Object value) throws ReflectiveOperationException;
    }

    private Parameters(Constructor<?> constructor) {
        this.constructor = constructor;
    }

    static Parameters of(Class<?> type) {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (constructor.isAnnotationPresent(DataBoundConstructor.class)) {
                return read(type, constructor);
            }
        }
        throw new IllegalStateException("There is no @DataBoundConstructor on any constructor of " + type);
    }

    private static Parameters read(Class<?> type, Constructor<?> constructor) {
        Parameters parameters = new Parameters(constructor);
        for (Parameter parameter : constructor.getParameters()) {
            parameters.required.put(parameter.getName(), parameter.getParameterizedType());
        }
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            for (Method method : c.getDeclaredMethods()) {
                if (method.isAnnotationPresent(DataBoundSetter.class)) {
                    String name = decapitalized(method.getName().substring("set".length()));
                    parameters.optional.putIfAbsent(
                            name, new Setter(method.getGenericParameterTypes()[0], method::invoke));
                }
            }
            for (Field field : c.getDeclaredFields()) {
                if (field.isAnnotationPresent(DataBoundSetter.class)) {
                    parameters.optional.putIfAbsent(field.getName(), new Setter(field.getGenericType(), field::set));
                }
            }
        }
        parameters.required.keySet().forEach(parameters.optional::remove);
        return parameters;
    }

    private static String decapitalized(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    /** Null when there is no such parameter. */
    Type type(String name) {
        Type type = required.get(name);
        if (type != null) {
            return type;
        }
        Setter setter = optional.get(name);
        return setter == null ? null : setter.type();
    }

    List<String> required() {
        return List.copyOf(required.keySet());
    }

    List<String> names() {
        List<String> names = new ArrayList<>(required.keySet());
        optional.keySet().stream().sorted().forEach(names::add);
        return names;
    }

    /** The parameter that a single value without a name is for; null when it must be named. */
    String sole() {
        if (required.size() == 1) {
            return required.keySet().iterator().next();
        }
        return required.isEmpty() && optional.size() == 1
                ? optional.keySet().iterator().next()
                : null;
    }

    boolean has(String name) {
        return required.containsKey(name) || optional.containsKey(name);
    }

    /** Groovy's types are checked already; what goes wrong now is what the class itself refuses. */
    Object create(Map<String, Object> values) throws Exception {
        try {
            constructor.setAccessible(true);
            List<Object> arguments = new ArrayList<>();
            required.forEach((name, type) ->
                    arguments.add(values.containsKey(name) ? values.get(name) : nothing(type)));
            Object created = constructor.newInstance(arguments.toArray());
            for (Map.Entry<String, Setter> setter : optional.entrySet()) {
                if (values.containsKey(setter.getKey())) {
                    setter.getValue().assignment().set(created, values.get(setter.getKey()));
                }
            }
            return created;
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static Object nothing(Type type) {
        if (type == boolean.class) {
            return false;
        }
        return null;
    }

    @Override
    public String toString() {
        return names().stream()
                .map(name -> required.containsKey(name) ? name + " (required)" : name)
                .collect(Collectors.joining(", "));
    }
}
