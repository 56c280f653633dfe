package io.jenkins.plugins.awsreleasestages.runner;

import com.cloudbees.jenkins.plugins.awscredentials.AmazonWebServicesCredentials;
import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsDescriptor;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.util.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.profiles.ProfileFile;

/**
 * The credentials of the home, in AWS's own form of file: a {@code [credentialsId]}, then {@code aws_access_key_id},
 * {@code aws_secret_access_key} and perhaps {@code aws_session_token}, or {@code username} and {@code password}.
 */
final class CredentialsFile {
    private CredentialsFile() {}

    /** Read at each use, so that renewed credentials are taken. */
    static List<Credentials> read(Path file) {
        List<Credentials> found = new ArrayList<>();
        sections(file).forEach((id, values) -> {
            if (values.containsKey("aws_access_key_id")) {
                found.add(new AwsKeys(id, values));
            } else if (values.containsKey("username")) {
                found.add(new UserAndPassword(id, values));
            }
        });
        return found;
    }

    /** The sections of a file as AWS's own tools read them; none where there is no file. */
    static Map<String, Map<String, String>> sections(Path file) {
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        if (Files.exists(file)) {
            ProfileFile.builder()
                    .content(file)
                    .type(ProfileFile.Type.CREDENTIALS)
                    .build()
                    .profiles()
                    .forEach((name, profile) -> sections.put(name, profile.properties()));
        }
        return sections;
    }

    private abstract static class Known implements StandardCredentials {
        private static final long serialVersionUID = 1L;

        private final String id;
        final transient Map<String, String> values;

        Known(String id, Map<String, String> values) {
            this.id = id;
            this.values = values;
        }

        @Override
        public String getId() {
            return id;
        }

        @Override
        public String getDescription() {
            return "";
        }

        @Override
        public CredentialsScope getScope() {
            return CredentialsScope.GLOBAL;
        }

        @Override
        public CredentialsDescriptor getDescriptor() {
            throw new UnsupportedOperationException("There are no forms outside Jenkins");
        }
    }

    private static final class AwsKeys extends Known implements AmazonWebServicesCredentials {
        private static final long serialVersionUID = 1L;

        AwsKeys(String id, Map<String, String> values) {
            super(id, values);
        }

        @Override
        public String getDisplayName() {
            return getId();
        }

        @Override
        public AwsCredentials resolveCredentials() {
            String key = values.get("aws_access_key_id");
            String secret = values.get("aws_secret_access_key");
            String token = values.get("aws_session_token");
            return token == null
                    ? AwsBasicCredentials.create(key, secret)
                    : AwsSessionCredentials.create(key, secret, token);
        }

        @Override
        public AwsCredentials resolveCredentials(String mfaToken) {
            return resolveCredentials();
        }
    }

    private static final class UserAndPassword extends Known implements StandardUsernamePasswordCredentials {
        private static final long serialVersionUID = 1L;

        UserAndPassword(String id, Map<String, String> values) {
            super(id, values);
        }

        @Override
        public String getUsername() {
            return values.get("username");
        }

        @Override
        public Secret getPassword() {
            return Secret.fromString(values.get("password"));
        }
    }
}
