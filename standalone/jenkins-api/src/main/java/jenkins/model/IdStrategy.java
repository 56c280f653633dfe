package jenkins.model;

/** How ids of people and groups are compared. */
public abstract class IdStrategy {
    public static IdStrategy CASE_INSENSITIVE = new IdStrategy() {};

    public boolean equals(String id1, String id2) {
        return id1.equalsIgnoreCase(id2);
    }
}
