package io.jenkins.plugins.awsreleasestages.jenkins.source;

import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.awsreleasestages.aws.ecr.EcrImages;
import io.jenkins.plugins.awsreleasestages.engine.RemoteFailure;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.FieldChecks;
import io.jenkins.plugins.awsreleasestages.source.EcrNames;
import io.jenkins.plugins.awsreleasestages.source.PushFilter;
import io.jenkins.plugins.awsreleasestages.source.SourceRevision;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The image that a tag names in Amazon ECR. What is brought in is a file that tells of it, not the image. */
public class EcrImageSource extends AwsSource implements FilteredSource {

    static final String KIND = "ecrImage";

    /** CodePipeline's name for it. */
    static final String FILE = "imageDetail.json";

    private static final long serialVersionUID = 1L;

    private final String repository;
    private String tag = "latest";

    @DataBoundConstructor
    public EcrImageSource(String repository) {
        this.repository = Util.fixEmptyAndTrim(repository);
    }

    public String getRepository() {
        return repository;
    }

    public String getTag() {
        return tag;
    }

    @DataBoundSetter
    public void setTag(String tag) {
        this.tag = EmptyFields.kept(tag);
    }

    @Override
    protected String kind() {
        return KIND;
    }

    @Override
    protected Map<String, String> fields() {
        return Map.of("repository", repository, "tag", tag);
    }

    static EcrImageSource of(Map<String, String> fields) {
        EcrImageSource source = new EcrImageSource(fields.get("repository"));
        source.tag = fields.get("tag");
        return source;
    }

    @Override
    protected List<String> ownProblems() {
        return Stream.of(EcrNames.repositoryProblem(repository), EcrNames.tagProblem(tag))
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public String place() {
        return "Amazon ECR";
    }

    /** Of whatever registry: whose it is, is known only when the role looks. */
    @Override
    public boolean has(SourceRevision revision) {
        return revision.kind() == SourceRevision.Kind.ECR
                && revision.variables().get("RepositoryName").equals(repository)
                && revision.name().equals(tag);
    }

    @Override
    public String identity(SourceSite site) {
        return site.session().lookKey();
    }

    @Override
    public SourceRevision look(SourceSite site) {
        return revision(images(site).tagged(tag));
    }

    @Override
    public String ownName() {
        return tag;
    }

    @Override
    public Set<PushFilter.Thing> things() {
        return EnumSet.of(PushFilter.Thing.TAG);
    }

    @Override
    public Polling.Found everything(SourceSite site) {
        List<SourceRevision> revisions = images(site).allTagged().stream()
                .flatMap(image -> image.tags().stream().map(one -> revision(image, one)))
                .toList();
        return new Polling.Found("all tags of " + repository, true, revisions);
    }

    @Override
    public SourceRevision named(SourceSite site, String id) {
        String problem = EcrNames.digestProblem(id);
        if (problem != null) {
            throw RemoteFailure.refused(problem);
        }
        return revision(images(site).at(id));
    }

    @Override
    public SourceRevision bringIn(SourceSite site, SourceRevision revision) throws IOException, InterruptedException {
        EcrImages.Image image = images(site).at(revision.id());
        site.folder().mkdirs();
        site.folder().child(FILE).write(image.detail(), "UTF-8");
        return revision;
    }

    /** The tag may name another image. */
    @Override
    Map<String, String> variables(SourceRevision revision, boolean overridden) {
        Map<String, String> variables = super.variables(revision, overridden);
        if (overridden) {
            variables.remove("ImageTag");
        }
        return variables;
    }

    private EcrImages images(SourceSite site) {
        return new EcrImages(site.session(), repository);
    }

    private SourceRevision revision(EcrImages.Image image) {
        return revision(image, tag);
    }

    private static SourceRevision revision(EcrImages.Image image, String tag) {
        return SourceRevision.ecr(image.repositoryUri(), tag, image.digest(), Objects.toString(image.pushed(), null));
    }

    @Extension
    @Symbol("ecrImage")
    public static final class DescriptorImpl extends SourceDescriptor {

        @Override
        public String getDisplayName() {
            return "ECR image";
        }

        @POST
        public FormValidation doCheckRepository(@AncestorInPath Item item, @QueryParameter String value) {
            return FieldChecks.problem(item, () -> EcrNames.repositoryProblem(Util.fixEmptyAndTrim(value)));
        }

        @POST
        public FormValidation doCheckTag(@AncestorInPath Item item, @QueryParameter String value) {
            String tag = Util.fixEmptyAndTrim(value);
            return FieldChecks.problem(item, () -> tag == null ? null : EcrNames.tagProblem(tag));
        }
    }
}
