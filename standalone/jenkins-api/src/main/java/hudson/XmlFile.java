package hudson;

import com.thoughtworks.xstream.XStream;
import com.thoughtworks.xstream.security.AnyTypePermission;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

public final class XmlFile {
    private final XStream xstream;
    private final File file;

    public XmlFile(File file) {
        this(lenient(), file);
    }

    public XmlFile(XStream xstream, File file) {
        this.xstream = xstream;
        this.file = file;
    }

    private static XStream lenient() {
        XStream xstream = new XStream();
        xstream.addPermission(AnyTypePermission.ANY);
        return xstream;
    }

    public File getFile() {
        return file;
    }

    public boolean exists() {
        return file.exists();
    }

    public void delete() throws IOException {
        Files.deleteIfExists(file.toPath());
    }

    public Object read() throws IOException {
        try {
            return xstream.fromXML(file);
        } catch (RuntimeException e) {
            throw new IOException("Unable to read " + file, e);
        }
    }

    public void write(Object value) throws IOException {
        Files.createDirectories(file.toPath().getParent());
        Path fresh = Path.of(file.getPath() + ".new");
        Files.writeString(fresh, xstream.toXML(value));
        Files.move(fresh, file.toPath(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
