package io.jenkins.plugins.awsreleasestages.emulator;

import io.jenkins.plugins.awsreleasestages.aws.AwsSessions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The emulator behind a proxy of its own for each test, which whatever the test starts takes for AWS. */
public final class ReachedEmulator implements BeforeEachCallback, AfterEachCallback {

    private static final String ENDPOINT = "aws.endpointUrl";

    private final Emulator emulator;
    private FaultProxy proxy;

    public ReachedEmulator(Emulator emulator) {
        this.emulator = emulator;
    }

    public FaultProxy proxy() {
        return proxy;
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        proxy = emulator.proxy();
        AwsSessions.closeAll();
        System.setProperty(ENDPOINT, proxy.endpoint().toString());
    }

    @Override
    public void afterEach(ExtensionContext test) {
        System.clearProperty(ENDPOINT);
        AwsSessions.closeAll();
        proxy.close();
    }
}
