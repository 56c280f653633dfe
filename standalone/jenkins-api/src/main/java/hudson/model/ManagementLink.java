package hudson.model;

import hudson.ExtensionPoint;

public abstract class ManagementLink implements ExtensionPoint, Action {
    public enum Category {
        SECURITY,
        STATUS
    }

    public ManagementLink() {}

    public String getDescription() {
        return "";
    }

    public Category getCategory() {
        return Category.STATUS;
    }
}
