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

    private static final MarshallerFactory RIVER = Marshalling.getProvidedMarshallerFactory("river");

    private final Path file;
    private final ClassLoader loader;
    private final Interpreter interpreter;

    record Loaded(Program program, long logLength) {}

    SavedProgram(Path file, ClassLoader loader, Interpreter interpreter) {
        this.file = file;
        this.loader = loader;
        this.interpreter = interpreter;
    }

    /** The log's length is taken after the state: what is logged in between may come twice, but is never lost. */
    void write(Program program, LongSupplier logLength) throws IOException {
        ByteArrayOutputStream state = new ByteArrayOutputStream();
        try (Marshaller marshaller = RIVER.createMarshaller(configuration())) {
            marshaller.start(Marshalling.createByteOutput(state));
            marshaller.writeObject(program);
            marshaller.finish();
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        DataOutputStream head = new DataOutputStream(all);
        head.writeLong(logLength.getAsLong());
        state.writeTo(all);
        AtomicFile.write(file, all.toByteArray());
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
        configuration.setObjectResolver(new LiveObjects(interpreter));
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
