package io.jenkins.plugins.awsreleasestages.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.awsreleasestages.document.Budget;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.document.JsonWriter;
import io.jenkins.plugins.awsreleasestages.document.Problem;
import io.jenkins.plugins.awsreleasestages.template.Template.Parameter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

    private static final String BUCKET = "Resources:\n  Bucket:\n    Type: AWS::S3::Bucket\n";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "!Ref Name | {'Ref':'Name'}",
                "!Condition IsProd | {'Condition':'IsProd'}",
                "!Sub '${A}-x' | {'Fn::Sub':'${A}-x'}",
                "!Sub ['${a}', {a: !Ref B}] | {'Fn::Sub':['${a}',{'a':{'Ref':'B'}}]}",
                "!GetAtt Bucket.Arn | {'Fn::GetAtt':['Bucket','Arn']}",
                "!GetAtt Nested.Outputs.Url | {'Fn::GetAtt':['Nested','Outputs.Url']}",
                "!GetAtt [Bucket, Arn] | {'Fn::GetAtt':['Bucket','Arn']}",
                "!If [IsProd, 1, !Ref 'AWS::NoValue'] | {'Fn::If':['IsProd',1,{'Ref':'AWS::NoValue'}]}",
                "!Join ['', [a, b]] | {'Fn::Join':['',['a','b']]}",
                "!Select [0, !GetAZs ''] | {'Fn::Select':[0,{'Fn::GetAZs':''}]}",
                "!FindInMap [A, !Ref B, C] | {'Fn::FindInMap':['A',{'Ref':'B'},'C']}",
                "!ImportValue x | {'Fn::ImportValue':'x'}",
                "!Base64 x | {'Fn::Base64':'x'}",
                "!Cidr [a, 1, 8] | {'Fn::Cidr':['a',1,8]}",
                "!Split [',', a] | {'Fn::Split':[',','a']}",
                "!Not [!Equals [a, b]] | {'Fn::Not':[{'Fn::Equals':['a','b']}]}",
                "!And [!Condition A, !Condition B] | {'Fn::And':[{'Condition':'A'},{'Condition':'B'}]}",
                "!Transform {Name: M, Parameters: {a: b}} | {'Fn::Transform':{'Name':'M','Parameters':{'a':'b'}}}",
                "!ToJsonString {a: b} | {'Fn::ToJsonString':{'a':'b'}}",
                "!Ref 123 | {'Ref':'123'}",
                "!Ref a.b | {'Ref':'a.b'}",
                "!GetStackOutput {StackName: network} | {'Fn::GetStackOutput':{'StackName':'network'}}",
                "!GetStackOutput network.VpcId | {'Fn::GetStackOutput':'network.VpcId'}",
                "!Not_yet-there [1] | {'Fn::Not_yet-there':[1]}",
                "!Fn::Sub x | {'Fn::Sub':'x'}",
            })
    void shortFormsBecomeLongOnes(String yaml, String json) throws Exception {
        assertThat(value(yaml)).isEqualTo(json.replace('\'', '"'));
    }

    @Test
    void defaultsAndLimitsAreWhatStandsThere() throws Exception {
        Template template = read("""
                Parameters:
                  Commit: {Type: String, Default: 12345e67}
                  Version: {Type: String, Default: 1.10, AllowedValues: [1.10, 1_000, 012]}
                  Count: {Type: Number, MinValue: .5, MaxValue: +1e3, Default: 1e2}
                """ + BUCKET);
        assertThat(template.parameters())
                .extracting(Parameter::defaultValue)
                .containsExactly("12345e67", "1.10", "1e2");
        assertThat(template.parameters().get(1).allowedValues()).containsExactly("1.10", "1_000", "012");
        assertThat(template.parameterProblems(Map.of("Count", " 5e-1 "), true)).isEmpty();
        assertThat(template.parameterProblems(Map.of("Count", "1e999999999"), true))
                .containsExactly("parameters: the value of Count is not a number.");
        assertThat(template.parameterProblems(Map.of("Count", "0.4"), true))
                .containsExactly("parameters: the value of Count must be at least 0.5.");
        assertThat(template.parameterProblems(Map.of("Count", "1001"), true))
                .containsExactly("parameters: the value of Count must be at most 1000.");
    }

    @Test
    void writtenBackItSaysTheSame() throws Exception {
        Template template = read("""
                AWSTemplateFormatVersion: 2010-09-09
                Description: "A \\"shop\\" — ü \\U0001F600"
                Resources:
                  Bucket:
                    Type: AWS::S3::Bucket
                    Properties:
                      BucketName: !Sub
                        - ${AWS::StackName}-${x}
                        - x: |
                            two
                            lines
                      Nothing:
                      Empty: {}
                      None: []
                """);
        Template again = Template.read("again", template.json());
        assertThat(again.content()).isEqualTo(template.content());
        assertThat(again.json()).isEqualTo(template.json());
        assertThat(new ObjectMapper()
                        .readTree(template.json())
                        .at("/AWSTemplateFormatVersion")
                        .textValue())
                .isEqualTo("2010-09-09");
        assertThat(again.content().get("Description").text()).isEqualTo("A \"shop\" — ü 😀");
    }

    @Test
    void whatItDeclares() throws Exception {
        Template template = read("""
                Transform: AWS::Serverless-2016-10-31
                Parameters:
                  Stage:
                    Type: String
                    Default: test
                    AllowedValues: [test, prod]
                    AllowedPattern: "[a-z]+"
                    MinLength: 1
                    MaxLength: 5
                    ConstraintDescription: lower case
                  Password:
                    Type: String
                    NoEcho: true
                  Count: {Type: Number, Default: 3, MinValue: 1, MaxValue: 9.5, NoEcho: "false"}
                Conditions:
                  IsProd: !Equals [!Ref Stage, prod]
                Resources:
                  Table:
                    Type: AWS::DynamoDB::Table
                    DeletionPolicy: Retain
                    UpdateReplacePolicy: Snapshot
                    Condition: IsProd
                    DependsOn: [Queue]
                  Queue:
                    Type: AWS::SQS::Queue
                    DependsOn: Other
                    DeletionPolicy: !Ref Policy
                  Fn::ForEach::Topics:
                    - Name
                    - [A, B]
                    - Topic${Name}:
                        Type: AWS::SNS::Topic
                Outputs:
                  Url: {Value: x}
                """);
        assertThat(template.transforms()).containsExactly("AWS::Serverless-2016-10-31");
        assertThat(read("Transform: [{Name: AWS::Include}, M]\n" + BUCKET).transforms())
                .containsExactly("AWS::Include", "M");
        assertThat(template.parameters()).extracting(Parameter::name).containsExactly("Stage", "Password", "Count");
        Parameter stage = template.parameters().get(0);
        assertThat(stage.defaultValue()).isEqualTo("test");
        assertThat(stage.allowedValues()).containsExactly("test", "prod");
        assertThat(stage.maxLength()).isEqualTo(5);
        assertThat(stage.minLength()).isEqualTo(1);
        assertThat(template.parameters()).extracting(Parameter::hasDefault).containsExactly(true, false, true);
    }

    @Test
    void jsonMayBeIndentedWithTabsAndBeginWithAByteOrderMark() throws Exception {
        String json = "\uFEFF{\n\t\"Resources\": {\n\t\t\"Bucket\": {\"Type\": \"AWS::S3::Bucket\"}\n\t}\n}\n";
        Template template = Template.read("t.json", json.getBytes(StandardCharsets.UTF_8));
        assertThat(template.content().get("Resources", "Bucket").line()).isEqualTo(3);
        assertThat(resources(read("\uFEFF" + BUCKET))).hasSize(1);
    }

    @Test
    void theSizeIsCountedInBytes() throws Exception {
        Template template = read("Description: üüü\n" + BUCKET);
        assertThat(template.size()).isEqualTo("Description: uuu\n".length() + 3 + BUCKET.length());
        assertThat(template.fitsInRequest()).isTrue();
        assertThat(read("Description: " + "x".repeat(Template.LARGEST_BODY) + "\n" + BUCKET)
                        .fitsInRequest())
                .isFalse();
    }

    @Test
    void aLargeOneIsWrittenWithoutSpaces() throws Exception {
        StringBuilder yaml = new StringBuilder("Resources:\n");
        for (int i = 0; i < 450; i++) {
            yaml.append("  B")
                    .append(i)
                    .append(": {Type: AWS::S3::Bucket, Properties: {BucketName: a-name-that-is-")
                    .append("quite-long-for-a-bucket-and-then-some-more-of-it-to-fill-the-line-")
                    .append(i)
                    .append("}}\n");
        }
        assertThat(read(yaml.toString()).json()).doesNotContain("\n");
        assertThat(read(BUCKET).json()).isEqualTo("""
                {
                 "Resources": {
                  "Bucket": {
                   "Type": "AWS::S3::Bucket"
                  }
                 }
                }
                """);
    }

    @Test
    void everyProblemIsNamedAtOnceWithItsPlace() {
        assertThat(problems("""
                Ressources: {}
                Parameters:
                  Stage: {Default: x}
                  no-good: {Type: String}
                  Length: {Type: String, MinLength: short}
                Resources:
                  Bucket:
                    Properties: {}
                  bad-id: {Type: AWS::S3::Bucket}
                  List: []
                  Queue:
                    Type: AWS::SQS::Queue
                    Properties: [a]
                """))
                .containsExactly(
                        "t, line 1, column 1: 'Ressources' is no section of a template",
                        "t, line 3, column 3: the parameter Stage has no Type",
                        "t, line 4, column 3: 'no-good' is not the name of a parameter: letters and digits only",
                        "t, line 5, column 26: MinLength has to be a number, of at most 100 digits",
                        "t, line 7, column 3: the resource Bucket has no Type",
                        "t, line 9, column 3: 'bad-id' is not the id of a resource: letters and digits only",
                        "t, line 10, column 3: the resource List has to be a mapping with a Type",
                        "t, line 13, column 5: the Properties of Queue have to be a mapping");
    }

    @Test
    void whatIsThereTwiceIsNamed() {
        assertThat(problems(BUCKET + "    DeletionPolicy: Retain\n    DeletionPolicy: Delete\n  Bucket: {Type: X}\n"))
                .containsExactly(
                        "t, line 5, column 5: 'DeletionPolicy' is there twice",
                        "t, line 6, column 3: 'Bucket' is there twice");
        assertThat(problems("{\"Resources\": {\n \"A\": {\"Type\": \"X\"},\n \"A\": {\"Type\": \"Y\"}}}"))
                .containsExactly("t, line 3, column 2: 'A' is there twice");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | the file is empty",
                "# nothing | a template is a mapping",
                "hello | a template is a mapping",
                "[1] | a template is a mapping",
                "Description: x | the section Resources is missing",
                "Resources: {} | Resources is empty",
                "Resources: [] | Resources has to be a mapping",
                "{\"Resources\": {} | line 1, column 17: not JSON",
                "{\"Resources\": {},} | not JSON",
                "{} {} | there is more after the end",
                "Resources: {{ env }} | a key has to be a string",
                "Resources: {A: {Type: X, P: !!set {a}}} | does not know the YAML type",
                "Resources: {A: {Type: X, P: !!omap [a: 1]}} | does not know the YAML type",
                "Resources: {A: {Type: X, P: !!pairs [a: 1]}} | does not know the YAML type",
                "Resources: {A: {Type: X, P: !GetAtt .Arn}} | !GetAtt needs a resource and an attribute",
                "Resources: {A: {Type: X, P: !GetAtt A.}} | !GetAtt needs a resource and an attribute",
                "Resources: {A: {Type: X, P: !GetAtt Bucket}} | !GetAtt needs a resource and an attribute",
                "Resources: {A: {Type: X, P: !!binary aGk=}} | does not know the YAML type",
                "Resources: {<<: x} | '<<' merges mappings only",
            })
    void badTemplatesAreRefused(String text, String why) {
        assertThat(problems(text)).anyMatch(problem -> problem.contains(why));
    }

    @Test
    void placesOfSyntaxErrors() {
        assertThat(problems(BUCKET + "---\n" + BUCKET))
                .containsExactly("t, line 4, column 1: a second YAML document begins here; one file is one template");
        assertThat(problems(BUCKET + "\tProperties: {}\n"))
                .singleElement()
                .asString()
                .startsWith("t, line 4, column 1:");
        assertThat(problems(BUCKET + "    UserData: !Base64 !Sub x\n"))
                .singleElement()
                .asString()
                .contains("line 4")
                .contains("write the outer one in full");
        assertThat(problems("Resources:\n  A: \u0007\n"))
                .singleElement()
                .asString()
                .startsWith("t, line 2, column 6:");
    }

    private static String many(String section, int count, String declared) {
        return section + ":\n"
                + IntStream.range(0, count)
                        .mapToObj(i -> "  N" + i + ": " + declared + "\n")
                        .collect(Collectors.joining());
    }

    @Test
    void theQuotasOfATemplateAreKnown() throws Exception {
        String most = many("Parameters", 200, "{Type: String}")
                + many("Outputs", 200, "{Value: x}")
                + many("Resources", 500, "{Type: X}");
        assertThat(resources(read(most))).hasSize(500);
        assertThat(problems(many("Parameters", 201, "{Type: String}") + BUCKET))
                .containsExactly("t, line 1, column 1: there are 201 Parameters; CloudFormation takes at most 200");
        assertThat(problems(BUCKET + many("Outputs", 201, "{Value: x}")))
                .containsExactly("t, line 4, column 1: there are 201 Outputs; CloudFormation takes at most 200");
        assertThat(problems(many("Resources", 501, "{Type: X}")))
                .containsExactly("t, line 1, column 1: there are 501 Resources; CloudFormation takes at most 500");
    }

    @Test
    void whatIsDeclaredInTheWrongShapeIsNamed() throws Exception {
        assertThat(problems("Parameters: {A: x, L: {Type: String, MinLength: 1.5, MaxLength: 1e10}}\n"
                        + "Resources: {'Fn::ForEach::A': [N, [x]]}"))
                .containsExactly(
                        "t, line 1, column 14: the parameter A has to be a mapping with a Type",
                        "t, line 1, column 38: MinLength has to be a whole number",
                        "t, line 1, column 54: MaxLength has to be a whole number",
                        "t, line 2, column 13: Fn::ForEach needs a list of three: a name, the values, and what is"
                                + " repeated");
        // A macro says what it is, and makes parameters.
        Template macro = read("Parameters: {'Fn::Transform': {Name: M}}\nResources: {A: {'Fn::Transform': {Name: M}},"
                + " B: {Type: X, 'Fn::Transform': {Name: M}, DependsOn: [A, {Ref: C}, null]}}");
        assertThat(macro.parameters()).isEmpty();
        assertThat(macro.hasTransform()).isTrue();
        assertThat(macro.transforms()).isEmpty();
    }

    @Test
    void atMostAThousandProblemsAreNamed() {
        assertThat(problems(many("Resources", 0, "")
                        + IntStream.range(0, 400)
                                .mapToObj(i -> "  a-" + i + ": {}\n  b-" + i + ": x\n")
                                .collect(Collectors.joining())))
                .hasSize(1_000);
    }

    @Test
    void theRootKnowsItsPlace() {
        assertThat(problems("\n  [1]"))
                .containsExactly("t, line 2, column 3: a template is a mapping with the section" + " Resources");
        assertThat(problems("\n\n- a"))
                .containsExactly("t, line 3, column 1: a template is a mapping with the section" + " Resources");
    }

    @Test
    void aHintIsGivenOnlyWhereItHelps() {
        assertThat(problems(BUCKET + "    P: [a\n")).singleElement().asString().doesNotContain("short forms");
    }

    @Test
    void aLoneExclamationMarkIsNoFunction() throws Exception {
        assertThat(value("! x")).isEqualTo("\"x\"");
        assertThat(value("!a x")).isEqualTo("{\"Fn::a\":\"x\"}");
    }

    @Test
    void numbersOfJsonHaveAtMostAHundredDigits() throws Exception {
        String digits = "9".repeat(101);
        assertThat(read("{\"Resources\": {\"A\": {\"Type\": \"X\", \"P\": " + digits + "}}}")
                        .json())
                .contains(digits);
        assertThat(problems("{\"Resources\": {\"A\": {\"Type\": \"X\",\n\"P\": [9" + digits + "]}}}"))
                .containsExactly("t, line 2, column 7: this number is too long; put it in quotes");
        assertThat(problems("{\"Resources\": {\"A\": {\"Type\": \"X\",\n\"P\": [9" + digits.repeat(3) + "]}}}"))
                .containsExactly("t, line 2, column 7: this number is too long; put it in quotes");
        String key = "k".repeat(1_025);
        assertThat(problems("{\"Resources\":\n {\"" + key + "\": {}}}"))
                .containsExactly("t, line 2, column 3: a key has 1025 characters; at most 1024 are read");
    }

    @Test
    void keysAndValuesOfJsonAreCounted() {
        String keys =
                IntStream.range(0, 150_000).mapToObj(i -> "\"" + i + "\":0").collect(Collectors.joining(","));
        assertThat(problems("{\"Resources\":\n{" + keys + "}}"))
                .singleElement()
                .asString()
                .startsWith("t, line 2, column ")
                .contains("there are more than 300000 keys and values");
    }

    @Test
    void aFileMayBeAsLongAsTheBudgetSays(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("t.json"), "{\"Resources\": {\"A\": {\"Type\": \"X\"}}}");
        assertThat(Template.read("t", file).file()).isEqualTo("t");
        assertThat(Template.read("t", file).text()).isEqualTo(Files.readString(file));
        String longest = Files.readString(file) + " ".repeat(Budget.LONGEST - (int) Files.size(file));
        assertThat(resources(Template.read("t", Files.writeString(file, longest))))
                .hasSize(1);
        assertThat(catchThrowableOfType(
                        InvalidDocument.class, () -> Template.read("t", Files.writeString(file, longest + " "))))
                .hasMessage("t: has more than 8000000 bytes");
        assertThat(problems(longest + " ")).containsExactly("t: has 8000001 characters; at most 8000000 are read");
    }

    @Test
    void whatFitsInARequestIsReadable() throws Exception {
        String head = "{\"Resources\":{\"A\":{\"Type\":\"X\",\"P\":\"";
        String fits = head + "x".repeat(Template.LARGEST_BODY - head.length() - 4) + "\"}}}";
        assertThat(read(fits).fitsInRequest()).isTrue();
        assertThat(read(fits).json()).isEqualTo(fits);
        assertThat(read(fits.replaceFirst("x", "xx")).fitsInRequest()).isFalse();
        assertThat(read(fits.replaceFirst("x", "xx")).json()).isEqualTo(fits.replaceFirst("x", "xx"));
        String pretty = read(fits.replaceFirst("x{100}", "")).json();
        assertThat(pretty).startsWith("{\n \"Resources\"");
        int more = Template.LARGEST_BODY - pretty.length();
        String most = fits.replaceFirst("x{100}", "x".repeat(more));
        assertThat(read(most).json()).hasSize(Template.LARGEST_BODY).startsWith("{\n");
        assertThat(read(most.replaceFirst("x", "xx")).json()).doesNotContain("\n");
    }

    @Test
    void bombsAreRefused() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 30; i++) {
            String before = "*a" + (i - 1);
            bomb.append("a" + i + ": &a" + i + " [" + before + ", " + before + "]\n");
        }
        assertThat(problems(bomb.toString())).anyMatch(p -> p.contains("with all aliases written out"));
        assertThat(problems("Resources: &r\n  A: *r\n")).anyMatch(p -> p.contains("an alias stands inside"));
        assertThat(problems("Resources: " + "[".repeat(5_000))).isNotEmpty();
        assertThat(problems("{\"Resources\": " + "[".repeat(5_000))).isNotEmpty();
        assertThat(problems("Resources: " + "x".repeat(Budget.LONGEST)))
                .singleElement()
                .asString()
                .contains("at most");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Parameters:\n", "Outputs:\n", "Conditions: {}\n", "Transform: M\nCustom: 1\n"})
    void whatCloudFormationMayStillTakeIsLeftToIt(String section) throws Exception {
        assertThat(resources(read(section + BUCKET))).hasSize(1);
    }

    @Test
    void valuesOfParametersAreCheckedAndNeverShown() throws Exception {
        Template template = read("""
                Parameters:
                  Stage: {Type: String, AllowedValues: [test, prod]}
                  Key: {Type: String, NoEcho: true, MinLength: 8, MaxLength: 9}
                  Count: {Type: Number, MinValue: 1, MaxValue: 5, Default: 2}
                  Subnets: {Type: "List<AWS::EC2::Subnet::Id>", AllowedValues: [a, b]}
                """ + BUCKET);
        Map<String, String> bad =
                Map.of("Stage", "s3cret", "Key", "s3cret", "Count", "s3cret", "Subnets", "a,b", "Other", "s3cret");
        assertThat(template.parameterProblems(bad, false))
                .containsExactly(
                        "parameters: the template has no Other; it has Stage, Key, Count, Subnets.",
                        "parameters: the value of Stage is none of test, prod.",
                        "parameters: the value of Key must have at least 8 characters.",
                        "parameters: the value of Count is not a number.");
        assertThat(template.parameterProblems(Map.of("Key", "01234567", "Count", "5"), true))
                .isEmpty();
        assertThat(template.parameterProblems(Map.of("Key", "012345678", "Count", "1"), true))
                .isEmpty();
        assertThat(template.parameterProblems(Map.of("Key", "0123456789", "Count", "6"), true))
                .containsExactly(
                        "parameters: the value of Key must have at most 9 characters.",
                        "parameters: the value of Count must be at most 5.");
        assertThat(template.parameterProblems(Map.of(), false))
                .containsExactly(
                        "parameters: Stage has no value and no default.",
                        "parameters: Key has no value and no default.",
                        "parameters: Subnets has no value and no default.");
        assertThat(template.parameterProblems(Map.of(), true)).isEmpty();
    }

    private static String value(String yaml) throws Exception {
        Template template = read(BUCKET + "    Properties:\n      P: " + yaml + "\n");
        return JsonWriter.compact(template.content().get("Resources", "Bucket", "Properties", "P"));
    }

    private static Set<String> resources(Template template) {
        return template.content().get("Resources").members().keySet();
    }

    private static Template read(String text) throws InvalidDocument {
        return Template.read("t", text);
    }

    private static List<String> problems(String text) {
        InvalidDocument refused = catchThrowableOfType(InvalidDocument.class, () -> read(text));
        assertThat(refused).as("this should be refused: %.200s", text).isNotNull();
        return refused.problems().stream().map(Problem::toString).toList();
    }
}
