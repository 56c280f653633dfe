package io.jenkins.plugins.awsreleasestages.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jboss.marshalling.Marshaller;
import org.jboss.marshalling.Marshalling;
import org.jboss.marshalling.MarshallingConfiguration;
import org.jboss.marshalling.Unmarshaller;
import org.jboss.marshalling.river.RiverMarshallerFactory;

/** The way to disk and back that is that of a Pipeline program: plain data in a {@link Saved}, by JBoss Marshalling. */
public final class OnDisk {

    private OnDisk() {}

    public static byte[] written(Record whole) {
        RiverMarshallerFactory factory = new RiverMarshallerFactory();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Marshaller marshaller = factory.createMarshaller(new MarshallingConfiguration())) {
            marshaller.start(Marshalling.createByteOutput(bytes));
            marshaller.writeObject(new Saved("test", 1, PlainData.ofRecord(whole)));
            marshaller.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static <T> T read(Class<T> type, byte[] bytes) {
        RiverMarshallerFactory factory = new RiverMarshallerFactory();
        try (Unmarshaller unmarshaller = factory.createUnmarshaller(new MarshallingConfiguration())) {
            unmarshaller.start(Marshalling.createByteInput(new ByteArrayInputStream(bytes)));
            return PlainData.read(type, ((Saved) unmarshaller.readObject()).data());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As it comes back. */
    public static <T extends Record> T andBack(T whole) {
        @SuppressWarnings("unchecked")
        Class<T> type = (Class<T>) whole.getClass();
        return read(type, written(whole));
    }

    /** The same for an action under way. */
    public static <S> ActionState<S> andBack(ActionState<S> state) {
        @SuppressWarnings("unchecked")
        Class<S> type = (Class<S>) state.data().getClass();
        ActionState<?> plain = read(ActionState.class, written(state));
        return plain.with(PlainData.read(type, plain.data()));
    }
}
