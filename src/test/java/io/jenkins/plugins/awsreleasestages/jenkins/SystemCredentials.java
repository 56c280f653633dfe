package io.jenkins.plugins.awsreleasestages.jenkins;

import com.cloudbees.jenkins.plugins.awscredentials.AWSCredentialsImpl;
import com.cloudbees.plugins.credentials.Credentials;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import java.io.IOException;

/** The system credentials of a real Jenkins, for tests. */
public final class SystemCredentials {

    private SystemCredentials() {}

    /** Keys of the emulated account. */
    public static void addAwsKeys(String id) throws IOException {
        addAwsKeys(id, Emulator.ACCESS_KEY, Emulator.SECRET_KEY);
    }

    public static void addAwsKeys(String id, String accessKey, String secretKey) throws IOException {
        add(new AWSCredentialsImpl(CredentialsScope.GLOBAL, id, accessKey, secretKey, "for tests"));
    }

    public static void add(Credentials credentials) throws IOException {
        SystemCredentialsProvider provider = SystemCredentialsProvider.getInstance();
        provider.getCredentials().add(credentials);
        provider.save();
    }
}
