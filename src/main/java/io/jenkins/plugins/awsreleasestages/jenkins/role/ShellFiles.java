package io.jenkins.plugins.awsreleasestages.jenkins.role;

import io.jenkins.plugins.awsreleasestages.jenkins.PrivateFolder;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

    /** On Windows: the quoted path of the credentials. */
    private static final String WINDOWS_PATH = "AWS_RELEASE_STAGES_CREDENTIALS";

    /** By which the tools would be somebody else, at once or where these files say nothing. */
    static final List<String> OTHERS = List.of(
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "AWS_SECURITY_TOKEN",
            "AWS_CONFIG_FILE",
            "AWS_SHARED_CREDENTIALS_FILE",
            "AWS_PROFILE",
            "AWS_DEFAULT_PROFILE",
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            "AWS_ROLE_ARN",
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
            "AWS_CONTAINER_CREDENTIALS_FULL_URI");

    /** So that no tool becomes the machine's own role while there are no credentials. */
    static final String NO_MACHINE = "AWS_EC2_METADATA_DISABLED";

    private static final Pattern SECRET =
            Pattern.compile("\"(?:SecretAccessKey|SessionToken)\": \"([^\"\\\\]{16,8192})\"");

    private static final int TRIES = 20;
    private static final long PAUSE_MILLIS = 50;

    private ShellFiles() {}

    /** The variables of a process; the folder is the agent's path. */
    static Map<String, String> variables(String folder, String region) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("AWS_CONFIG_FILE", child(folder, CONFIG));
        variables.put("AWS_SHARED_CREDENTIALS_FILE", child(folder, NOTHING));
        variables.put("AWS_PROFILE", "default");
        variables.put("AWS_SDK_LOAD_CONFIG", "1");
        variables.put(NO_MACHINE, "true");
        if (region != null) {
            variables.put("AWS_REGION", region);
            variables.put("AWS_DEFAULT_REGION", region);
        }
        if (windows(folder)) {
            variables.put(WINDOWS_PATH, "\"" + child(folder, CREDENTIALS).replace('/', '\\') + "\"");
        }
        return variables;
    }

    static String child(String folder, String name) {
        return folder + (windows(folder) ? "\\" : "/") + name;
    }

    /** @param folder an absolute path, which begins with a slash everywhere else */
    private static boolean windows(String folder) {
        return !folder.startsWith("/");
    }

    /** @param region null where it is not known */
    static String config(String folder, String region) {
        String command = windows(folder) ? typed() : "cat " + quoted(child(folder, CREDENTIALS));
        return "[default]\n" + (region == null ? "" : "region = " + region + "\n") + "credential_process = " + command
                + "\n";
    }

    /**
     * The command for Windows has no quotes: the SDK for Go and what is made of it, Terraform for one, hand them to
     * {@code cmd.exe} with backslashes before them, which it takes for a part of the path. So {@code cmd.exe} itself puts
     * in the quoted path. It runs no AutoRun command, which could print something.
     *
     * @see <a href="https://github.com/aws/aws-sdk-go-v2/issues/3208">aws-sdk-go-v2 issue 3208</a>
     */
    private static String typed() {
        return "cmd /d /c type %" + WINDOWS_PATH + "%";
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
        PrivateFolder.create(folder);
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
        Path fresh = Files.createTempFile(folder, name, ".new", PrivateFolder.mode("rw-------"));
        try {
            Files.write(fresh, text.getBytes(StandardCharsets.UTF_8));
            insist(() -> Files.move(
                    fresh, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING));
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Runs on the agent. */
    static void remove(File folder) throws IOException {
        insist(() -> PrivateFolder.remove(folder.toPath()));
    }

    private interface FileOperation {
        void run() throws IOException;
    }

    /** A renewal may just be writing; and on Windows a file that somebody reads is neither replaced nor deleted. */
    private static void insist(FileOperation operation) throws IOException {
        for (int left = TRIES; ; left--) {
            try {
                operation.run();
                return;
            } catch (FileSystemException e) {
                if (left == 0) {
                    throw e;
                }
            }
            pause();
        }
    }

    private static void pause() throws InterruptedIOException {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while an AWS credentials file was in use");
        }
    }
}
