package hudson.util;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

public class ArgumentListBuilder implements Serializable {
    private static final long serialVersionUID = 1L;

    private final List<String> args = new ArrayList<>();

    public ArgumentListBuilder() {}

    public ArgumentListBuilder(String... args) {
        add(args);
    }

    public ArgumentListBuilder add(String arg) {
        if (arg != null) {
            args.add(arg);
        }
        return this;
    }

    public ArgumentListBuilder add(String... more) {
        for (String arg : more) {
            add(arg);
        }
        return this;
    }

    public List<String> toList() {
        return args;
    }

    @Override
    public String toString() {
        return String.join(" ", args);
    }
}
