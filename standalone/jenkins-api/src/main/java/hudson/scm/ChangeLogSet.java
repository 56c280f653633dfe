package hudson.scm;

import hudson.model.User;

public abstract class ChangeLogSet<T extends ChangeLogSet.Entry> implements Iterable<T> {

    public abstract static class Entry {
        public String getCommitId() {
            return null;
        }

        public abstract User getAuthor();
    }
}
