package io.jenkins.plugins.awsreleasestages.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class SharedSaveTest {

    private final List<CompletableFuture<Void>> begun = new ArrayList<>();
    private final SharedSave save = new SharedSave();

    private CompletableFuture<Void> ask() {
        return save.save(() -> {
                    CompletableFuture<Void> saving = new CompletableFuture<>();
                    begun.add(saving);
                    return saving;
                })
                .toCompletableFuture();
    }

    @Test
    void whoAsksWhileASaveIsUnderWayWaitsForTheNextWhichAllShare() {
        CompletionStage<Void> first = ask();
        List<CompletableFuture<Void>> many = List.of(ask(), ask(), ask());
        assertThat(begun).hasSize(1);
        begun.get(0).complete(null);
        assertThat(first).isCompleted();
        assertThat(many).as("what they changed may not be in the first").noneMatch(CompletableFuture::isDone);
        assertThat(begun).hasSize(2);
        begun.get(1).complete(null);
        assertThat(many).allMatch(CompletableFuture::isDone);
        assertThat(begun).as("nobody asked again").hasSize(2);
    }

    @Test
    void afterwardsASaveBeginsAtOnce() {
        ask();
        begun.get(0).complete(null);
        CompletableFuture<Void> later = ask();
        assertThat(begun).hasSize(2);
        begun.get(1).complete(null);
        assertThat(later).isCompleted();
    }

    @Test
    void aSaveThatFailsFailsForThoseWhoShareItOnly() {
        CompletableFuture<Void> first = ask();
        CompletableFuture<Void> second = ask();
        begun.get(0).completeExceptionally(new IllegalStateException("disk full"));
        assertThat(first).isCompletedExceptionally();
        begun.get(1).complete(null);
        assertThat(second).isCompletedWithValue(null);
    }

    @Test
    void aSaveThatCannotEvenBeginFails() {
        CompletableFuture<Void> refused = save.save(() -> {
                    throw new IllegalStateException("shutting down");
                })
                .toCompletableFuture();
        assertThat(refused).isCompletedExceptionally();
        CompletableFuture<Void> later = ask();
        begun.get(0).complete(null);
        assertThat(later).isCompletedWithValue(null);
    }
}
