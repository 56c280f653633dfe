package hudson.model;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

public abstract class Actionable implements ModelObject {
    private final CopyOnWriteArrayList<Action> actions = new CopyOnWriteArrayList<>();

    @Deprecated
    public List<Action> getActions() {
        return actions;
    }

    public final List<? extends Action> getAllActions() {
        return List.copyOf(actions);
    }

    public <T extends Action> List<T> getActions(Class<T> type) {
        List<T> found = new ArrayList<>();
        for (Action action : actions) {
            if (type.isInstance(action)) {
                found.add(type.cast(action));
            }
        }
        return found;
    }

    public <T extends Action> T getAction(Class<T> type) {
        List<T> found = getActions(type);
        return found.isEmpty() ? null : found.get(0);
    }

    public void addAction(Action action) {
        actions.add(action);
    }

    public boolean addOrReplaceAction(Action action) {
        actions.removeIf(old -> old.getClass() == action.getClass());
        return actions.add(action);
    }

    public boolean removeAction(Action action) {
        return actions.remove(action);
    }
}
