package io.jenkins.plugins.awsreleasestages.emulator;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Who a machine, its user or a script may be in AWS besides the role of a block: each way in which the tools find that
 * out, and how to see as whom they work.
 *
 * @param home of a user with files in {@code .aws}
 */
public record OtherIdentity(Path home) {

    private static final String KEYS = "aws_access_key_id = AKIAOTHEROTHEROTHER0\naws_secret_access_key = other\n";

    private static final String SDK = """
            import os, sys
            try:
                import boto3
                session = boto3.Session()
                keys = session.get_credentials()
                if keys and (keys.access_key.startswith('AKIAOTHER') or keys.method == 'assume-role-with-web-identity'
                        or keys.method == 'container-role'):
                    print(sys.argv[1] + ': somebody else, by ' + keys.method)
                else:
                    print(sys.argv[1] + ': ' + session.client('sts').get_caller_identity()['Arn'])
            except Exception as e:
                print(sys.argv[1] + ': failed: ' + str(e))
            """;

    public static OtherIdentity in(Path folder) throws IOException {
        OtherIdentity other = new OtherIdentity(Files.createDirectories(folder.resolve("somebody")));
        Path files = Files.createDirectories(other.home.resolve(".aws"));
        Files.writeString(files.resolve("config"), "[default]\n" + KEYS + "[profile other]\n" + KEYS);
        Files.writeString(files.resolve("credentials"), "[default]\n" + KEYS + "[other]\n" + KEYS);
        Files.writeString(files.resolve("token"), "a token");
        Files.writeString(other.home.resolve("who.py"), SDK);
        return other;
    }

    public Map<String, String> keys() {
        return Map.of("AWS_ACCESS_KEY_ID", "AKIAOTHEROTHEROTHER0", "AWS_SECRET_ACCESS_KEY", "other");
    }

    public Map<String, String> profile() {
        return Map.of("AWS_PROFILE", "other");
    }

    public Map<String, String> config() {
        return Map.of("AWS_CONFIG_FILE", home.resolve(".aws/config").toString());
    }

    public Map<String, String> credentials() {
        return Map.of(
                "AWS_SHARED_CREDENTIALS_FILE", home.resolve(".aws/credentials").toString());
    }

    public Map<String, String> container() {
        return Map.of(
                "AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:9/", "AWS_CONTAINER_AUTHORIZATION_TOKEN", "t");
    }

    public List<Map<String, String>> everyWay() {
        return List.of(
                keys(),
                profile(),
                Map.of("AWS_DEFAULT_PROFILE", "other"),
                config(),
                credentials(),
                Map.of(
                        "AWS_WEB_IDENTITY_TOKEN_FILE",
                        home.resolve(".aws/token").toString(),
                        "AWS_ROLE_ARN",
                        EmulatedRole.arn("web"),
                        "AWS_ROLE_SESSION_NAME",
                        "web"),
                container(),
                Map.of("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/other"),
                Map.of("HOME", home.toString()));
    }

    /** Of a Jenkinsfile. */
    public static String withEnv(Map<String, String> variables, String body) {
        String all = variables.entrySet().stream()
                .map(one -> "'" + one.getKey() + "=" + one.getValue() + "'")
                .collect(Collectors.joining(", "));
        return "withEnv([" + all + "]) { " + body + " }\n";
    }

    /** The lines of a shell script that say {@code PLACE: ARN}, {@code PLACE: somebody else}, {@code PLACE: failed}. */
    public String ask(Path python, URI endpoint, String place) {
        String ask = "export AWS_ENDPOINT_URL=" + endpoint + "\n" + "\"" + python + "\" '" + home.resolve("who.py")
                + "' " + quoted(place) + "\n";
        String cli = commandLine();
        if (cli == null) {
            System.out.println("There is no AWS CLI on the PATH: asked with the SDK alone.");
            return ask;
        }
        return ask + "arn=$(" + cli
                + " sts get-caller-identity --query Arn --output text 2>&1 | tail -1)\ncase $arn in\n"
                + "arn:*:assumed-role/*) echo " + quoted(place) + ": $arn;;\narn:*) echo " + quoted(place)
                + ": somebody else, $arn;;\n*) echo " + quoted(place) + ": failed: $arn;;\nesac\n";
    }

    private static String quoted(String place) {
        return "\"" + place + "\"";
    }

    private static String commandLine() {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .map(folder -> Path.of(folder, "aws"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
    }
}
