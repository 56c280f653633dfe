package io.jenkins.plugins.awsreleasestages.runner;

import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsEnvironment;
import io.jenkins.plugins.awsreleasestages.jenkins.role.AwsReleaseStagesConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The environments of the home, as an administrator of Jenkins would define them: a {@code [name]}, then {@code account},
 * {@code region}, {@code roles} (with commas between them), {@code externalId}, {@code credentialsId},
 * {@code durationMinutes}.
 */
final class EnvironmentsFile {
    private EnvironmentsFile() {}

    /**
     * Defines them.
     *
     * @throws IOException says what is wrong
     */
    static void use(Path file) throws IOException {
        try {
            AwsReleaseStagesConfiguration.get().setEnvironments(read(file));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    private static List<AwsEnvironment> read(Path file) throws IOException {
        List<AwsEnvironment> environments = new ArrayList<>();
        for (Map.Entry<String, Map<String, String>> section :
                CredentialsFile.sections(file).entrySet()) {
            AwsEnvironment environment = new AwsEnvironment(section.getKey());
            for (Map.Entry<String, String> line : section.getValue().entrySet()) {
                try {
                    set(environment, line.getKey(), line.getValue());
                } catch (IllegalArgumentException e) {
                    throw new IOException(file + ", [" + section.getKey() + "]: " + e.getMessage(), e);
                }
            }
            environments.add(environment);
        }
        return environments;
    }

    private static void set(AwsEnvironment environment, String name, String value) {
        switch (name) {
            case "account" -> environment.setAccount(value);
            case "region" -> environment.setRegion(value);
            case "roles" -> environment.setRoles(value.replace(',', '\n'));
            case "externalId" -> environment.setExternalId(value);
            case "credentialsId" -> environment.setCredentialsId(value);
            case "durationMinutes" -> environment.setDurationMinutes(Integer.parseInt(value));
            case "artifactStore" -> environment.setArtifactStore(value);
            default ->
                throw new IllegalArgumentException(name + " is not account, region, roles, externalId, "
                        + "credentialsId, durationMinutes or artifactStore.");
        }
    }
}
