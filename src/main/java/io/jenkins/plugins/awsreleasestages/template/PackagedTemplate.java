package io.jenkins.plugins.awsreleasestages.template;

import io.jenkins.plugins.awsreleasestages.files.ContentZip;
import java.io.Serializable;
import java.util.List;

/**
 * A template that names no local file any more, and what has to be in S3 for it.
 *
 * @param template JSON; as it was read where nothing had to be changed
 * @param changed whether it names other places than the template that was read
 * @param uploads each object once, in the order in which the templates name them
 */
public record PackagedTemplate(String template, boolean changed, List<Upload> uploads) implements Serializable {

    /**
     * An object that has to be there before the stack is changed. Its key tells its content, so that one that is there
     * already need not be sent again.
     *
     * @param file the absolute path of the bytes to send, on the machine that packed them
     * @param digest of the content, hexadecimal: of an archive that was made here {@link ContentZip.Written#digest}, of
     *     any other file its SHA-256
     * @param source what was packed, as the template names it
     * @param usedBy each as {@code LogicalId.Property}
     */
    public record Upload(S3Location object, String file, String digest, String source, List<String> usedBy)
            implements Serializable {}
}
