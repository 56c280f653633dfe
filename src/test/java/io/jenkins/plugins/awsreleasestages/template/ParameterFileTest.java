package io.jenkins.plugins.awsreleasestages.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.document.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterFileTest {

    private static ParameterFile read(String text) throws InvalidDocument {
        return ParameterFile.read("prod.json", text);
    }

    private static List<String> problems(String text) {
        InvalidDocument refused = catchThrowableOfType(InvalidDocument.class, () -> read(text));
        assertThat(refused).as("this should be refused: %s", text).isNotNull();
        return refused.problems().stream().map(Problem::toString).toList();
    }

    @Test
    void aTemplateConfigurationOfCodePipeline() throws Exception {
        ParameterFile file = read("""
                {
                  "Parameters": {"Stage": "prod", "Count": 3, "Public": true, "Subnets": ["a", "b"]},
                  "Tags": {"team": "checkout"},
                  "StackPolicy": {"Statement": [{"Effect": "Deny", "Action": "Update:Delete", "Principal": "*", "Resource": "*"}]}
                }
                """);
        assertThat(file.values()).isEqualTo(Map.of("Stage", "prod", "Count", "3", "Public", "true", "Subnets", "a,b"));
        assertThat(file.tags()).isEqualTo(Map.of("team", "checkout"));
        assertThat(file.stackPolicy()).startsWith("{\"Statement\":[{\"Effect\":\"Deny\"");
        assertThat(file.previous()).isEmpty();
        assertThat(read("{\"Tags\": {\"a\": \"b\"}}").tags()).isEqualTo(Map.of("a", "b"));
        assertThat(read("{\"Parameters\": {}}").stackPolicy()).isNull();
    }

    @Test
    void theParametersOfTheCommandLine() throws Exception {
        ParameterFile file = read("""
                [{"ParameterKey": "Stage", "ParameterValue": "prod"},
                 {"ParameterKey": "Password", "UsePreviousValue": true},
                 {"ParameterKey": "Count", "ParameterValue": "3", "UsePreviousValue": false},
                 "Empty=", "Query=a=b"]
                """);
        assertThat(file.values()).isEqualTo(Map.of("Stage", "prod", "Count", "3", "Empty", "", "Query", "a=b"));
        assertThat(file.previous()).containsExactly("Password");
        assertThat(read("[]").values()).isEmpty();
    }

    @Test
    void aPlainMapping() throws Exception {
        assertThat(read("{\"Stage\": \"prod\", \"Parameters\": \"text\"}").values())
                .isEqualTo(Map.of("Stage", "prod", "Parameters", "text"));
        assertThat(read("Stage: prod\nDate: 2010-09-09\nVersion: 1.10\n").values())
                .isEqualTo(Map.of("Stage", "prod", "Date", "2010-09-09", "Version", "1.10"));
    }

    @Test
    void whatLooksLikeANumberIsTheTextThatStandsThere() throws Exception {
        String texts = "12345e67 1e-7 012345678901 0x1F 1_000 12:30:45 .5 +1 010 1.10 2010-09-09 1e400 1.50e-7 -0";
        for (String text : texts.split(" ")) {
            assertThat(read("Value: " + text).values()).isEqualTo(Map.of("Value", text));
            assertThat(read("Parameters: {Values: [" + text + ", x]}\n").values())
                    .isEqualTo(Map.of("Values", text + ",x"));
        }
        assertThat(read("{\"A\": 1.10, \"B\": 1e3, \"C\": 12345678901234567890123}")
                        .values())
                .isEqualTo(Map.of("A", "1.10", "B", "1e3", "C", "12345678901234567890123"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"Parameters\": {\"A\": {\"x\": \"s3cret\"}}} | line 1, column 17: the value of 'A' has to be a text",
                "{\"A\": null} | the value of 'A' has to be a text",
                "{\"Parameters\": {}, \"Tag\": {}} | 'Tag' is not known; there are Parameters, Tags, StackPolicy",
                "{\"Parameters\": {}, \"Tags\": \"x\"} | Tags has to be a mapping",
                "{\"Parameters\": {}, \"StackPolicy\": []} | StackPolicy has to be a policy with a Statement",
                "{\"A\": 1, \"A\": 2} | 'A' is there twice",
                "[{\"ParameterValue\": \"s3cret\"}] | ParameterKey is missing",
                "[{\"ParameterKey\": \"A\"}] | the ParameterValue of 'A' has to be a text",
                "[{\"ParameterKey\": \"A\", \"ParameterValue\": \"s3cret\", \"UsePreviousValue\": true}] | 'A' has both",
                "[{\"ParameterKey\": \"A\", \"Value\": \"s3cret\"}] | 'Value' is not known",
                "[\"A=1\", \"A=2\"] | 'A' is there twice",
                "[\"s3cret\"] | a text in the list has to be Key=Value",
                "s3cret | has to be a mapping",
                "{\"A\" \"s3cret\"} | not JSON",
                "{\"A\": [\"s3cret\", null]} | the value of 'A' has to be a text",
                "{\"A\": [\"s3cret\", {}]} | the value of 'A' has to be a text",
                "[\"A=1\",~{\"ParameterKey\": \"A\", \"UsePreviousValue\": true}] | line 2, column 1: 'A' is there twice",
                "[{\"ParameterKey\": \"A\", \"UsePreviousValue\": true},~\"A=1\"] | line 2, column 1: 'A' is there twice",
                "[\"B=1\",~ \"=s3cret\"] | line 2, column 2: a text in the list has to be Key=Value",
                "{\"Parameters\": \"s3cret\", \"Tags\": {}} | Parameters has to be a mapping of names to values",
                "{\"Tags\": [{\"Key\": \"a\"}]} | a tag has a Key and a Value",
                "{\"Tags\": [{\"Key\": \"a\", \"Value\": \"b\"},~{\"Value\": \"s3cret\"}]} | line 2, column 1: a tag has",
            })
    void badFilesAreRefusedWithoutShowingValues(String text, String why) {
        assertThat(problems(text.replace("~", "\n")))
                .anyMatch(p -> p.contains(why))
                .noneMatch(p -> p.contains("s3cret"));
    }

    @Test
    void sectionsMayBeListsOrEmpty() throws Exception {
        assertThat(read("{\"Parameters\": [{\"ParameterKey\": \"A\", \"ParameterValue\": \"1\"}]}")
                        .values())
                .isEqualTo(Map.of("A", "1"));
        assertThat(read("{\"Parameters\": null, \"StackPolicy\": null, \"Tags\": [{\"Key\": \"a\", \"Value\": 1}]}")
                        .tags())
                .isEqualTo(Map.of("a", "1"));
        // A list of texts is the value of a parameter of that name.
        assertThat(read("{\"Tags\": [\"a\", \"b\"]}").values()).isEqualTo(Map.of("Tags", "a,b"));
        assertThat(ParameterFile.read("p", "A: ü".getBytes(StandardCharsets.UTF_8))
                        .values())
                .isEqualTo(Map.of("A", "ü"));
    }

    @Test
    void aPolicyThatIsTooLargeIsRefused() throws Exception {
        String largest = "x".repeat(16_384 - "{\"Statement\":\"\"}".length());
        assertThat(read("{\"StackPolicy\": {\"Statement\": \"" + largest + "\"}}")
                        .stackPolicy())
                .hasSize(16_384);
        assertThat(problems("{\"StackPolicy\": {\"Statement\": \"" + "x".repeat(17_000) + "\"}}"))
                .singleElement()
                .asString()
                .contains("larger than the 16 KB");
    }
}
