package io.jenkins.plugins.awsreleasestages.engine;

import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is saved of work that goes on: the only class of ours that the serialized form depends on. Its data are plain
 * maps, lists, texts, numbers and booleans, see {@link PlainData}, so that a later version of the plugin reads what an
 * earlier one has saved.
 */
public final class Saved implements Serializable {

    private static final long serialVersionUID = 1L;

    private final String kind;
    private final int version;
    private final LinkedHashMap<String, Object> data;

    /**
     * @param kind what it is, by a name that stays when classes are renamed: {@code cfnDeploy}
     * @param version counts the changes of the data's form that a tolerant reader cannot bridge
     */
    public Saved(String kind, int version, Map<String, Object> data) {
        this.kind = kind;
        this.version = version;
        this.data = new LinkedHashMap<>(data);
    }

    public String kind() {
        return kind;
    }

    public int version() {
        return version;
    }

    public Map<String, Object> data() {
        return data;
    }
}
