package io.jenkins.plugins.awsreleasestages.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.awsreleasestages.UnixOnly;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.document.Problem;
import io.jenkins.plugins.awsreleasestages.files.FileDigest;
import io.jenkins.plugins.awsreleasestages.template.LocalArtifacts.Local;
import io.jenkins.plugins.awsreleasestages.template.PackagedTemplate.Upload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LocalArtifactsTest {

    private static final ArtifactFolder FOLDER = ArtifactFolder.in("eu-west-1", "artifacts", "checkout/packaged");

    @TempDir
    Path temp;

    private Path workspace;
    private Path scratch;

    @BeforeEach
    void folders() throws IOException {
        workspace = Files.createDirectory(temp.resolve("workspace"));
        scratch = Files.createDirectory(temp.resolve("scratch"));
    }

    private Path file(String name, String content) throws IOException {
        Path file = workspace.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private PackagedTemplate pack(String template) throws Exception {
        return LocalArtifacts.pack(file("template.yaml", template), workspace, scratch, FOLDER);
    }

    private List<String> problems(String template) {
        InvalidDocument refused = catchThrowableOfType(InvalidDocument.class, () -> pack(template));
        assertThat(refused).as("this should be refused: %s", template).isNotNull();
        return refused.problems().stream().map(Problem::toString).toList();
    }

    private static String resource(String type, String properties) {
        return "Resources: {R: {Type: '" + type + "', Properties: " + properties + "}}\n";
    }

    private static JsonNode property(PackagedTemplate packaged, String pointer) throws Exception {
        return json("packaged", packaged.template()).at("/Resources/R/Properties" + pointer);
    }

    private static JsonNode json(String file, String template) throws Exception {
        return new ObjectMapper().readTree(Template.read(file, template).json());
    }

    private static List<String> entries(Upload upload) throws IOException {
        try (ZipFile zip = new ZipFile(upload.file())) {
            return Collections.list(zip.entries()).stream()
                    .map(ZipEntry::getName)
                    .toList();
        }
    }

    private static String sha256(byte[] bytes) {
        return FileDigest.of(bytes);
    }

    /** Of an archive of one file; where a file system knows no modes, all files are executable. */
    private static String content(String name, byte[] bytes) {
        boolean modes = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        String entry = (modes ? "100644 " : "100755 ") + sha256(bytes) + " " + name + "\0";
        return sha256(entry.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AWS::Serverless::Function | CodeUri | URI | zip",
                "AWS::Serverless::LayerVersion | ContentUri | URI | zip",
                "AWS::Serverless::Api | DefinitionUri | URI | file",
                "AWS::Serverless::HttpApi | DefinitionUri | URI | file",
                "AWS::Serverless::StateMachine | DefinitionUri | Bucket | file",
                "AWS::Serverless::GraphQLApi | SchemaUri | URI | file",
                "AWS::Serverless::GraphQLApi | Functions.One.CodeUri | URI | file",
                "AWS::Serverless::GraphQLApi | Resolvers.Query.One.CodeUri | URI | file",
                "AWS::Lambda::Function | Code | S3Bucket | zip",
                "AWS::Lambda::LayerVersion | Content | S3Bucket | zip",
                "AWS::CloudFormation::ModuleVersion | ModulePackage | URI | file",
                "AWS::CloudFormation::ResourceVersion | SchemaHandlerPackage | URI | file",
                "AWS::ApiGateway::RestApi | BodyS3Location | Bucket | file",
                "AWS::ApiGatewayV2::Api | BodyS3Location | Bucket | file",
                "AWS::ElasticBeanstalk::ApplicationVersion | SourceBundle | S3Bucket | file",
                "AWS::AppSync::GraphQLSchema | DefinitionS3Location | URI | file",
                "AWS::AppSync::Resolver | RequestMappingTemplateS3Location | URI | file",
                "AWS::AppSync::Resolver | ResponseMappingTemplateS3Location | URI | file",
                "AWS::AppSync::Resolver | CodeS3Location | URI | file",
                "AWS::AppSync::FunctionConfiguration | RequestMappingTemplateS3Location | URI | file",
                "AWS::AppSync::FunctionConfiguration | ResponseMappingTemplateS3Location | URI | file",
                "AWS::AppSync::FunctionConfiguration | CodeS3Location | URI | file",
                "AWS::StepFunctions::StateMachine | DefinitionS3Location | Bucket | file",
                "AWS::Glue::Job | Command.ScriptLocation | URI | file",
                "AWS::CodeCommit::Repository | Code.S3 | Bucket | file",
            })
    void everyPropertyIsWrittenInTheFormThatItWants(String type, String property, String form, String sent)
            throws Exception {
        file("src/code.py", "code");
        String value = "./src/code.py";
        String[] keys = property.split("\\.");
        StringBuilder properties = new StringBuilder(value);
        for (int i = keys.length - 1; i >= 0; i--) {
            properties.insert(0, "{" + keys[i] + ": ").append("}");
        }
        PackagedTemplate packaged = pack(resource(type, properties.toString()));

        Upload upload = packaged.uploads().get(0);
        assertThat(packaged.uploads()).hasSize(1);
        assertThat(packaged.changed()).isTrue();
        byte[] code = "code".getBytes(StandardCharsets.UTF_8);
        String hash = sent.equals("zip") ? content("code.py", code) : sha256(code);
        String key = "checkout/packaged/" + hash + (sent.equals("zip") ? ".zip" : ".py");
        assertThat(upload)
                .isEqualTo(new Upload(
                        new S3Location("artifacts", key), upload.file(), hash, value, List.of("R." + property)));
        if (sent.equals("zip")) {
            assertThat(entries(upload)).containsExactly("code.py");
        } else {
            assertThat(Files.readString(Path.of(upload.file()))).isEqualTo("code");
        }
        String expected =
                switch (form) {
                    case "URI" -> "\"s3://artifacts/" + key + "\"";
                    case "Bucket" -> "{\"Bucket\":\"artifacts\",\"Key\":\"" + key + "\"}";
                    default -> "{\"S3Bucket\":\"artifacts\",\"S3Key\":\"" + key + "\"}";
                };
        assertThat(property(packaged, "/" + property.replace('.', '/')).toString())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3://bucket/key",
                "https://s3.amazonaws.com/bucket/key",
                "!Sub 's3://${Bucket}/key'",
                "'./${Folder}'",
                "!Ref Location",
                "{Bucket: b, Key: k}",
                "'{{resolve:ssm:/path}}'",
                "''",
                "",
            })
    void whatIsNotLocalIsLeftAsItIs(String value) throws Exception {
        String template = resource("AWS::Serverless::Function", "{CodeUri: " + value + "}");
        PackagedTemplate packaged = pack(template);
        assertThat(packaged.changed()).isFalse();
        assertThat(packaged.template()).isEqualTo(template);
        assertThat(packaged.uploads()).isEmpty();
    }

    @Test
    void codeThatNeedsNoPackingIsLeftAsItIs() throws Exception {
        assertThat(pack(resource("AWS::Serverless::Function", "{InlineCode: x, CodeUri: nothing}"))
                        .changed())
                .isFalse();
        assertThat(pack(resource("AWS::Lambda::Function", "{Code: {ZipFile: x}}"))
                        .changed())
                .isFalse();
        assertThat(pack(resource("AWS::Lambda::Function", "{Handler: x}")).changed())
                .isFalse();
        assertThat(pack(resource("Custom::Thing", "{CodeUri: nothing}")).changed())
                .isFalse();
        assertThat(pack(resource(
                                "AWS::Serverless::Function",
                                "{PackageType: Image, ImageUri: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/a:1}"))
                        .changed())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AWS::Lambda::Function     | Code     | checkout:latest",
                "AWS::Serverless::Function | ImageUri | team/checkout:latest",
                "AWS::Serverless::Function | ImageUri | 111122223333.dkr.ecr.eu-west-1.amazonaws.com/",
            })
    void anImageThatIsInNoRegistryIsRefused(String type, String property, String image) {
        String properties = "{PackageType: Image, " + property + ": '" + image + "'}";
        assertThat(problems(resource(type, properties)))
                .singleElement()
                .asString()
                .contains("R (" + type + "): the image '" + image + "' is a local one");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "AWS::Serverless::Function | ImageUri | \"localhost:5000/checkout:1\"",
                "AWS::Serverless::Function | ImageUri | \"${Registry}:1\"",
                "AWS::Serverless::Function | ImageUri | !Ref Image",
                "AWS::Lambda::Function     | Code     | {ImageUri: 'checkout:1'}",
                "Custom::Thing             | Code     | checkout:latest",
            })
    void anImageIsLeftAsItIs(String type, String property, String image) throws Exception {
        String properties = "{PackageType: Image, " + property + ": " + image + "}";
        assertThat(pack(resource(type, properties)).changed()).isFalse();
    }

    @Test
    void foldersAreZippedAndArchivesSentAsTheyAre() throws Exception {
        file("src/a.py", "a");
        file("src/lib/b.py", "b");
        byte[] jar = {'P', 'K', 3, 4, 0, 0};
        Files.write(workspace.resolve("app.jar"), jar);
        Files.write(workspace.resolve("empty.zip"), Arrays.copyOf(new byte[] {'P', 'K', 5, 6}, 22));
        PackagedTemplate packaged = pack("""
                Resources:
                  Folder: {Type: AWS::Serverless::Function, Properties: {CodeUri: src/}}
                  Archive: {Type: AWS::Serverless::Function, Properties: {CodeUri: app.jar}}
                  Bundle: {Type: AWS::ElasticBeanstalk::ApplicationVersion, Properties: {SourceBundle: src}}
                  Empty: {Type: AWS::Serverless::Function, Properties: {CodeUri: empty.zip}}
                """);
        assertThat(packaged.uploads()).extracting(Upload::source).containsExactly("src/", "app.jar", "empty.zip");
        assertThat(packaged.uploads().get(0).usedBy()).containsExactly("Folder.CodeUri", "Bundle.SourceBundle");
        assertThat(entries(packaged.uploads().get(0))).containsExactly("a.py", "lib/b.py");
        assertThat(packaged.uploads().get(1).digest()).isEqualTo(sha256(jar));
        assertThat(packaged.uploads().get(1).object().key()).endsWith(".jar");
        assertThat(packaged.uploads().get(2).file())
                .isEqualTo(workspace.toRealPath().resolve("empty.zip").toString());
    }

    @Test
    void theSameContentIsSentOnce() throws Exception {
        file("one/a.py", "a");
        file("two/a.py", "a");
        PackagedTemplate packaged = pack("""
                Resources:
                  A: {Type: AWS::Serverless::Function, Properties: {CodeUri: one}}
                  B: {Type: AWS::Serverless::Function, Properties: {CodeUri: ./one/}}
                  C: {Type: AWS::Lambda::Function, Properties: {Code: two}}
                """);
        assertThat(packaged.uploads())
                .singleElement()
                .extracting(Upload::usedBy)
                .isEqualTo(List.of("A.CodeUri", "B.CodeUri", "C.Code"));
    }

    @Test
    void theSameWorkspaceElsewhereGivesTheSameKeys() throws Exception {
        file("src/a.py", "a");
        String template = resource("AWS::Serverless::Function", "{CodeUri: src}");
        PackagedTemplate here = pack(template);
        workspace = Files.createDirectory(temp.resolve("elsewhere"));
        file("src/a.py", "a");
        PackagedTemplate there = pack(template);
        assertThat(there.template()).isEqualTo(here.template());
        assertThat(there.uploads().get(0).object())
                .isEqualTo(here.uploads().get(0).object());
    }

    @Test
    void globalsBranchesRepeatedAndIncludedPlacesAreSeen() throws Exception {
        file("a/a.py", "a");
        file("b/b.py", "b");
        file("c/c.py", "c");
        file("mapping.yaml", "A: {B: c}");
        file("LICENSE", "free");
        PackagedTemplate packaged = pack("""
                Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
                Globals: {Function: {CodeUri: a}}
                Metadata:
                  AWS::ServerlessRepo::Application: {LicenseUrl: LICENSE}
                Mappings:
                  Fn::Transform: {Name: AWS::Include, Parameters: {Location: ./mapping.yaml}}
                Resources:
                  F:
                    Type: AWS::Serverless::Function
                    Properties:
                      CodeUri: !If [X, b, !If [Y, c, s3://bucket/key]]
                  Fn::ForEach::Each:
                    - N
                    - [X, Y]
                    - ${N}: {Type: AWS::Serverless::Function, Properties: {CodeUri: b}}
                """);
        assertThat(packaged.uploads())
                .extracting(Upload::source)
                .containsExactly("a", "LICENSE", "b", "c", "./mapping.yaml");
        JsonNode written = json("packaged", packaged.template());
        assertThat(written.at("/Globals/Function/CodeUri").textValue()).startsWith("s3://artifacts/");
        assertThat(written.at("/Metadata/AWS::ServerlessRepo::Application/LicenseUrl")
                        .textValue())
                .startsWith("s3://artifacts/");
        assertThat(written.at("/Mappings/Fn::Transform/Parameters/Location").textValue())
                .matches("s3://artifacts/checkout/packaged/[0-9a-f]{64}\\.yaml");
        JsonNode branches = written.at("/Resources/F/Properties/CodeUri/Fn::If");
        assertThat(branches.get(1).textValue()).matches("s3://artifacts/.*\\.zip");
        assertThat(branches.at("/2/Fn::If/1").textValue()).matches("s3://artifacts/.*\\.zip");
        assertThat(branches.at("/2/Fn::If/2").textValue()).isEqualTo("s3://bucket/key");
        assertThat(written.at("/Resources/Fn::ForEach::Each/2/${N}/Properties/CodeUri")
                        .textValue())
                .isEqualTo(branches.get(1).textValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transform: {Name: AWS::Include, Parameters: {Location: part.yaml}}",
                "Transform: [AWS::Serverless-2016-10-31, {Name: AWS::Include, Parameters: {Location: part.yaml}}]",
                "Fn::Transform: {Name: AWS::Include, Parameters: {Location: part.yaml}}",
            })
    void whatTheWholeTemplateIncludesIsSent(String transform) throws Exception {
        file("part.yaml", "Resources: {}");
        assertThat(pack(transform + "\n" + resource("AWS::S3::Bucket", "{}")).uploads())
                .singleElement()
                .extracting(Upload::usedBy)
                .isEqualTo(List.of("Transform.Location"));
    }

    private static String forEach(String values, String properties) {
        return """
                Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
                Resources:
                  Fn::ForEach::Functions:
                    - Name
                    - %s
                    - ${Name}Function: {Type: AWS::Serverless::Function, Properties: %s}
                """.formatted(values, properties);
    }

    @Test
    void whatForEachRepeatsIsPackedForEach() throws Exception {
        file("Orders/app.py", "orders");
        file("Mails/app.py", "mails");
        for (String code : List.of(
                "'${Name}/'", "!Sub '${Name}/'", "'./${Name}'", "'&{Name}'", "!If [A, '${Name}', 's3://b/k']")) {
            PackagedTemplate packaged = pack(forEach("[Orders, Mails]", "{CodeUri: " + code + "}"));
            assertThat(packaged.uploads()).hasSize(2);
            assertThat(packaged.uploads())
                    .extracting(Upload::usedBy)
                    .containsExactly(List.of("OrdersFunction.CodeUri"), List.of("MailsFunction.CodeUri"));
            JsonNode written = json("packaged", packaged.template());
            JsonNode mapping = written.at("/Mappings/PackagedFiles1");
            assertThat(mapping.at("/Orders/Location").textValue())
                    .isEqualTo(packaged.uploads().get(0).object().uri());
            assertThat(mapping.at("/Mails/Location").textValue())
                    .isEqualTo(packaged.uploads().get(1).object().uri());
            JsonNode uri = written.at("/Resources/Fn::ForEach::Functions/2/${Name}Function/Properties/CodeUri");
            assertThat((uri.has("Fn::If") ? uri.at("/Fn::If/1") : uri).toString())
                    .isEqualTo("{\"Fn::FindInMap\":[\"PackagedFiles1\",{\"Ref\":\"Name\"},\"Location\"]}");
        }
    }

    @Test
    void loopsInLoopsAndPlacesOfTwoPartsAreLookedUp() throws Exception {
        for (String folder : List.of("test/a", "test/b", "prod/a", "prod/b")) {
            file(folder + "/app.py", folder);
        }
        PackagedTemplate packaged = pack("""
                Mappings: {PackagedFiles1: {x: {y: z}}}
                Resources:
                  Fn::ForEach::Stages:
                    - Stage
                    - [test, prod]
                    - Fn::ForEach::Parts:
                        - Part
                        - [a, b]
                        - F${Stage}${Part}: {Type: AWS::Lambda::Function, Properties: {Code: "${Stage}/${Part}"}}
                """);
        JsonNode written = json("packaged", packaged.template());
        assertThat(packaged.uploads())
                .extracting(Upload::source)
                .containsExactly("test/a", "test/b", "prod/a", "prod/b");
        assertThat(written.at("/Mappings/PackagedFiles2/prod-a/S3Key").textValue())
                .isEqualTo(packaged.uploads().get(2).object().key());
        JsonNode code =
                written.at("/Resources/Fn::ForEach::Stages/2/Fn::ForEach::Parts/2/F${Stage}${Part}/Properties/Code");
        assertThat(code.get("S3Bucket").toString())
                .isEqualTo("{\"Fn::FindInMap\":[\"PackagedFiles2\",{\"Fn::Join\":[\"-\",[{\"Ref\":\"Stage\"},"
                        + "{\"Ref\":\"Part\"}]]},\"S3Bucket\"]}");
        assertThat(code.get("S3Key").at("/Fn::FindInMap/2").textValue()).isEqualTo("S3Key");
    }

    @Test
    void whatAPropertyRepeatsIsPackedForEach() throws Exception {
        file("one.js", "1");
        file("two.js", "2");
        PackagedTemplate packaged = pack(resource(
                "AWS::Serverless::GraphQLApi",
                "{Functions: {Fn::ForEach::F: [N, [one, two], {'${N}': {CodeUri: '${N}.js'}}]}}"));
        assertThat(packaged.uploads()).extracting(Upload::source).containsExactly("one.js", "two.js");
        assertThat(property(packaged, "/Functions/Fn::ForEach::F/2/${N}/CodeUri")
                        .has("Fn::FindInMap"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "!Ref Names | ${Name}/ | is repeated for each Name of a Fn::ForEach whose values are known only when",
                "[A, !Ref B] | ${Name}/ | whose values are known only when it is deployed",
                "[a_b] | ${Name}/ | cannot be the keys of a mapping",
                "[Orders] | ${Name}/${Other} | holds a variable that is none of a Fn::ForEach around it",
                "[Orders] | ${Name}/ | 'Orders/' is not there",
            })
    void whatForEachRepeatsAndNobodyCanFindIsRefusedAtItsPlace(String values, String code, String why)
            throws Exception {
        String template = forEach(values, "{CodeUri: '" + code + "'}");
        assertThat(problems(template))
                .singleElement()
                .asString()
                .startsWith("template.yaml, line 6, column ")
                .contains("AWS::Serverless::Function) CodeUri: '")
                .contains(why);
        if (!why.contains("is not there")) {
            Template read = Template.read("t", template);
            assertThat(catchThrowableOfType(InvalidDocument.class, () -> LocalArtifacts.of(read)))
                    .hasMessageContaining(why);
        }
    }

    @Test
    void whatForEachRepeatsHasALimit() throws Exception {
        assertThat(local(repeated("A", 2_000))).hasSize(2_000);
        assertThat(local(repeated("A", 1_000) + repeated("B", 1_000))).hasSize(2_000);
        assertThat(catchThrowableOfType(
                        InvalidDocument.class, () -> local(repeated("A", 1_000) + repeated("B", 1_001))))
                .hasMessageStartingWith("t, line 3, ")
                .hasMessageContaining("is repeated too often: at most 2000 files");
    }

    private static List<Local> local(String resources) throws Exception {
        return LocalArtifacts.of(Template.read("t", "Resources:\n" + resources));
    }

    private static String repeated(String loop, int times) {
        String values = IntStream.range(0, times).mapToObj(i -> "v" + i).collect(Collectors.joining(", "));
        return "  Fn::ForEach::" + loop + ": [N, [" + values + "], {'" + loop
                + "${N}': {Type: AWS::Serverless::Function, Properties: {CodeUri: '${N}.py'}}}]\n";
    }

    @Test
    void whatForEachRepeatsTooOftenOrTooEarlyIsRefused() {
        String values = "[" + "a, ".repeat(2_000) + "a]";
        assertThat(problems(forEach(values, "{CodeUri: '${Name}/'}")))
                .singleElement()
                .asString()
                .contains("is repeated too often");
        assertThat(problems(forEach(
                        "[a]", "{Fn::Transform: {Name: AWS::Include, Parameters: {Location: '${Name}.yaml'}}}")))
                .singleElement()
                .asString()
                .contains("is included before Fn::ForEach is carried out");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'s3://bucket/${Name}.zip'",
                "'{{resolve:ssm:${Name}}}'",
                "!Sub '${Base}/${Name}.zip'",
                "{Bucket: b, Key: '${Name}'}"
            })
    void whatLiesInS3ForEachIsLeftAsItIs(String code) throws Exception {
        assertThat(pack(forEach("[Orders]", "{CodeUri: " + code + "}")).changed())
                .isFalse();
        assertThat(pack(forEach("[]", "{CodeUri: '${Name}/'}")).uploads()).isEmpty();
    }

    @Test
    void nestedTemplatesArePackagedFirst() throws Exception {
        file("nested/src/a.py", "a");
        file("nested/deeper/leaf.yaml", resource("AWS::IAM::Role", "{RoleName: x}"));
        file("nested/stack.yaml", """
                Resources:
                  F: {Type: AWS::Serverless::Function, Properties: {CodeUri: src}}
                  S: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: deeper/leaf.yaml}}
                """);
        PackagedTemplate packaged = pack("""
                Resources:
                  R: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: nested/stack.yaml}}
                  A: {Type: AWS::Serverless::Application, Properties: {Location: nested/stack.yaml}}
                  B: {Type: AWS::Serverless::Application, Properties: {Location: {ApplicationId: x, SemanticVersion: 1.0.0}}}
                """);
        assertThat(packaged.uploads())
                .extracting(Upload::source)
                .containsExactly("src", "deeper/leaf.yaml", "nested/stack.yaml");
        Upload stack = packaged.uploads().get(2);
        assertThat(stack.usedBy()).containsExactly("R.TemplateURL", "A.Location");
        assertThat(property(packaged, "/TemplateURL").textValue())
                .isEqualTo("https://s3.eu-west-1.amazonaws.com/artifacts/"
                        + stack.object().key());
        byte[] sent = Files.readAllBytes(Path.of(stack.file()));
        assertThat(stack.object().key()).isEqualTo("checkout/packaged/" + sha256(sent) + ".template");
        JsonNode nested = json("nested", new String(sent, StandardCharsets.UTF_8));
        assertThat(nested.at("/Resources/F/Properties/CodeUri").textValue()).startsWith("s3://");
        assertThat(nested.at("/Resources/S/Properties/TemplateURL").textValue())
                .isEqualTo("https://s3.eu-west-1.amazonaws.com/artifacts/"
                        + packaged.uploads().get(1).object().key());
    }

    @Test
    void aNestedTemplateIsAsLargeAsCloudFormationTakesIt() throws Exception {
        String nested = resource("AWS::S3::Bucket", "{}") + "#";
        String largest = nested + "x".repeat(Template.LARGEST - nested.length());
        file("nested.yaml", largest);
        String template = resource("AWS::CloudFormation::Stack", "{TemplateURL: nested.yaml}");
        assertThat(pack(template).uploads()).hasSize(1);
        file("nested.yaml", largest + "x");
        assertThat(problems(template))
                .singleElement()
                .asString()
                .endsWith("'nested.yaml' has 1048577 bytes; CloudFormation takes at most 1 MB");
    }

    @Test
    void everythingThatIsMissingIsNamedAtOnce() throws Exception {
        Files.writeString(temp.resolve("secret.txt"), "secret");
        file("src/a.py", "a");
        file("nested.yaml", "Resources:\n  In: {Type: AWS::Serverless::Function, Properties: {CodeUri: gone}}\n");
        file("broken.yaml", "Resources:\n  In: {Type}\n");
        assertThat(problems("""
                Resources:
                  A:
                    Type: AWS::Serverless::Function
                    Properties:
                      CodeUri: build/
                  B: {Type: AWS::AppSync::GraphQLSchema, Properties: {DefinitionS3Location: src}}
                  C: {Type: AWS::Lambda::Function, Properties: {Code: ../secret.txt}}
                  D: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: nested.yaml}}
                  E: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: broken.yaml}}
                  F: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: template.yaml}}
                  G: {Type: AWS::Serverless::Function, Properties: {PackageType: Image, ImageUri: "checkout:latest"}}
                """))
                .containsExactlyInAnyOrder(
                        "template.yaml, line 5, column 7: A (AWS::Serverless::Function) CodeUri: 'build/' is not there"
                                + " (looked for build in the workspace). Build it first, or name a place in S3",
                        "template.yaml, line 6, column 55: B (AWS::AppSync::GraphQLSchema) DefinitionS3Location: 'src' is"
                                + " a folder; a file is needed",
                        "template.yaml, line 7, column 49: C (AWS::Lambda::Function) Code: '../secret.txt' lies outside"
                                + " of the workspace",
                        "nested.yaml, line 2, column 54: In (AWS::Serverless::Function) CodeUri: 'gone' is not there"
                                + " (looked for gone in the workspace). Build it first, or name a place in S3",
                        "broken.yaml, line 2, column 3: the resource In has no Type",
                        "template.yaml, line 10, column 54: F (AWS::CloudFormation::Stack) TemplateURL: 'template.yaml'"
                                + " is a template that it lies in itself: nested stacks cannot go round in circles",
                        "template.yaml, line 11, column 73: G (AWS::Serverless::Function): the image 'checkout:latest' is"
                                + " a local one, and needs Docker. Push it to Amazon ECR and name it by its address"
                                + " there");
    }

    @Test
    @UnixOnly("making a link needs a right there")
    void linksOutOfTheWorkspaceAreRefused() throws Exception {
        Files.writeString(temp.resolve("secret.txt"), "secret");
        file("src/a.py", "a");
        Files.createSymbolicLink(workspace.resolve("src/link"), temp.resolve("secret.txt"));
        Files.createSymbolicLink(workspace.resolve("out"), temp.resolve("secret.txt"));
        assertThat(problems("""
                Resources:
                  A: {Type: AWS::Lambda::Function, Properties: {Code: src}}
                  B: {Type: AWS::Lambda::Function, Properties: {Code: out}}
                """))
                .anyMatch(p -> p.contains("'src' cannot be packed: link is a link that leads out of the workspace"))
                .anyMatch(p -> p.contains("'out' lies outside of the workspace"));
        assertThat(Files.list(scratch)).isEmpty();
    }

    @Test
    void aPackagedTemplateNeedsNoPackagingAgain() throws Exception {
        file("src/a.py", "a");
        PackagedTemplate once = pack(resource("AWS::Serverless::Function", "{CodeUri: src}"));
        PackagedTemplate twice = pack(once.template());
        assertThat(twice.changed()).isFalse();
        assertThat(twice.template()).isEqualTo(once.template());
    }

    @Test
    void whatIsLocalCanBeAskedWithoutTheFiles() throws Exception {
        Template template = Template.read("t", resource("AWS::Glue::Job", "{Command: {ScriptLocation: job.py}}"));
        assertThat(LocalArtifacts.of(template)).containsExactly(new Local("R", "Command.ScriptLocation", "job.py", 1));
    }

    @ParameterizedTest
    @CsvSource({
        "eu-west-1, https://s3.eu-west-1.amazonaws.com, aws",
        "cn-north-1, https://s3.cn-north-1.amazonaws.com.cn, aws-cn",
        "us-gov-west-1, https://s3.us-gov-west-1.amazonaws.com, aws-us-gov",
        "us-iso-east-1, https://s3.us-iso-east-1.c2s.ic.gov, aws-iso",
        "us-isob-east-1, https://s3.us-isob-east-1.sc2s.sgov.gov, aws-iso-b",
        "eusc-de-east-1, https://s3.eusc-de-east-1.amazonaws.eu, aws-eusc",
    })
    void addressesHaveTheDomainOfThePartition(String region, String endpoint, String partition) {
        assertThat(Partition.s3(region)).isEqualTo(endpoint);
        assertThat(Partition.of(region).name()).isEqualTo(partition);
    }

    @Test
    void addressesAreEncoded() {
        S3Location object = new S3Location("b.c", "a b/ü+/x.json");
        assertThat(object.url("https://s3.eu-west-1.amazonaws.com"))
                .isEqualTo("https://s3.eu-west-1.amazonaws.com/b.c/a%20b/%C3%BC%2B/x.json");
        assertThat(S3Location.parse(object.uri())).contains(object);
        assertThat(S3Location.parse("https://x/y")).isEmpty();
        assertThat(S3Location.parse("s3://bucket")).isEmpty();
    }

    @Test
    void filesOfAnEmptyPrefixLieAtTheTop() throws Exception {
        file("src/a.py", "a");
        Path template = file("t.yaml", resource("AWS::Serverless::Function", "{CodeUri: src}"));
        PackagedTemplate packaged =
                LocalArtifacts.pack(template, workspace, scratch, ArtifactFolder.in("eu-west-1", "artifacts", ""));
        assertThat(packaged.uploads().get(0).object().key()).matches("[0-9a-f]{64}\\.zip");
        List<String> left = new ArrayList<>();
        try (var files = Files.list(scratch)) {
            files.forEach(file -> left.add(file.getFileName().toString()));
        }
        assertThat(left).containsExactly(packaged.uploads().get(0).object().key());
        assertThat(packaged.template().getBytes(StandardCharsets.UTF_8)).isNotEmpty();
    }
}
