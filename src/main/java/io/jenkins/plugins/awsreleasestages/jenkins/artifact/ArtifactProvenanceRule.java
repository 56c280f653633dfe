package io.jenkins.plugins.awsreleasestages.jenkins.artifact;

import hudson.Extension;
import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.aws.AwsFailures;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.kms.KmsKey;
import io.jenkins.plugins.awsreleasestages.aws.s3.SignedProvenance;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.AwsRule;
import io.jenkins.plugins.awsreleasestages.jenkins.rule.RuleLook;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * {@code artifactProvenance(artifact: 'app', key: 'alias/provenance')}: the release goes on where a key of KMS has signed who
 * has built the artifact of that name that the run has stored or fetched.
 */
public class ArtifactProvenanceRule extends AwsRule {

    private static final long serialVersionUID = 1L;

    /** Of one name; each is asked for with two calls. */
    private static final int MOST = 10;

    private final String artifact;
    private final String key;

    /** @param key ARN, id or alias */
    @DataBoundConstructor
    public ArtifactProvenanceRule(String artifact, String key) {
        this.artifact = EmptyFields.kept(artifact);
        this.key = EmptyFields.kept(key);
    }

    public String getArtifact() {
        return artifact;
    }

    public String getKey() {
        return key;
    }

    @Override
    protected String inWords() {
        return "artifact '" + artifact + "' signed with '" + key + "'";
    }

    @Override
    protected List<String> awsProblems() {
        List<String> problems = new ArrayList<>();
        if (artifact.isEmpty()) {
            problems.add("artifact: the name of an artifact is missing, such as app.");
        } else if (StoredArtifact.nameProblem(artifact) != null) {
            problems.add(StoredArtifact.nameProblem(artifact).replaceFirst("name:", "artifact:"));
        }
        if (key.isEmpty()) {
            problems.add("key: the key of KMS that has to have signed is missing, such as alias/provenance.");
        }
        return problems;
    }

    @Override
    protected CompletionStage<ConditionAnswer> ask(AwsSession session, RuleLook look) {
        ArtifactsAction action = look.context().get(Run.class).getAction(ArtifactsAction.class);
        List<StoredArtifact> all = action == null ? List.of() : action.storedAndFetched();
        return paced(session, () -> answer(all, region -> session(look, region)));
    }

    /**
     * @param all that the run has stored or fetched, in that order
     * @param sessions gives the session in a region
     * @throws RemoteFailure where AWS cannot be asked
     */
    ConditionAnswer answer(List<StoredArtifact> all, Function<String, AwsSession> sessions) {
        Collection<StoredArtifact> contents = contents(all);
        if (contents.isEmpty()) {
            return ConditionAnswer.fail("the run has neither stored nor fetched an artifact of this name before");
        }
        if (contents.size() > MOST) {
            return ConditionAnswer.fail("the run has " + contents.size() + " artifacts of this name; at most " + MOST
                    + " are asked for. Give each a name of its own");
        }
        for (StoredArtifact one : contents) {
            String problem = problem(one, sessions.apply(one.region()));
            if (problem != null) {
                return ConditionAnswer.fail(problem);
            }
        }
        return ConditionAnswer.pass(contents.size() == 1 ? "signed" : "all " + contents.size() + " are signed");
    }

    /** Each where it was last: a copy counts for the original. */
    private Collection<StoredArtifact> contents(List<StoredArtifact> all) {
        Map<String, StoredArtifact> contents = new LinkedHashMap<>();
        all.stream().filter(one -> one.name().equals(artifact)).forEach(one -> contents.put(one.sha256(), one));
        return contents.values();
    }

    /** @return null when there is none */
    private String problem(StoredArtifact one, AwsSession session) {
        // What is wrong with the key, or the role, can be mended while the gate waits.
        KmsKey with = KmsKey.of(session, key);
        try {
            SignedProvenance.require(session, one.bucket(), one.key(), one.sha256(), with);
            return null;
        } catch (RemoteFailure e) {
            if (isMissing(e)) {
                return "nothing says, signed with the key " + with.arn() + ", who has built " + one.address();
            }
            if (e.kind() == RemoteFailure.Kind.REFUSED && e.getCause() == null) {
                return e.getMessage();
            }
            throw e;
        }
    }

    private static boolean isMissing(RemoteFailure e) {
        return e.getCause() instanceof SdkException cause
                && AwsFailures.code(cause).equals("NoSuchKey");
    }

    @Extension
    @Symbol("artifactProvenance")
    public static final class DescriptorImpl extends AwsRuleDescriptor {

        @Override
        public String getDisplayName() {
            return "Signed artifact";
        }
    }
}
