package hudson;

import hudson.model.Describable;
import hudson.model.Descriptor;
import java.util.List;
import jenkins.model.Jenkins;

public class DescriptorExtensionList<T extends Describable<T>, D extends Descriptor<T>> extends ExtensionList<D> {

    @SuppressWarnings("unchecked")
    private DescriptorExtensionList(Class<T> describableType) {
        super((Class<D>) (Class<?>) Descriptor.class);
        members.removeIf(descriptor -> !descriptor.isSubTypeOf(describableType));
    }

    public static <T extends Describable<T>, D extends Descriptor<T>>
            DescriptorExtensionList<T, D> createDescriptorList(Jenkins jenkins, Class<T> describableType) {
        return new DescriptorExtensionList<>(describableType);
    }

    public D find(Class<? extends T> describable) {
        List<D> found =
                members.stream().filter(d -> d.clazz == describable).limit(1).toList();
        return found.isEmpty() ? null : found.get(0);
    }
}
