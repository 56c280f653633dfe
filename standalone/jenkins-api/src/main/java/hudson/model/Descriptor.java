package hudson.model;

import hudson.util.FormValidation;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.StaplerRequest2;

public abstract class Descriptor<T extends Describable<T>> implements Saveable {
    public final transient Class<? extends T> clazz;

    @SuppressWarnings("unchecked")
    protected Descriptor() {
        clazz = (Class<? extends T>) getClass().getEnclosingClass();
    }

    public String getDisplayName() {
        return clazz.getSimpleName();
    }

    public String getDescriptorUrl() {
        return "descriptorByName/" + clazz.getName();
    }

    public static String getCurrentDescriptorByNameUrl() {
        return "";
    }

    public FormValidation.CheckMethod getCheckMethod(String fieldName) {
        return new FormValidation.CheckMethod(this, fieldName);
    }

    public final boolean isSubTypeOf(Class<?> type) {
        return type.isAssignableFrom(clazz);
    }

    public boolean configure(StaplerRequest2 request, JSONObject json) throws FormException {
        return true;
    }

    public T newInstance(StaplerRequest2 request, JSONObject json) throws FormException {
        throw new UnsupportedOperationException("There are no forms outside Jenkins");
    }

    @Override
    public synchronized void save() {}

    public synchronized void load() {}

    public static final class FormException extends Exception {
        private static final long serialVersionUID = 1L;

        public FormException(String message, String formField) {
            super(message);
        }
    }
}
