package io.jenkins.plugins.awsreleasestages.aws;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.utils.builder.Buildable;

/**
 * Sets the members of one of the SDK's objects by the names that the API itself uses, so that each can be reached and a
 * newer SDK brings its new members along.
 */
public final class ApiMembers {

    private final List<String> problems = new ArrayList<>();

    /** What did not fit, a sentence each, with its place: {@code artifactsOverride.type: must be text.} */
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /** @param place in front of the names in problems: empty, or ends with a dot */
    public void set(SdkPojo builder, String place, Map<?, ?> values) {
        values.forEach((name, value) -> {
            Optional<SdkField<?>> field = field(builder, String.valueOf(name));
            if (field.isEmpty()) {
                problems.add(place + name + ": there is no such member" + like(builder, String.valueOf(name)) + ".");
                return;
            }
            Object converted = converted(field.get(), place + name, value);
            if (converted != null) {
                field.get().set(builder, converted);
            }
        });
    }

    private static Optional<SdkField<?>> field(SdkPojo builder, String name) {
        return builder.sdkFields().stream()
                .filter(field -> field.locationName().equals(name))
                .findFirst();
    }

    /** Most mistakes are letter case or a forgotten "Override". */
    private static String like(SdkPojo builder, String name) {
        return builder.sdkFields().stream()
                .map(SdkField::locationName)
                .filter(known -> known.equalsIgnoreCase(name) || known.equalsIgnoreCase(name + "Override"))
                .findFirst()
                .map(known -> "; did you mean " + known)
                .orElse("");
    }

    private Object converted(SdkField<?> field, String place, Object value) {
        MarshallingType<?> type = field.marshallingType();
        if (type == MarshallingType.STRING) {
            return value instanceof CharSequence ? value.toString() : misfit(place, "text");
        }
        if (type == MarshallingType.INTEGER) {
            return integer(place, value);
        }
        if (type == MarshallingType.BOOLEAN) {
            return value instanceof Boolean ? value : misfit(place, "true or false");
        }
        if (type == MarshallingType.LIST) {
            return value instanceof List<?> list ? list(field, place, list) : misfit(place, "a list");
        }
        if (type == MarshallingType.SDK_POJO) {
            return value instanceof Map<?, ?> map ? object(field, place, map) : misfit(place, "a map");
        }
        throw new IllegalStateException(place + " has a type that is not known here: " + type);
    }

    private Object integer(String place, Object value) {
        if (value instanceof Integer || value instanceof Long) {
            long number = ((Number) value).longValue();
            return number == (int) number ? (Integer) (int) number : misfit(place, "a smaller number");
        }
        return misfit(place, "a whole number");
    }

    private List<Object> list(SdkField<?> field, String place, List<?> values) {
        SdkField<?> member = field.getTrait(ListTrait.class).memberFieldInfo();
        List<Object> converted = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            Object element = converted(member, place + "[" + i + "]", values.get(i));
            if (element != null) {
                converted.add(element);
            }
        }
        return converted;
    }

    private Object object(SdkField<?> field, String place, Map<?, ?> values) {
        SdkPojo builder = field.constructor().get();
        set(builder, place + ".", values);
        return ((Buildable) builder).build();
    }

    private Object misfit(String place, String wanted) {
        problems.add(place + ": must be " + wanted + ".");
        return null;
    }
}
