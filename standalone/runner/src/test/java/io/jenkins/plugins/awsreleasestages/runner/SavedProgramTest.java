package io.jenkins.plugins.awsreleasestages.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.marshalling.ObjectResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program goes on where its log stands. */
class SavedProgramTest {

    private static final AtomicLong LOGGED = new AtomicLong();

    /** How often a line is still logged while the program is being written. */
    private static int talks;

    @TempDir
    Path folder;

    /** A step that knows what it has logged, and logs more right after it was written. */
    private static final class Talker implements Serializable {
        private static final long serialVersionUID = 1L;
        private long said;

        private void writeObject(ObjectOutputStream out) throws IOException {
            said = LOGGED.get();
            out.defaultWriteObject();
            if (talks-- > 0) {
                LOGGED.incrementAndGet();
            }
        }
    }

    private static final ObjectResolver NOTHING_LIVES = new ObjectResolver() {
        @Override
        public Object readResolve(Object replacement) {
            return replacement;
        }

        @Override
        public Object writeReplace(Object original) {
            return original;
        }
    };

    private SavedProgram.Loaded savedWhileLogging(int lines) throws IOException {
        talks = lines;
        LOGGED.set(0);
        Program program = new Program();
        variables(program).put("talker", new Talker());
        SavedProgram saved = new SavedProgram(folder.resolve("program.dat"), getClass().getClassLoader(), NOTHING_LIVES);
        saved.write(program, LOGGED::get);
        return saved.read();
    }

    /** A place in a program where an object may be put. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Map<String, Object> variables(Program program) {
        return (Map) program.env;
    }

    private static long said(SavedProgram.Loaded loaded) {
        return ((Talker) variables(loaded.program()).get("talker")).said;
    }

    @Test
    void whatIsLoggedWhileItIsWrittenIsNeitherRepeatedNorCutOff() throws Exception {
        SavedProgram.Loaded loaded = savedWhileLogging(3);
        assertThat(loaded.logLength()).isEqualTo(3).isEqualTo(said(loaded));
    }

    @Test
    void aLogThatNeverRestsLosesNothing() throws Exception {
        SavedProgram.Loaded loaded = savedWhileLogging(Integer.MAX_VALUE);
        assertThat(loaded.logLength()).isGreaterThanOrEqualTo(said(loaded));
    }
}
