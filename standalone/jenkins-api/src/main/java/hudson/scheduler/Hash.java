package hudson.scheduler;


public abstract class Hash {
    Hash() {}

    public abstract int next(int n);

    public static Hash from(String seed) {
        return new Hash() {
            @Override
            public int next(int n) {
                return Math.floorMod(seed.hashCode(), n);
            }
        };
    }
}
