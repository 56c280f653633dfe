package hudson.model;

public abstract class Cause {
    public abstract String getShortDescription();

    public void onAddedTo(Run build) {}

    public void onLoad(Run<?, ?> build) {}

    public static class UserIdCause extends Cause {
        private final String userId;

        public UserIdCause() {
            this(null);
        }

        public UserIdCause(String userId) {
            this.userId = userId;
        }

        public String getUserId() {
            return userId;
        }

        @Override
        public String getShortDescription() {
            return "Started by user " + userId;
        }
    }

    public static class UpstreamCause extends Cause {
        public java.util.List<Cause> getUpstreamCauses() {
            return java.util.List.of();
        }

        @Override
        public String getShortDescription() {
            return "Started by another job";
        }
    }
}
