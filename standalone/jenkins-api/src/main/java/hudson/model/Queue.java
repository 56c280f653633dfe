package hudson.model;


public class Queue {
    private Queue() {}

    public interface Task extends ModelObject {}

    public abstract static class Item extends Actionable {
        Item() {}
    }
}
