package io.jenkins.plugins.awsreleasestages.lookalike.cloudformation;

import io.jenkins.plugins.awsreleasestages.aws.AwsSessions;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import java.time.Clock;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A CloudFormation look-alike of its own for each test, which whatever the test starts takes for AWS. */
public final class ReachedLookAlike implements BeforeEachCallback, AfterEachCallback {

    private static final String ENDPOINT = "aws.endpointUrl";

    private CloudFormationLookAlike aws;

    public CloudFormationLookAlike aws() {
        return aws;
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        aws = CloudFormationLookAlike.start(Emulator.REGION, Clock.systemUTC());
        AwsSessions.closeAll();
        System.setProperty(ENDPOINT, aws.endpoint().toString());
    }

    @Override
    public void afterEach(ExtensionContext test) {
        System.clearProperty(ENDPOINT);
        AwsSessions.closeAll();
        aws.close();
    }
}
