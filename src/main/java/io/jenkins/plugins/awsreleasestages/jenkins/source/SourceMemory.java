package io.jenkins.plugins.awsreleasestages.jenkins.source;

import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a trigger has seen of its source, as it is saved beside the job. Plain fields for XStream. */
final class SourceMemory {

    /** Of a run that was or was not scheduled: whoever looks next asks for it. */
    static final String NOBODY_KNOWS = "nobody knows";

    /** A run that was scheduled, and is not yet known to have started. */
    static final class Announced {
        private final SourceRevision revision;

        /** Which life of the controller has scheduled it. */
        private final String life;

        Announced(SourceRevision revision, String life) {
            this.revision = revision;
            this.life = life;
        }

        SourceRevision revision() {
            return revision;
        }

        String life() {
            return life;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Announced one && revision.equals(one.revision) && life.equals(one.life);
        }

        @Override
        public int hashCode() {
            return revision.hashCode();
        }
    }

    private final String source;

    /** The last revision seen of each branch, tag or key, whether or not it has started anything. */
    private final LinkedHashMap<String, String> ids = new LinkedHashMap<>();

    /** At most one of each name. */
    private final LinkedHashMap<String, Announced> announced = new LinkedHashMap<>();

    SourceMemory(String source) {
        this.source = source;
    }

    /** What was seen now; nothing is announced. */
    static SourceMemory of(Polling.Found found) {
        SourceMemory memory = new SourceMemory(found.source());
        found.revisions().forEach(one -> memory.ids.put(one.name(), one.id()));
        return memory;
    }

    SourceMemory announce(Announced one) {
        announced.put(one.revision().name(), one);
        return this;
    }

    boolean isOf(Polling.Found found) {
        return source.equals(found.source());
    }

    /** The last revision seen of what this one is a revision of; null where there was none. */
    SourceRevision seen(SourceRevision looked) {
        String id = ids.get(looked.name());
        if (id == null) {
            return null;
        }
        Map<String, String> before = looked.toMap();
        before.put("revision", id);
        return SourceRevision.of(before);
    }

    /** Null where there is none. */
    Announced announced(SourceRevision looked) {
        return announced.get(looked.name());
    }

    /** As if these had not been seen now, but as they were before. */
    SourceMemory unseen(List<SourceRevision> revisions, SourceMemory before) {
        SourceMemory memory = new SourceMemory(source);
        memory.ids.putAll(ids);
        memory.announced.putAll(announced);
        for (SourceRevision one : revisions) {
            putBack(memory.ids, before.ids, one.name());
            putBack(memory.announced, before.announced, one.name());
        }
        return memory;
    }

    private static <T> void putBack(Map<String, T> now, Map<String, T> before, String name) {
        now.remove(name);
        if (before.containsKey(name)) {
            now.put(name, before.get(name));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SourceMemory memory
                && source.equals(memory.source)
                && ids.equals(memory.ids)
                && announced.equals(memory.announced);
    }

    @Override
    public int hashCode() {
        return Objects.hash(source, new ArrayList<>(ids.values()));
    }
}
