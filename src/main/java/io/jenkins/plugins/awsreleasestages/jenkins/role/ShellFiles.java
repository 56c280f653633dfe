package io.jenkins.plugins.awsreleasestages.jenkins.role;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The files by which the AWS CLI and every SDK find a block's credentials: a shared config file whose
 * {@code credential_process} prints a file that is renewed. What touches the disk runs on the agent and needs the JDK
 * and nothing else.
 *
 * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html">Process credential
 *     provider</a>
 */
final class ShellFiles {

    static final String CONFIG = "config";
    static final String CREDENTIALS = "credentials.json";
    private static final String NOTHING = "none";

    /** What the tools would prefer to a config file. */
    static final List<String> OTHERS = List.of(
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "AWS_SECURITY_TOKEN",
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            "AWS_ROLE_ARN",
            "AWS_DEFAULT_PROFILE");

    private static final Pattern SECRET =
            Pattern.compile("\"(?:SecretAccessKey|SessionToken)\": \"([^\"\\\\]{16,8192})\"");

    private static final int TRIES = 3;

    private ShellFiles() {}

    /** The variables of a process; the folder is the agent's path. */
    static Map<String, String> variables(String folder, String region) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("AWS_CONFIG_FILE", child(folder, CONFIG));
        variables.put("AWS_SHARED_CREDENTIALS_FILE", child(folder, NOTHING));
        variables.put("AWS_PROFILE", "default");
        variables.put("AWS_SDK_LOAD_CONFIG", "1");
        if (region != null) {
            variables.put("AWS_REGION", region);
            variables.put("AWS_DEFAULT_REGION", region);
        }
        return variables;
    }

    static String child(String folder, String name) {
        boolean windows = !folder.contains("/") && folder.contains("\\");
        return folder + (windows ? "\\" : "/") + name;
    }

    /** @param region null where it is not known */
    static String config(String folder, String region, boolean unix) {
        String credentials = child(folder, CREDENTIALS);
        String command = unix ? "cat " + quoted(credentials) : "cmd /c type \"" + credentials + "\"";
        return "[default]\n" + (region == null ? "" : "region = " + region + "\n") + "credential_process = " + command
                + "\n";
    }

    /** Some SDKs hand the command to a shell, others take it apart as a shell would: single quotes suit both. */
    private static String quoted(String path) {
        return "'" + path.replace("'", "'\\''") + "'";
    }

    static String credentials(IssuedKeys keys) {
        StringBuilder json = new StringBuilder("{\n  \"Version\": 1");
        field(json, "AccessKeyId", keys.accessKeyId());
        field(json, "SecretAccessKey", keys.secretAccessKey());
        field(json, "SessionToken", keys.sessionToken());
        Instant end = keys.expiration();
        field(
                json,
                "Expiration",
                end == null ? null : end.truncatedTo(ChronoUnit.SECONDS).toString());
        return json.append("\n}\n").toString();
    }

    private static void field(StringBuilder json, String name, String value) {
        if (value != null) {
            String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"");
            json.append(",\n  \"").append(name).append("\": \"").append(escaped).append('"');
        }
    }

    /** What is secret in a file that was written earlier. */
    static List<String> secrets(String credentials) {
        return SECRET.matcher(credentials)
                .results()
                .map(found -> found.group(1))
                .limit(2)
                .toList();
    }

    /** Puts all the files there. Runs on the agent. */
    static void put(Path folder, String config, String credentials) throws IOException {
        Path parent = folder.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectory(folder, mode("rwx------"));
        }
        write(folder, CONFIG, config);
        write(folder, NOTHING, "");
        if (credentials != null) {
            write(folder, CREDENTIALS, credentials);
        }
    }

    /**
     * Replaces the credentials. Runs on the agent.
     *
     * @return false where the folder is gone, with the workspace perhaps
     */
    static boolean renew(Path folder, String credentials) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        write(folder, CREDENTIALS, credentials);
        return true;
    }

    /** Runs on the agent. */
    static String read(Path folder) throws IOException {
        try {
            return Files.readString(folder.resolve(CREDENTIALS));
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** Nobody ever reads half a file. */
    private static void write(Path folder, String name, String text) throws IOException {
        Path fresh = Files.createTempFile(folder, name, ".new", mode("rw-------"));
        try {
            Files.write(fresh, text.getBytes(StandardCharsets.UTF_8));
            Files.move(
                    fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Runs on the agent. */
    static void remove(File folder) throws IOException {
        Path path = folder.toPath();
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        for (int left = TRIES; ; left--) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
                for (Path file : files) {
                    Files.deleteIfExists(file);
                }
            }
            try {
                Files.deleteIfExists(path);
                return;
            } catch (DirectoryNotEmptyException e) {
                // A renewal was just writing.
                if (left == 0) {
                    throw e;
                }
            }
        }
    }

    private static FileAttribute<?>[] mode(String permissions) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
