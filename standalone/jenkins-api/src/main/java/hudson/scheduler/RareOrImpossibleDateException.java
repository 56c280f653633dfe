package hudson.scheduler;

public class RareOrImpossibleDateException extends RuntimeException {
    private static final long serialVersionUID = 1L;
}
