package hudson;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import net.java.sezpoz.Index;
import net.java.sezpoz.IndexItem;

/** The extensions that the index on the class path names, each created once. */
public class ExtensionList<T> extends AbstractList<T> {
    private static final Map<Class<?>, ExtensionList<?>> LISTS = new ConcurrentHashMap<>();

    public final Class<T> extensionType;
    final List<T> members = new ArrayList<>();

    ExtensionList(Class<T> extensionType) {
        this.extensionType = extensionType;
        for (Object extension : Registry.ALL) {
            if (extensionType.isInstance(extension)) {
                members.add(extensionType.cast(extension));
            }
        }
    }

    public static <T> ExtensionList<T> lookup(Class<T> type) {
        @SuppressWarnings("unchecked")
        ExtensionList<T> list = (ExtensionList<T>) LISTS.computeIfAbsent(type, ExtensionList::new);
        return list;
    }

    public static <T> T lookupSingleton(Class<T> type) {
        ExtensionList<T> list = lookup(type);
        if (list.size() != 1) {
            throw new IllegalStateException("Expected 1 instance of " + type.getName() + " but got " + list.size());
        }
        return list.get(0);
    }

    @Override
    public T get(int index) {
        return members.get(index);
    }

    @Override
    public int size() {
        return members.size();
    }

    @Override
    public boolean add(T extension) {
        return members.add(extension);
    }

    private static final class Registry {
        private static final List<Object> ALL = load();

        private static List<Object> load() {
            List<IndexItem<Extension, Object>> items = new ArrayList<>();
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            Index.load(Extension.class, Object.class, loader).forEach(items::add);
            items.sort(Comparator.comparingDouble(item -> -item.annotation().ordinal()));
            List<Object> all = new ArrayList<>();
            for (IndexItem<Extension, Object> item : items) {
                try {
                    all.add(item.instance());
                } catch (InstantiationException | LinkageError e) {
                    if (!item.annotation().optional()) {
                        throw new IllegalStateException("Cannot create the extension " + item.className(), e);
                    }
                }
            }
            return all;
        }
    }
}
