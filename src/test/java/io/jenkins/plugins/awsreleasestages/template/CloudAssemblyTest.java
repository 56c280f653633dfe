package io.jenkins.plugins.awsreleasestages.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.document.Problem;
import io.jenkins.plugins.awsreleasestages.template.CloudAssembly.Environment;
import io.jenkins.plugins.awsreleasestages.template.CloudAssembly.FileAsset;
import io.jenkins.plugins.awsreleasestages.template.CloudAssembly.ImageAsset;
import io.jenkins.plugins.awsreleasestages.template.CloudAssembly.Packaging;
import io.jenkins.plugins.awsreleasestages.template.CloudAssembly.Stack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code cdk.out} of the resources was made by aws-cdk-lib 2.276.0, from an app with two stacks, a stage and an image. */
class CloudAssemblyTest {

    @TempDir
    Path temp;

    private static Path synthesized() throws URISyntaxException {
        return Path.of(CloudAssemblyTest.class.getResource("/templates/cdk.out").toURI());
    }

    private static CloudAssembly read() throws Exception {
        return CloudAssembly.read(synthesized(), synthesized());
    }

    private static Stack stack(String id) throws Exception {
        return read().stacks().stream()
                .filter(stack -> stack.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void stacksComeAfterThoseTheyDependOn() throws Exception {
        CloudAssembly assembly = read();
        assertThat(assembly.stacks())
                .extracting(Stack::id)
                .containsExactly(
                        "assembly-Prod/ProdData90A795AA", "assembly-Prod/ProdShop82526E42", "Data", "Shop", "Image");
        assertThat(assembly.stacks())
                .extracting(Stack::displayName)
                .containsExactly("Prod/Data", "Prod/Shop", "Data", "Shop", "Image");
        assertThat(stack("Shop").dependsOn()).containsExactly("Data");
        assertThat(assembly.notes())
                .containsExactly("Warning of the app about Image: Nobody looks after this stack [ack: test:one]");
    }

    @Test
    void whatAStackSays() throws Exception {
        Stack data = stack("Data");
        assertThat(data.name()).isEqualTo("checkout-data");
        assertThat(data.environment()).isEqualTo(new Environment("111122223333", "eu-west-1"));
        assertThat(data.tags()).isEqualTo(Map.of("team", "checkout"));
        assertThat(data.terminationProtection()).isTrue();
        assertThat(data.deployRole().arn())
                .isEqualTo(
                        "arn:${AWS::Partition}:iam::111122223333:role/cdk-hnb659fds-deploy-role-111122223333-eu-west-1");
        assertThat(data.executionRole()).contains("cfn-exec-role");
        assertThat(data.templateObject().bucket()).isEqualTo("cdk-hnb659fds-assets-111122223333-eu-west-1");
        assertThat(Template.read("Data", Path.of(data.template())).parameters()).isNotEmpty();
        assertThat(stack("Shop").name()).isEqualTo("Shop");
        assertThat(stack("assembly-Prod/ProdShop82526E42").name()).isEqualTo("Prod-Shop");
        assertThat(stack("Image").environment()).isEqualTo(new Environment(null, null));
    }

    @Test
    void whatHasToBePublished() throws Exception {
        Stack shop = stack("Shop");
        assertThat(shop.files())
                .extracting(FileAsset::packaging)
                .containsExactlyInAnyOrder(Packaging.ZIP, Packaging.FILE, Packaging.FILE);
        assertThat(shop.files()).allMatch(file -> Files.exists(Path.of(file.source())));
        FileAsset template = shop.files().stream()
                .filter(file -> file.source().equals(shop.template()))
                .findFirst()
                .orElseThrow();
        assertThat(template.destinations().get(0).object()).isEqualTo(shop.templateObject());
        assertThat(template.destinations().get(0).role().arn()).contains("file-publishing-role");
        assertThat(template.destinations().get(0).region()).isEqualTo("eu-west-1");
        assertThat(shop.images()).isEmpty();
        // In a stage, the code lies in the folder above.
        assertThat(stack("assembly-Prod/ProdShop82526E42").files())
                .filteredOn(file -> file.packaging() == Packaging.ZIP)
                .singleElement()
                .extracting(FileAsset::source)
                .asString()
                .startsWith(synthesized().toRealPath().resolve("asset.").toString());
    }

    @Test
    void anImageIsSaidClearly() throws Exception {
        ImageAsset image = stack("Image").images().get(0);
        assertThat(image.needed())
                .startsWith("The image Image has to be built by Docker in ")
                .contains("asset.41b67c1a")
                .contains("pushed to cdk-hnb659fds-container-assets-${AWS::AccountId}-${AWS::Region}:41b67c1a")
                .endsWith("this step does not run Docker.");
    }

    @Test
    void placeholdersAreFilledIn() throws Exception {
        Stack image = stack("Image");
        assertThat(CloudAssembly.resolve(image.deployRole().arn(), "111122223333", "cn-north-1"))
                .isEqualTo("arn:aws-cn:iam::111122223333:role/cdk-hnb659fds-deploy-role-111122223333-cn-north-1");
        assertThat(image.files().get(0).destinations().get(0).resolved("111122223333", "eu-west-1"))
                .isEqualTo(CloudAssembly.resolve(image.templateObject(), "111122223333", "eu-west-1"))
                .extracting(S3Location::bucket)
                .isEqualTo("cdk-hnb659fds-assets-111122223333-eu-west-1");
    }

    @Test
    void selectedStacksBringThoseTheyDependOn() throws Exception {
        assertThat(read().select(List.of("Shop"))).extracting(Stack::id).containsExactly("Data", "Shop");
        assertThat(read().select(List.of("Prod/Shop")))
                .extracting(Stack::name)
                .containsExactly("Prod-Data", "Prod-Shop");
        assertThat(read().select(List.of("checkout-data")))
                .extracting(Stack::id)
                .containsExactly("Data");
        assertThat(read().select(List.of("nothing"))).isEmpty();
    }

    @Test
    void itCanBeSentFromAnAgent() throws Exception {
        try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            out.writeObject(read());
        }
        assertThat(stack("Shop").parameters()).isEmpty();
    }

    private static String stack(String id, String more) {
        return "\"" + id
                + "\": {\"type\": \"aws:cloudformation:stack\", \"environment\": \"aws://111122223333/eu-west-1\","
                + " \"properties\": {\"templateFile\": \"t.json\"}" + more + "}";
    }

    private CloudAssembly assembly(String artifacts) throws Exception {
        Files.writeString(temp.resolve("t.json"), "{\"Resources\": {\"A\": {\"Type\": \"AWS::S3::Bucket\"}}}");
        manifest("{\"version\": \"55.0.0\", \"artifacts\": {\n" + artifacts + "\n}}");
        return CloudAssembly.read(temp, temp);
    }

    private void manifest(String json) throws IOException {
        Files.writeString(temp.resolve("manifest.json"), json);
    }

    private List<String> problems(String artifacts) {
        InvalidDocument refused = catchThrowableOfType(InvalidDocument.class, () -> assembly(artifacts));
        assertThat(refused).as("this should be refused: %s", artifacts).isNotNull();
        return refused.problems().stream().map(Problem::toString).toList();
    }

    @Test
    void theOrderWrittenIsKeptWhereNothingDepends() throws Exception {
        assertThat(assembly(stack("C", ", \"dependencies\": [\"A\"]") + "," + stack("B", "") + "," + stack("A", ""))
                        .stacks())
                .extracting(Stack::id)
                .containsExactly("B", "A", "C");
    }

    @Test
    void aStageWaitsForWhatItsAssemblyDependsOn() throws Exception {
        Files.createDirectories(temp.resolve("stage"));
        Files.writeString(temp.resolve("stage/t.json"), "{}");
        Files.writeString(
                temp.resolve("stage/manifest.json"),
                "{\"version\": \"1.0.0\", \"artifacts\": {" + stack("In", "") + "}}");
        CloudAssembly assembly = assembly("\"stage\": {\"type\": \"cdk:cloud-assembly\", \"properties\":"
                + " {\"directoryName\": \"stage\"}, \"dependencies\": [\"First\"]},"
                + stack("Last", ", \"dependencies\": [\"stage\"]") + "," + stack("First", ""));
        assertThat(assembly.stacks()).extracting(Stack::id).containsExactly("First", "stage/In", "Last");
        assertThat(assembly.stacks().get(1).dependsOn()).containsExactly("First");
    }

    @Test
    void circlesAreRefused() {
        assertThat(problems(
                        stack("A", ", \"dependencies\": [\"B\"]") + ",\n" + stack("B", ", \"dependencies\": [\"A\"]")))
                .singleElement()
                .asString()
                .startsWith("manifest.json, line 2")
                .endsWith("stacks depend on each other: A → B → A");
    }

    @Test
    void everythingWrongIsNamedAtOnce() {
        assertThat(problems(stack("A", ", \"dependencies\": [\"Gone\"]") + ",\n"
                        + "\"B\": {\"type\": \"aws:cloudformation:stack\", \"environment\": \"somewhere\", \"properties\":"
                        + " {\"templateFile\": \"../../etc/hosts\"}},\n"
                        + "\"C\": {\"type\": \"cdk:asset-manifest\", \"properties\": {\"file\": \"gone.json\"}},\n"
                        + stack(
                                "D",
                                ", \"metadata\": {\"/D\": [{\"type\": \"aws:cdk:error\", \"data\": \"No zones\"},"
                                        + " {\"type\": \"aws:cdk:asset\", \"data\": {}}]}")))
                .anyMatch(p -> p.contains("line 2") && p.contains("A depends on 'Gone', which is not in the assembly"))
                .anyMatch(p -> p.contains("the environment 'somewhere' of B is not aws://account/region"))
                .anyMatch(p -> p.contains("'../../etc/hosts'"))
                .anyMatch(p -> p.contains("line 4") && p.contains("'gone.json' is not there"))
                .anyMatch(p -> p.contains("the app itself reports an error in D: No zones"))
                .anyMatch(p -> p.contains("passes its assets by parameters"));
    }

    @Test
    void anAssemblyThatIsNotCompleteIsRefused() throws Exception {
        manifest("{\"version\": \"55.0.0\", \"missing\": [{\"key\": \"availability-zones:x\", \"provider\":"
                + " \"availability-zones\"}], \"artifacts\": {}}");
        assertThat(catchThrowableOfType(InvalidDocument.class, () -> CloudAssembly.read(temp, temp)))
                .hasMessageContaining("the context 'availability-zones:x' (availability-zones) was not known");
        manifest("{\"version\": \"x\"}");
        assertThat(catchThrowableOfType(InvalidDocument.class, () -> CloudAssembly.read(temp, temp)))
                .hasMessageContaining("'x' is no version of a cloud assembly");
        manifest("{\"version\": \"55.0.0\"}");
        assertThat(catchThrowableOfType(InvalidDocument.class, () -> CloudAssembly.read(temp, temp)))
                .hasMessageContaining("there is no stack in it");
        Files.delete(temp.resolve("manifest.json"));
        assertThat(catchThrowableOfType(InvalidDocument.class, () -> CloudAssembly.read(temp, temp)))
                .hasMessageContaining("Run cdk synth first");
    }

    @Test
    void assetsMadeByCommandsAndBrokenAssetsAreRefused() throws Exception {
        Files.createDirectories(temp.resolve("folder"));
        Files.writeString(temp.resolve("a.json"), """
                {"version": "55.0.0", "files": {
                 "1": {"source": {"executable": ["make"]}, "destinations": {}},
                 "2": {"source": {"path": "folder", "packaging": "file"}, "destinations": {}},
                 "3": {"source": {"path": "t.json", "packaging": "zip"}, "destinations": {}},
                 "4": {"source": {"path": "t.json", "packaging": "file"}, "destinations": {"d": {"objectKey": "k"}}},
                 "5": {"displayName": "five", "source": {}}
                }}
                """);
        assertThat(problems("\"A\": {\"type\": \"cdk:asset-manifest\", \"properties\": {\"file\": \"a.json\"}},"
                        + stack("S", ", \"dependencies\": [\"A\"]")))
                .containsExactly(
                        "a.json, line 2, column 2: the asset 1 is made by a command, which this step does not run. Let"
                                + " the app bundle it at synthesis",
                        "a.json, line 3, column 8: folder is a folder, not a file",
                        "a.json, line 4, column 8: t.json is to be zipped, but is no folder",
                        "a.json, line 5, column 76: bucketName is missing",
                        "a.json, line 6, column 31: path is missing");
    }

    @Test
    void aNewerSchemaAndUnknownArtifactsAreNoted() throws Exception {
        Files.writeString(temp.resolve("t.json"), "{}");
        manifest("{\"version\": \"99.0.0\", \"artifacts\": {" + stack("S", "") + ", \"N\": {\"type\": \"cdk:new\"}}}");
        assertThat(CloudAssembly.read(temp, temp).notes())
                .containsExactly(
                        "The cloud assembly has schema 99.0.0, newer than the newest known here, 55.0.0. What is new in it"
                                + " is not looked at.",
                        "The artifact N of the unknown type 'cdk:new' is skipped.");
    }

    @Test
    void tagsMayStandInTheMetadata() throws Exception {
        assertThat(assembly(
                                stack(
                                        "S",
                                        ", \"metadata\": {\"/S\": [{\"type\": \"aws:cdk:stack-tags\", \"data\":"
                                                + " [{\"Key\": \"a\", \"Value\": \"b\"}, {\"key\": \"c\", \"value\": \"d\"}]}]}"))
                        .stacks()
                        .get(0)
                        .tags())
                .isEqualTo(Map.of("a", "b", "c", "d"));
    }

    private static String withRoles(String options) {
        return "\"S\": {\"type\": \"aws:cloudformation:stack\", \"environment\": \"aws://111122223333/eu-west-1\","
                + " \"properties\": {\"templateFile\": \"t.json\", \"assumeRoleArn\": \"deploy\",\n"
                + "\"assumeRoleExternalId\": \"shop\", \"assumeRoleAdditionalOptions\": " + options + "}}";
    }

    @Test
    void whatAnAssemblySaysBesidesOfItsRolesIsRead() throws Exception {
        Stack stack = assembly(withRoles("{\"Tags\": [{\"Key\": \"Department\", \"Value\": \"Engineering\"}],"
                        + " \"PolicyArns\": [{\"arn\": \"p\"}], \"SourceIdentity\": \"ci\"}"))
                .stacks()
                .get(0);
        assertThat(stack.deployRole())
                .isEqualTo(new CloudAssembly.Role(
                        "deploy",
                        "shop",
                        Map.of(
                                "Tags",
                                List.of(Map.of("Key", "Department", "Value", "Engineering")),
                                "TransitiveTagKeys",
                                List.of("Department"),
                                "PolicyArns",
                                List.of(Map.of("arn", "p")),
                                "SourceIdentity",
                                "ci")));
        assertThat(assembly(withRoles("{\"DurationSeconds\": 900}"))
                        .stacks()
                        .get(0)
                        .deployRole()
                        .options())
                .isEqualTo(Map.of("DurationSeconds", 900L));
        assertThat(assembly(withRoles("{\"Tags\": [], \"TransitiveTagKeys\": [\"a\"], \"X\": [true, 1.5]}"))
                        .stacks()
                        .get(0)
                        .deployRole()
                        .options())
                .isEqualTo(Map.of("Tags", List.of(), "TransitiveTagKeys", List.of("a"), "X", List.of(true, "1.5")));
        assertThat(assembly(withRoles("null")).stacks().get(0).deployRole().options())
                .isEmpty();
    }

    @Test
    void whatCannotBeSaidOfARoleIsRefused() {
        assertThat(problems(withRoles("{\"SerialNumber\": \"m\", \"TokenCode\": \"1\", \"RoleArn\": \"r\"}")))
                .hasSize(3)
                .allMatch(
                        p -> p.startsWith("manifest.json, line 3") && p.contains(" cannot be an additional option: "));
        assertThat(problems(withRoles("[]")))
                .singleElement()
                .asString()
                .contains("assumeRoleAdditionalOptions has to be an object");
    }

    @Test
    void topicsAndTagsAreReadInTheOrderWritten() throws Exception {
        Stack stack = assembly(stack("S", "")
                        .replace(
                                "\"t.json\"",
                                "\"t.json\", \"tags\": {\"b\": \"1\", \"a\": \"2\"},"
                                        + " \"notificationArns\": [\"arn:two\", \"arn:one\"],"
                                        + " \"parameters\": {\"P\": \"v\"}"))
                .stacks()
                .get(0);
        assertThat(stack.tags()).containsExactly(Map.entry("b", "1"), Map.entry("a", "2"));
        assertThat(stack.notificationArns()).containsExactly("arn:two", "arn:one");
        assertThat(stack.parameters()).isEqualTo(Map.of("P", "v"));
    }

    private String refusal(String manifest) throws Exception {
        manifest(manifest);
        InvalidDocument refused = catchThrowableOfType(InvalidDocument.class, () -> CloudAssembly.read(temp, temp));
        assertThat(refused).as("this should be refused: %s", manifest).isNotNull();
        return refused.getMessage();
    }

    @Test
    void aManifestThatIsNoObjectIsRefused() throws Exception {
        assertThat(refusal("[]")).isEqualTo("manifest.json, line 1, column 1: has to be a JSON object");
        assertThat(refusal("{")).startsWith("manifest.json, line 1, column ").contains("not JSON");
    }

    private static String nested(String id, String folder) {
        return "\"" + id + "\": {\"type\": \"cdk:cloud-assembly\", \"properties\": {\"directoryName\": \"" + folder
                + "\"}}";
    }

    /** Each assembly in one around it; the stack is in the innermost. */
    private CloudAssembly nestedTimes(int times) throws Exception {
        Path folder = temp;
        for (int i = 0; i < times; i++) {
            Files.writeString(
                    folder.resolve("manifest.json"),
                    "{\"version\": \"1.0.0\", \"artifacts\": {" + nested("N", "in") + "}}");
            folder = Files.createDirectories(folder.resolve("in"));
        }
        Files.writeString(folder.resolve("t.json"), "{}");
        Files.writeString(
                folder.resolve("manifest.json"), "{\"version\": \"1.0.0\", \"artifacts\": {" + stack("S", "") + "}}");
        return CloudAssembly.read(temp, temp);
    }

    @Test
    void assembliesAreNestedToALimitAndEachIsReadOnce() throws Exception {
        assertThat(nestedTimes(20).stacks()).extracting(Stack::id).containsExactly("N/".repeat(20) + "S");
        assertThat(catchThrowableOfType(InvalidDocument.class, () -> nestedTimes(21)))
                .hasMessageContaining("cloud assemblies are nested too deeply");
        Files.createDirectories(temp.resolve("empty"));
        assertThat(refusal("{\"version\": \"1.0.0\", \"artifacts\": {" + nested("E", "empty") + ",\n" + nested("I", ".")
                        + ",\n" + nested("T", "t.json") + ",\n" + nested("O", "in") + ",\n" + nested("P", "in") + "}}"))
                .contains("line 1, column ", "empty has no manifest.json")
                .contains("line 2, column ", " is in the assembly twice")
                .contains("line 3, column ", "'t.json' is not there")
                .contains("line 5, column ", "in is in the assembly twice")
                .doesNotContain("line 4");
    }

    @Test
    void anAssemblyHasALimitedNumberOfArtifacts() throws Exception {
        String trees = java.util.stream.IntStream.range(0, 1_999)
                .mapToObj(i -> "\"T" + i + "\": {\"type\": \"cdk:tree\"},")
                .collect(java.util.stream.Collectors.joining());
        assertThat(assembly(trees + stack("S", "")).stacks()).hasSize(1);
        assertThat(problems(trees + stack("S", "") + ",\n" + stack("T", "")))
                .containsExactly("manifest.json, line 3, column 1: there are more than 2000 artifacts");
    }

    @Test
    void aCircleIsFoundAmongStacksThatAreInOrder() {
        assertThat(problems(stack("C", "") + ",\n" + stack("A", ", \"dependencies\": [\"C\", \"B\"]") + ",\n"
                        + stack("D", ", \"dependencies\": [\"C\", \"A\"]") + ",\n"
                        + stack("B", ", \"dependencies\": [\"C\", \"A\"]")))
                .containsExactly("manifest.json, line 3, column 132: stacks depend on each other: A → B → A");
    }

    @Test
    void metadataMayLieInAFileBesideTheManifest() throws Exception {
        String tags = "{\"/S\": [{\"type\": \"aws:cdk:stack-tags\", \"data\": [{\"Key\": \"%s\", \"Value\": \"v\"}]}]}";
        Files.writeString(temp.resolve("m.json"), tags.formatted("file"));
        String file = ", \"additionalMetadataFile\": \"m.json\"";
        assertThat(assembly(stack("S", file)).stacks().get(0).tags()).isEqualTo(Map.of("file", "v"));
        assertThat(assembly(stack("S", file + ", \"metadata\": " + tags.formatted("manifest")))
                        .stacks()
                        .get(0)
                        .tags())
                .isEqualTo(Map.of("manifest", "v", "file", "v"));
        Files.writeString(temp.resolve("m.json"), "[]");
        assertThat(problems(stack("S", file + ", \"metadata\": " + tags.formatted("manifest"))))
                .containsExactly("m.json, line 1, column 1: has to be a JSON object");
    }

    @Test
    void pathsThatAreNoneAreRefused() throws Exception {
        Files.createDirectories(temp.resolve("folder"));
        assertThat(problems(stack("S", "").replace("t.json", "folder")))
                .singleElement()
                .asString()
                .endsWith("folder is a folder");
        assertThat(problems(nested("N", "t.json"))).singleElement().asString().endsWith("t.json is no folder");
        assertThat(problems(stack("S", "").replace("t.json", "a\\u0000b")))
                .singleElement()
                .asString()
                .endsWith("' is not a path");
        assertThat(problems(stack("S", "").replace("\"t.json\"", "1")))
                .singleElement()
                .asString()
                .endsWith("templateFile is missing");
    }

    @Test
    void theFirstStackCanBeSelectedToo() throws Exception {
        assertThat(read().select(List.of("Prod/Data"))).extracting(Stack::name).containsExactly("Prod-Data");
    }

    @Test
    void anImageSaysWhatItIsMadeOf() {
        assertThat(new ImageAsset("Image", "/d", "Other", List.of(), List.of()).needed())
                .isEqualTo("The image Image has to be built by Docker in /d from Other first; this step does not run"
                        + " Docker.");
        assertThat(new ImageAsset("Image", null, null, List.of("make", "x"), List.of()).needed())
                .startsWith("The image Image has to be made by the command make x first;");
    }
}
