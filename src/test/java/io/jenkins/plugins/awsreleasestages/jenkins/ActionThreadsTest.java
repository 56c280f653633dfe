package io.jenkins.plugins.awsreleasestages.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Array;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ActionThreadsTest {

    /** Of so many pairs some have the same place in any table. */
    private static final int PAIRS = 200;

    @AfterEach
    void stop() {
        ActionThreads.terminate();
    }

    @Test
    void whatIsSharedMayBeMadeOfOthersThatAre() {
        ActionThreads threads = ActionThreads.get();
        Class<?> outer = ActionThreadsTest[].class;
        Class<?> inner = AfterEach[].class;
        for (int i = 0; i < PAIRS; i++) {
            assertThat(sharedOf(threads, outer, inner)).isSameAs(sharedOf(threads, outer, inner));
            outer = outer.arrayType();
            inner = inner.arrayType();
        }
    }

    private static <T, O> T sharedOf(ActionThreads threads, Class<T> outer, Class<O> inner) {
        return threads.shared(outer, scheduler -> {
            threads.shared(inner, same -> made(inner));
            return made(outer);
        });
    }

    private static <T> T made(Class<T> array) {
        return array.cast(Array.newInstance(array.getComponentType(), 0));
    }
}
