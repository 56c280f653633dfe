package io.jenkins.plugins.awsreleasestages.runner;

import groovy.lang.GString;
import hudson.model.Describable;
import hudson.model.Descriptor;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;

/** Makes a step, or what a step takes, from the arguments in a Jenkinsfile. */
final class Binder {

    private static final Map<Class<?>, Class<?>> BOXES = Map.of(
            boolean.class, Boolean.class,
            int.class, Integer.class,
            long.class, Long.class,
            double.class, Double.class,
            float.class, Float.class,
            char.class, Character.class,
            short.class, Short.class,
            byte.class, Byte.class);

    private final Catalog catalog;

    Binder(Catalog catalog) {
        this.catalog = catalog;
    }

    Step step(StepDescriptor descriptor, Map<String, Object> arguments) throws Exception {
        return descriptor.clazz.cast(bind(descriptor.getFunctionName(), descriptor.clazz, arguments));
    }

    private Object bind(String name, Class<?> type, Map<String, Object> arguments) throws Exception {
        Parameters parameters = Parameters.of(type);
        List<String> problems = problems(name, parameters, arguments.keySet());
        Map<String, Object> values = new LinkedHashMap<>();
        for (Map.Entry<String, Object> argument : arguments.entrySet()) {
            if (!parameters.has(argument.getKey())) {
                continue;
            }
            try {
                String where = name + ": " + argument.getKey();
                values.put(argument.getKey(), convert(where, argument.getValue(), parameters.type(argument.getKey())));
            } catch (BadArguments e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new BadArguments(problems);
        }
        return parameters.create(values);
    }

    /** What the names alone tell: unknown ones, missing ones. */
    static List<String> problems(String name, Parameters parameters, Set<String> given) {
        if (!given.isEmpty() && given.stream().noneMatch(parameters::has)) {
            String first = parameters.required().stream().findFirst().orElse(null);
            if (first != null && given.size() > 1) {
                return new ArrayList<>(List.of(name + " wants its arguments by name: write " + name + " " + first
                        + ": … before what you gave it. It takes: " + parameters));
            }
        }
        List<String> problems = new ArrayList<>();
        for (String argument : given) {
            if (!parameters.has(argument)) {
                problems.add(name + " has no parameter " + argument + "; it takes: " + parameters + "."
                        + Catalog.didYouMean(argument, parameters.names()));
            }
        }
        for (String wanted : parameters.required()) {
            if (!given.contains(wanted)) {
                problems.add(name + " needs " + wanted + "; it takes: " + parameters);
            }
        }
        return problems;
    }

    /** The arguments by name, from what stands between the parentheses. */
    static Map<String, Object> named(String name, Class<?> type, List<Object> positional) throws BadArguments {
        if (positional.isEmpty()) {
            return Map.of();
        }
        String sole = Parameters.of(type).sole();
        if (positional.size() == 1 && positional.get(0) instanceof Map<?, ?> map && !onlyValue(map, type, sole)) {
            Map<String, Object> named = new LinkedHashMap<>();
            map.forEach((key, value) -> named.put(String.valueOf(key), flat(value)));
            return named;
        }
        if (positional.size() == 1 && sole != null) {
            Map<String, Object> named = new LinkedHashMap<>();
            named.put(sole, flat(positional.get(0)));
            return named;
        }
        throw new BadArguments(List.of(name + " wants its arguments by name; it takes: " + Parameters.of(type)));
    }

    /** The arguments of a step that takes any names. */
    static Map<String, Object> byName(String name, List<Object> positional) throws BadArguments {
        if (positional.size() != 1 || !(positional.get(0) instanceof Map<?, ?> map)) {
            throw new BadArguments(List.of(name + " wants its arguments by name"));
        }
        Map<String, Object> named = new LinkedHashMap<>();
        map.forEach((key, value) -> named.put(String.valueOf(key), flat(value)));
        return named;
    }

    /** A map may also be the one value of a step whose only parameter is a map. */
    private static boolean onlyValue(Map<?, ?> map, Class<?> type, String sole) {
        Parameters parameters = Parameters.of(type);
        return sole != null
                && parameters.names().size() == 1
                && !map.containsKey(sole)
                && Map.class.isAssignableFrom(erased(parameters.type(sole)));
    }

    /** Text with variables in it becomes plain text before anybody keeps it. */
    static Object flat(Object value) {
        if (value instanceof GString) {
            return value.toString();
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(element -> copy.add(flat(element)));
            return copy;
        }
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((key, element) -> copy.put(flat(key), flat(element)));
            return copy;
        }
        return value;
    }

    private Object convert(String where, Object value, Type type) throws Exception {
        Class<?> wanted = BOXES.getOrDefault(erased(type), erased(type));
        if (value == null) {
            if (erased(type).isPrimitive()) {
                throw wrong(where, type, "null");
            }
            return null;
        }
        if (value instanceof SymbolCall call) {
            return described(where, wanted, call);
        }
        if (value instanceof Map<?, ?> && isOneThing(wanted)) {
            return bind(where, wanted, byName(where, List.of(value)));
        }
        if (Collection.class.isAssignableFrom(wanted) || wanted == Iterable.class) {
            return list(where, value, type);
        }
        if (wanted.isInstance(value)) {
            return value;
        }
        if (value instanceof Number number && Number.class.isAssignableFrom(wanted)) {
            return number(where, number, wanted);
        }
        if (wanted.isEnum() && value instanceof String name) {
            return constant(where, name, wanted);
        }
        throw wrong(where, type, value.getClass().getSimpleName() + " " + value);
    }

    /** Whether there is no need to say by a symbol what it is. */
    private static boolean isOneThing(Class<?> wanted) {
        return Describable.class.isAssignableFrom(wanted) && !Modifier.isAbstract(wanted.getModifiers());
    }

    private Object described(String where, Class<?> wanted, SymbolCall call) throws Exception {
        Descriptor<?> descriptor = catalog.symbol(call.symbol());
        if (!Describable.class.isAssignableFrom(wanted) || !descriptor.isSubTypeOf(wanted)) {
            throw new BadArguments(List.of(where + " cannot be " + call.symbol() + "; it can be: "
                    + String.join(", ", catalog.symbolsFor(wanted))));
        }
        return bind(call.symbol(), descriptor.clazz, call.arguments());
    }

    private List<Object> list(String where, Object value, Type type) throws Exception {
        Object[] elements;
        if (value instanceof Collection<?> collection) {
            elements = collection.toArray();
        } else if (value instanceof Object[] array) {
            elements = array;
        } else {
            throw wrong(where, type, value.getClass().getSimpleName() + " " + value);
        }
        Type element = type instanceof ParameterizedType generic ? generic.getActualTypeArguments()[0] : Object.class;
        List<Object> converted = new ArrayList<>();
        for (Object one : elements) {
            converted.add(convert(where + " (element)", one, element));
        }
        return converted;
    }

    private static Object number(String where, Number number, Class<?> wanted) throws BadArguments {
        Object converted = wanted == Integer.class
                ? (Object) number.intValue()
                : wanted == Long.class
                        ? (Object) number.longValue()
                        : wanted == Double.class ? (Object) number.doubleValue() : null;
        if (converted == null || ((Number) converted).doubleValue() != number.doubleValue()) {
            throw wrong(where, wanted, number.toString());
        }
        return converted;
    }

    private static Object constant(String where, String name, Class<?> wanted) throws BadArguments {
        for (Object constant : wanted.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw new BadArguments(
                List.of(where + " cannot be " + name + "; it can be: " + Arrays.toString(wanted.getEnumConstants())));
    }

    private static BadArguments wrong(String where, Type wanted, String got) {
        return new BadArguments(List.of(where + " must be a " + typeName(wanted) + ", but is " + got));
    }

    static String typeName(Type type) {
        if (type instanceof ParameterizedType generic) {
            List<String> arguments = new ArrayList<>();
            for (Type argument : generic.getActualTypeArguments()) {
                arguments.add(typeName(argument));
            }
            return typeName(generic.getRawType()) + "<" + String.join(", ", arguments) + ">";
        }
        return type instanceof Class<?> c ? c.getSimpleName() : type.getTypeName();
    }

    static Class<?> erased(Type type) {
        if (type instanceof Class<?> c) {
            return c;
        }
        return type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : Object.class;
    }

    /** Whether a value that is written out in a Jenkinsfile can stand where the type is wanted. */
    static boolean fits(Object value, Class<?> type) {
        Class<?> wanted = BOXES.getOrDefault(type, type);
        return wanted.isInstance(value)
                || value instanceof Number && Number.class.isAssignableFrom(wanted)
                || value instanceof String && wanted.isEnum();
    }
}
