package io.jenkins.plugins.awsreleasestages.jenkins;

import hudson.model.Describable;
import hudson.model.Descriptor.FormException;
import java.lang.annotation.Annotation;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.ClassDescriptor;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/**
 * The fields of a step as its class declares them, with {@code @DataBoundSetter}: a public field, or a getter and a setter
 * where more than a value is kept. All that has to be known of a field is its type: a form shows a list as names and a map
 * as lines, and a Jenkinsfile's null is a blank that was meant to say something.
 */
public final class StepFields {

    /** A list whose names may hold blanks and commas: a form shows one a line. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.FIELD, ElementType.METHOD})
    public @interface OnePerLine {}

    /** A list of which an empty one would mean all there is: a Jenkinsfile's is refused as blank. */
    @Retention(RetentionPolicy.RUNTIME)
    @Target({ElementType.FIELD, ElementType.METHOD})
    public @interface Choice {}

    private static final ClassValue<StepFields> ALL = new ClassValue<>() {
        @Override
        protected StepFields computeValue(Class<?> step) {
            return new StepFields(step);
        }
    };

    private final Class<?> step;
    /** By name: a field or a setter. */
    private final Map<String, Object> members = new TreeMap<>();

    private StepFields(Class<?> step) {
        this.step = step;
        for (Class<?> type = step; type != null; type = type.getSuperclass()) {
            Arrays.stream(type.getDeclaredFields())
                    .filter(field -> field.isAnnotationPresent(DataBoundSetter.class))
                    .forEach(field -> members.putIfAbsent(field.getName(), field));
            Arrays.stream(type.getDeclaredMethods())
                    .filter(method -> method.isAnnotationPresent(DataBoundSetter.class))
                    .forEach(method -> members.putIfAbsent(property(method), method));
        }
    }

    public static StepFields of(Class<?> step) {
        return ALL.get(step);
    }

    private static String property(Method setter) {
        return Character.toLowerCase(setter.getName().charAt(3))
                + setter.getName().substring(4);
    }

    /** Sorted; without those of the constructor, which have no setter. */
    public List<String> names() {
        return List.copyOf(members.keySet());
    }

    /** Of a field that there is. */
    public Class<?> type(String name) {
        return members.get(name) instanceof Field field
                ? field.getType()
                : ((Method) members.get(name)).getParameterTypes()[0];
    }

    /** Of texts, or of plain data. */
    public boolean isList(String name) {
        return isAnyList(name) && !isListOfObjects(name);
    }

    private boolean isAnyList(String name) {
        return members.containsKey(name) && List.class.isAssignableFrom(type(name));
    }

    private boolean isListOfObjects(String name) {
        return elements(name) != null;
    }

    /** What the elements of a list are that have fields of their own; else null. */
    private Class<?> elements(String name) {
        Type type = members.get(name) instanceof Field field
                ? field.getGenericType()
                : ((Method) members.get(name)).getGenericParameterTypes()[0];
        return type instanceof ParameterizedType generic
                        && generic.getActualTypeArguments()[0] instanceof Class<?> element
                        && Describable.class.isAssignableFrom(element)
                ? element
                : null;
    }

    private boolean isMap(String name) {
        return members.containsKey(name) && Map.class.isAssignableFrom(type(name));
    }

    /** Whether it is on or off. */
    public boolean isSwitch(String name) {
        return members.containsKey(name)
                && List.of(boolean.class, Boolean.class).contains(type(name));
    }

    /** Whether the name is not an ordinary word, so that a sentence with it is about the field. */
    public boolean isTelling(String name) {
        return isList(name) || !name.equals(name.toLowerCase(Locale.ROOT));
    }

    public Object get(Object object, String name) {
        try {
            if (members.get(name) instanceof Field field) {
                return field.get(object);
            }
            String capitalized = Character.toUpperCase(name.charAt(0)) + name.substring(1);
            String getter = (members.containsKey(name) && type(name) == boolean.class ? "is" : "get") + capitalized;
            return step.getMethod(getter).invoke(object);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Every field of a form can be read: " + step + ", " + name, e);
        }
    }

    private void set(Object object, String name, Object value) {
        try {
            if (members.get(name) instanceof Field field) {
                field.set(object, value);
            } else {
                ((Method) members.get(name)).invoke(object, value);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Every field of a form can be set: " + step + ", " + name, e);
        }
    }

    /**
     * What a Jenkinsfile says, as it is kept. A text or a list that is null, as {@code env.X} is where nobody has set it,
     * becomes a blank one, to be refused by name: only what is not said at all was left out. Lists may hold GStrings. Of
     * maps any kind does: the setters take a raw {@code HashMap}, since of an interface the Job DSL can set no value but a
     * closure.
     */
    public Map<String, Object> given(Map<String, Object> arguments) {
        Map<String, Object> given = new LinkedHashMap<>(arguments);
        given.replaceAll((name, value) -> {
            if (value instanceof Map<?, ?> map) {
                return new LinkedHashMap<>(map);
            }
            if (value == null && isAnyList(name) && !isList(name)) {
                throw new IllegalArgumentException(EmptyFields.blank(name));
            }
            if (isAnyList(name) && isListOfObjects(name) && value instanceof List<?> objects) {
                return objects.stream().map(one -> element(name, one)).toList();
            }
            if (isList(name) && (value == null || isTexts(value))) {
                boolean says = value != null && !(is(name, Choice.class) && ((List<?>) value).isEmpty());
                return EmptyFields.kept(says ? (List<?>) value : null);
            }
            boolean text = members.containsKey(name) && type(name) == String.class;
            return text && (value == null || value instanceof CharSequence) ? EmptyFields.kept(value) : value;
        });
        return given;
    }

    /** {@code min: 1} stands for a text, too. */
    private Object element(String name, Object given) {
        if (!(given instanceof Map<?, ?> map)) {
            return given;
        }
        StepFields fields = StepFields.of(elements(name));
        Map<String, Object> said = new LinkedHashMap<>();
        map.forEach((field, value) -> {
            boolean text = fields.members.containsKey(field) && fields.type((String) field) == String.class;
            said.put(
                    (String) field,
                    text && (value instanceof Number || value instanceof Boolean) ? value.toString() : value);
        });
        return fields.given(said);
    }

    private static boolean isTexts(Object list) {
        return list instanceof List<?> elements
                && elements.stream().allMatch(element -> element == null || element instanceof CharSequence);
    }

    /** A field as a form shows it: a list as names, a map as lines. */
    public String text(Object object, String name) {
        Object value = object == null ? null : get(object, name);
        if (value instanceof Map<?, ?> map) {
            return NameValueLines.format(NameValueLines.texts(map));
        }
        return value instanceof List<?> list
                ? String.join(isOnePerLine(name) ? "\n" : ", ", EmptyFields.kept(list))
                : value == null ? "" : value.toString();
    }

    /**
     * Which of several ways to say the same was taken: the first of which something was said, or the first of all.
     *
     * @param step null for a new one
     * @param of the ways, as {@code form/way.jelly} has them
     */
    public String way(Object step, String of) {
        String first = EmptyFields.ways(of).findFirst().orElseThrow();
        return step == null
                ? first
                : EmptyFields.ways(of)
                        .filter(way -> EmptyFields.fields(way).stream().anyMatch(field -> says(step, field)))
                        .findFirst()
                        .orElse(first);
    }

    /** A number that is always there says nothing. */
    private boolean says(Object step, String name) {
        Object value = name.isEmpty() || type(name) == int.class ? null : get(step, name);
        return value instanceof Collection<?> several ? !several.isEmpty() : value != null && !value.equals(false);
    }

    private boolean isOnePerLine(String name) {
        return is(name, OnePerLine.class);
    }

    private boolean is(String name, Class<? extends Annotation> annotation) {
        return members.get(name) instanceof AnnotatedElement member && member.isAnnotationPresent(annotation);
    }

    private List<String> names(String name, String text) {
        return EmptyFields.lines(isOnePerLine(name) ? text : text.replaceAll("[\\s,]+", "\n"));
    }

    /**
     * Turns the texts of a form into what the fields take: names into an array, in the form itself, which Jenkins binds
     * then; lines into a map, which is taken out of the form and returned.
     *
     * @throws FormException names the first line that cannot be read
     */
    public Map<String, Object> takeMaps(JSONObject form) throws FormException {
        Map<String, Object> maps = new LinkedHashMap<>();
        for (String name : names()) {
            if (!(form.opt(name) instanceof String text)) {
                continue;
            }
            if (isList(name)) {
                form.put(name, names(name, text));
            } else if (isMap(name)) {
                form.remove(name);
                maps.put(name, NameValueLines.submitted(text, name));
            }
        }
        return maps;
    }

    public void setAll(Object object, Map<String, Object> values) {
        values.forEach((name, value) -> set(object, name, value));
    }

    /**
     * All that was said, to the constructor as well, by the names of the fields: a list has one a line. {@link #sketch} makes
     * the same of it again. Maps and objects are not for this.
     */
    public Map<String, String> said(Object object) {
        Map<String, String> said = new LinkedHashMap<>();
        Stream.concat(Arrays.stream(ClassDescriptor.loadParameterNames(constructor())), names().stream())
                .forEach(name -> {
                    Object value = get(object, name);
                    String text = value instanceof List<?> list
                            ? String.join("\n", EmptyFields.kept(list))
                            : Objects.toString(value, "");
                    if (!text.isEmpty()) {
                        said.put(name, text);
                    }
                });
        return said;
    }

    private Constructor<?> constructor() {
        return Arrays.stream(step.getConstructors())
                .filter(one -> one.isAnnotationPresent(DataBoundConstructor.class))
                .findFirst()
                .orElseThrow();
    }

    /**
     * A step of which only what stands in some fields of a form is known, to find out what is wrong with them.
     *
     * @param texts what a field's text is; null or blank where there is none
     * @param said which fields
     * @throws IllegalArgumentException says what a text cannot be
     */
    public Object sketch(UnaryOperator<String> texts, List<String> said) {
        Object object = constructed(texts);
        for (String name : said) {
            String text = EmptyFields.orNull(texts.apply(name));
            if (members.containsKey(name) && text != null) {
                set(object, name, value(name, text));
            }
        }
        return object;
    }

    private Object constructed(UnaryOperator<String> texts) {
        try {
            Constructor<?> constructor = constructor();
            String[] names = ClassDescriptor.loadParameterNames(constructor);
            Object[] arguments = new Object[names.length];
            for (int i = 0; i < names.length; i++) {
                Class<?> type = constructor.getParameterTypes()[i];
                String text = texts.apply(names[i]);
                arguments[i] = type == String.class
                        ? text
                        : type == List.class && text != null ? EmptyFields.lines(text) : null;
            }
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(e.getCause().getMessage(), e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Every step has a constructor for its form: " + step, e);
        }
    }

    private Object value(String name, String text) {
        Class<?> type = type(name);
        if (isList(name)) {
            return names(name, text);
        }
        if (isMap(name)) {
            return NameValueLines.parse(text);
        }
        if (type == boolean.class || type == Boolean.class) {
            return Boolean.valueOf(text);
        }
        if (type == int.class || type == Integer.class) {
            try {
                return Integer.valueOf(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'" + text + "' is not a whole number.", e);
            }
        }
        return text;
    }
}
