package io.jenkins.plugins.awsreleasestages.jenkins.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.awsreleasestages.OnStandIns;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer.Verdict;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.Driven;
import io.jenkins.plugins.awsreleasestages.aws.kms.NewKey;
import io.jenkins.plugins.awsreleasestages.aws.s3.ArtifactStore;
import io.jenkins.plugins.awsreleasestages.aws.s3.Keeping;
import io.jenkins.plugins.awsreleasestages.aws.s3.Provenance;
import io.jenkins.plugins.awsreleasestages.aws.s3.SignedProvenance;
import io.jenkins.plugins.awsreleasestages.emulator.Emulator;
import io.jenkins.plugins.awsreleasestages.emulator.ReachedEmulator;
import io.jenkins.plugins.awsreleasestages.engine.Outcome;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.ReleaseRule;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Whether a release goes on with an artifact of which nobody, somebody, or somebody else has signed who has built it. */
@Timeout(120)
class ArtifactProvenanceEmulatorTest {

    @RegisterExtension
    static final Emulator AWS = new Emulator();

    private static final String BUCKET = "artifact-provenance";

    @RegisterExtension
    private final ReachedEmulator reached = new ReachedEmulator(AWS);

    private final ArtifactStore store = ArtifactStore.parse("s3://" + BUCKET + "/" + UUID.randomUUID());
    private final StoredArtifact app = artifact("app", "a");
    private AwsSession session;
    private String key;
    private ArtifactProvenanceRule rule;

    @BeforeEach
    void connect() {
        session = Driven.session(reached.proxy().endpoint());
        AWS.s3With(BUCKET).close();
        key = NewKey.signing(session, "ECC_NIST_P256");
        rule = new ArtifactProvenanceRule("app", key);
    }

    private StoredArtifact artifact(String name, String digit) {
        return StoredArtifact.of(store, name, digit.repeat(64)).at(store, null, Emulator.REGION);
    }

    private void sign(StoredArtifact artifact, String by, String sha256) {
        String statement = Provenance.statement(artifact.name(), sha256, Map.of("buildDefinition", Map.of()));
        Driven<Provenance.State, ?> driven = Driven.run(
                new SignedProvenance(() -> session, Keeping.STANDARD, by, artifact.key(), sha256),
                new Provenance.State(BUCKET, Provenance.keyOf(artifact.key()), null, statement));
        assertThat(driven.outcome).as(driven.failure()).isInstanceOf(Outcome.Succeeded.class);
    }

    private ConditionAnswer answer(StoredArtifact... all) {
        return rule.answer(List.of(all), region -> session);
    }

    @Test
    void whatTheKeyHasSignedGoesOnAndWhatNobodyHasSignedDoesNot() {
        assertThat(answer(app))
                .isEqualTo(ConditionAnswer.fail(
                        "nothing says, signed with the key " + key + ", who has built " + app.address()));
        sign(app, key, app.sha256());
        assertThat(answer(app)).isEqualTo(ConditionAnswer.pass("signed"));
    }

    @Test
    void anotherKeyAndAnotherContentDoNotCount() {
        sign(app, NewKey.signing(session, "RSA_2048"), app.sha256());
        assertThat(answer(app).verdict()).isEqualTo(Verdict.FAIL);
        sign(app, key, "b".repeat(64));
        assertThat(answer(app).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(answer(app).why()).contains("is not about the SHA-256 " + app.sha256());
    }

    @Test
    void aForgedEnvelopeDoesNotCount() {
        sign(app, key, app.sha256());
        String envelope = SignedProvenance.keyOf(session, app.key(), key);
        try (S3Client s3 = AWS.s3With(BUCKET)) {
            s3.putObject(r -> r.bucket(BUCKET).key(envelope), RequestBody.fromString("{}"));
        }
        assertThat(answer(app).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(answer(app).why()).contains("is not signed with the key " + key);
    }

    @Test
    void whatCannotBeAskedIsNoAnswerAtAll() {
        sign(app, key, app.sha256());
        for (String call : List.of("KMS.DescribeKey", "KMS.Verify", "S3.GetObject")) {
            reached.proxy().reset();
            reached.proxy().on(call).denyAccess();
            assertThatThrownBy(() -> answer(app)).as(call).isInstanceOf(RemoteFailure.class);
            reached.proxy().reset();
            reached.proxy().on(call).failInternally();
            assertThatThrownBy(() -> answer(app)).as(call).isInstanceOf(RemoteFailure.class);
        }
        reached.proxy().reset();
        assertThat(answer(app).passes()).isTrue();
        rule = new ArtifactProvenanceRule("app", "alias/nobody-" + UUID.randomUUID());
        assertThatThrownBy(() -> answer(app)).hasMessageContaining("NotFoundException");
    }

    @Test
    void ofSeveralContentsEachHasToBeSignedWhereItIsNow() {
        StoredArtifact other = artifact("app", "c");
        sign(app, key, app.sha256());
        assertThat(answer(app, other).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(answer(artifact("site", "d"), app).passes()).isTrue();
        StoredArtifact elsewhere = app.at(ArtifactStore.parse(store.location("copies")), null, Emulator.REGION);
        assertThat(answer(app, elsewhere).why()).contains(elsewhere.address());
        assertThat(answer(elsewhere, app).passes()).isTrue();
        sign(other, key, other.sha256());
        assertThat(answer(app, other)).isEqualTo(ConditionAnswer.pass("all 2 are signed"));
    }

    @Test
    void withoutSuchAnArtifactItDoesNotGoOn() {
        assertThat(answer(artifact("site", "d")))
                .isEqualTo(
                        ConditionAnswer.fail("the run has neither stored nor fetched an artifact of this name before"));
        StoredArtifact[] many = IntStream.range(0, 11)
                .mapToObj(i -> StoredArtifact.of(store, "app", String.format("%064d", i)))
                .toArray(StoredArtifact[]::new);
        assertThat(answer(many).why()).contains("at most 10");
        assertThat(reached.proxy().count("KMS.Verify")).isZero();
    }

    @Test
    @OnStandIns
    void whatIsWrongIsSaidAllAtOnce() {
        assertThat(ReleaseRule.problems(List.of(new ArtifactProvenanceRule("no name", " "))))
                .containsExactly(
                        "conditions: artifactProvenance: artifact: 'no name' is no name for an artifact: 1 to 100 letters,"
                                + " digits, dots, hyphens and underscores, no dot first.",
                        "conditions: artifactProvenance: key: the key of KMS that has to have signed is missing, such as"
                                + " alias/provenance.");
        assertThat(ReleaseRule.problems(List.of(rule))).isEmpty();
        assertThat(ReleaseRule.problemsInPolicy(List.of(rule)))
                .singleElement()
                .asString()
                .startsWith("conditions: artifactProvenance: environment: a policy has to name one");
        assertThat(ReleaseRule.of(rule.condition())).usingRecursiveComparison().isEqualTo(rule);
    }
}
