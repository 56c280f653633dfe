package io.jenkins.plugins.awsreleasestages.aws.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who works on which stack within one controller: steps on the same stack take turns. AWS itself refuses a second
 * operation on a stack; this is for order and for words, so it may be forgotten when the controller restarts.
 */
public final class StackTurns {

    /** A holder that has not been heard of for longer is gone: its run was killed. Looks are never this far apart. */
    private static final Duration LEASE = Duration.ofMinutes(10);

    private record Turn(String holder, String label, Set<String> keys, Instant heard) {}

    private final Clock clock;
    private final StackNews news;
    private final List<Turn> turns = new ArrayList<>();

    public StackTurns(Clock clock) {
        this.clock = clock;
        this.news = new StackNews(clock);
    }

    StackNews news() {
        return news;
    }

    /** All that a stack is known by; one that does not exist yet has no ARN, which is null then. */
    static List<String> keys(AwsSession session, String name, String stackId) {
        String named = session.accountKey() + " " + name;
        return stackId == null ? List.of(named) : List.of(named, stackId);
    }

    /**
     * Takes the turn, or keeps it.
     *
     * @param holder one step's token
     * @param label what others are told of who holds it
     * @param keys all that the stack is known by
     * @return empty when it is the holder's turn; else the label of who has it
     */
    synchronized Optional<String> take(String holder, String label, Collection<String> keys) {
        Instant now = clock.instant();
        turns.removeIf(turn -> turn.heard().plus(LEASE).isBefore(now));
        Optional<String> other = turns.stream()
                .filter(turn -> !turn.holder().equals(holder))
                .filter(turn -> turn.keys().stream().anyMatch(keys::contains))
                .map(Turn::label)
                .findFirst();
        if (other.isEmpty()) {
            release(holder);
            turns.add(new Turn(holder, label, Set.copyOf(keys), now));
        }
        return other;
    }

    /** Says that the holder is still at work. */
    synchronized void keep(String holder) {
        Instant now = clock.instant();
        turns.replaceAll(
                turn -> turn.holder().equals(holder) ? new Turn(holder, turn.label(), turn.keys(), now) : turn);
    }

    public synchronized void release(String holder) {
        turns.removeIf(turn -> turn.holder().equals(holder));
    }
}
