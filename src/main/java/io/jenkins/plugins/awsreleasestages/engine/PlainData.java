package io.jenkins.plugins.awsreleasestages.engine;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Records as plain data (maps, lists, texts, numbers, booleans) and back, so that what is saved does not depend on our
 * classes. Reading is tolerant: a component that the data does not have is empty, what no component asks for is left
 * out, and {@link Formerly} names a component that was renamed.
 */
public final class PlainData {

    /** The names that a component, or a constant of an enum, had before. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
    public @interface Formerly {
        String[] value();
    }

    private PlainData() {}

    /** @throws IllegalArgumentException for what is neither plain nor a record, an enum, a time or a duration */
    public static Object of(Object value) {
        if (value == null
                || value instanceof String
                || value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Double) {
            return value;
        }
        if (value instanceof Enum<?> constant) {
            return constant.name();
        }
        if (value instanceof Instant || value instanceof Duration) {
            return value.toString();
        }
        if (value instanceof Record whole) {
            return ofRecord(whole);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> plain = new LinkedHashMap<>();
            map.forEach((name, one) -> plain.put((String) name, of(one)));
            return plain;
        }
        if (value instanceof Collection<?> all) {
            List<Object> plain = new ArrayList<>(all.size());
            all.forEach(one -> plain.add(of(one)));
            return plain;
        }
        throw new IllegalArgumentException("Not plain data: " + value.getClass().getName());
    }

    /** The components by their names; those that are null, too, since an empty list is another thing. */
    public static Map<String, Object> ofRecord(Record whole) {
        Map<String, Object> plain = new LinkedHashMap<>();
        for (RecordComponent component : whole.getClass().getRecordComponents()) {
            plain.put(component.getName(), of(component(whole, component)));
        }
        return plain;
    }

    /** @throws IllegalArgumentException when the data is of another form than the type */
    public static <T> T read(Class<T> type, Object plain) {
        return type.cast(read((Type) type, plain));
    }

    private static Object read(Type type, Object plain) {
        if (plain == null) {
            return absent(type);
        }
        if (type instanceof ParameterizedType generic) {
            return readGeneric(generic, plain);
        }
        if (!(type instanceof Class<?> wanted)) {
            // A type variable: whoever knows it reads it.
            return plain;
        }
        if (wanted.isInstance(plain) && wanted.isRecord()) {
            // Not from the disk.
            return plain;
        }
        if (wanted.isRecord()) {
            return readRecord(wanted, (Map<?, ?>) plain);
        }
        if (wanted.isEnum()) {
            return constant(wanted, (String) plain);
        }
        if (wanted == Instant.class) {
            return Instant.parse((String) plain);
        }
        if (wanted == Duration.class) {
            return Duration.parse((String) plain);
        }
        if (plain instanceof Number number) {
            return number(wanted, number);
        }
        if (wanted.isPrimitive() || wanted.isInstance(plain)) {
            return plain;
        }
        throw new IllegalArgumentException("Not a " + wanted.getSimpleName() + ": " + plain);
    }

    private static Object readGeneric(ParameterizedType type, Object plain) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type[] inner = type.getActualTypeArguments();
        if (raw == Map.class) {
            Map<String, Object> map = new LinkedHashMap<>();
            ((Map<?, ?>) plain).forEach((name, one) -> map.put((String) name, read(inner[1], one)));
            return map;
        }
        if (raw.isRecord()) {
            return readRecord(raw, (Map<?, ?>) plain);
        }
        Collection<Object> all = raw == Set.class ? new LinkedHashSet<>() : new ArrayList<>();
        ((Collection<?>) plain).forEach(one -> all.add(read(inner[0], one)));
        return all;
    }

    private static Object readRecord(Class<?> type, Map<?, ?> plain) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = readComponent(components[i], plain);
        }
        return made(type, components, values);
    }

    private static Object readComponent(RecordComponent component, Map<?, ?> plain) {
        for (String name : names(component.getName(), component)) {
            if (plain.containsKey(name)) {
                return read(component.getGenericType(), plain.get(name));
            }
        }
        return empty(component);
    }

    /** As it is called now, and as it was called before. */
    private static List<String> names(String name, AnnotatedElement named) {
        List<String> names = new ArrayList<>(List.of(name));
        Formerly formerly = named.getAnnotation(Formerly.class);
        if (formerly != null) {
            names.addAll(List.of(formerly.value()));
        }
        return names;
    }

    /** What a component is that the saved data does not know. */
    private static Object empty(RecordComponent component) {
        Class<?> type = component.getType();
        if (type == List.class) {
            return new ArrayList<>();
        }
        if (type == Set.class) {
            return new LinkedHashSet<>();
        }
        return type == Map.class ? new LinkedHashMap<>() : absent(type);
    }

    private static Object absent(Type type) {
        if (type == boolean.class) {
            return false;
        }
        if (type == int.class) {
            return 0;
        }
        if (type == long.class) {
            return 0L;
        }
        return type == double.class ? (Object) 0.0 : null;
    }

    private static Object number(Class<?> wanted, Number number) {
        if (wanted == long.class || wanted == Long.class) {
            return number.longValue();
        }
        if (wanted == int.class || wanted == Integer.class) {
            return Math.toIntExact(number.longValue());
        }
        if (wanted == double.class || wanted == Double.class) {
            return number.doubleValue();
        }
        if (wanted == Object.class) {
            return number;
        }
        throw new IllegalArgumentException("Not a " + wanted.getSimpleName() + ": " + number);
    }

    private static Object constant(Class<?> type, String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> names((Enum<?>) constant).contains(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No " + type.getSimpleName() + ": " + name));
    }

    private static List<String> names(Enum<?> constant) {
        try {
            return names(constant.name(), constant.getDeclaringClass().getField(constant.name()));
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object component(Record whole, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(whole);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object made(Class<?> type, RecordComponent[] components, Object[] values) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException("Not a " + type.getSimpleName() + ": " + e.getCause(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
