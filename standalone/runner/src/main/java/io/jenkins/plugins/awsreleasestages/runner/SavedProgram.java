package io.jenkins.plugins.awsreleasestages.runner;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jboss.marshalling.Marshaller;
import org.jboss.marshalling.MarshallerFactory;
import org.jboss.marshalling.Marshalling;
import org.jboss.marshalling.MarshallingConfiguration;
import org.jboss.marshalling.ObjectResolver;
import org.jboss.marshalling.SimpleClassResolver;
import org.jboss.marshalling.Unmarshaller;

/**
 * The program on disk, in the format that Jenkins uses too. What lives as long as this process, and not with the
 * program, is left out and put back.
 */
final class SavedProgram {

    private static final int ATTEMPTS = 20;

    private static final MarshallerFactory RIVER = Marshalling.getProvidedMarshallerFactory("river");

    private final Path file;
    private final ClassLoader loader;
    private final ObjectResolver living;

    record Loaded(Program program, long logLength) {}

    SavedProgram(Path file, ClassLoader loader, Interpreter interpreter) {
        this(file, loader, new LiveObjects(interpreter));
    }

    SavedProgram(Path file, ClassLoader loader, ObjectResolver living) {
        this.file = file;
        this.loader = loader;
        this.living = living;
    }

    /**
     * The log's length goes with the state: while it grows, the state is written again. A log that never rests is taken
     * as it is after the state; what is logged in between may come twice, but is never lost.
     */
    void write(Program program, LongSupplier logLength) throws IOException {
        byte[] state;
        long before;
        long after;
        int attempt = 0;
        do {
            before = logLength.getAsLong();
            state = bytes(program);
            after = logLength.getAsLong();
        } while (after != before && ++attempt < ATTEMPTS);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        DataOutputStream head = new DataOutputStream(all);
        head.writeLong(after);
        head.write(state);
        AtomicFile.write(file, all.toByteArray());
    }

    private byte[] bytes(Program program) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Marshaller marshaller = RIVER.createMarshaller(configuration())) {
            marshaller.start(Marshalling.createByteOutput(bytes));
            marshaller.writeObject(program);
            marshaller.finish();
        }
        return bytes.toByteArray();
    }

    Loaded read() throws IOException {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file));
                Unmarshaller unmarshaller = RIVER.createUnmarshaller(configuration())) {
            long logLength = in.readLong();
            unmarshaller.start(Marshalling.createByteInput(in));
            return new Loaded((Program) unmarshaller.readObject(), logLength);
        } catch (ClassNotFoundException e) {
            throw new IOException("The saved program needs a class that is not there", e);
        }
    }

    private MarshallingConfiguration configuration() {
        MarshallingConfiguration configuration = new MarshallingConfiguration();
        configuration.setClassResolver(new SimpleClassResolver(loader));
        configuration.setObjectResolver(living);
        return configuration;
    }

    /** Stands for an object of this process. */
    private enum Live implements Serializable {
        INTERPRETER,
        BUILD
    }

    private record LiveObjects(Interpreter interpreter) implements ObjectResolver {
        @Override
        public Object writeReplace(Object original) {
            if (original == interpreter) {
                return Live.INTERPRETER;
            }
            return original == interpreter.build() ? Live.BUILD : original;
        }

        @Override
        public Object readResolve(Object replacement) {
            if (replacement == Live.INTERPRETER) {
                return interpreter;
            }
            return replacement == Live.BUILD ? interpreter.build() : replacement;
        }
    }
}
