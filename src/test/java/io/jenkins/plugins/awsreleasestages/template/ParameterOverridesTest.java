package io.jenkins.plugins.awsreleasestages.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.document.Problem;
import io.jenkins.plugins.awsreleasestages.template.ParameterOverrides.Artifact;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterOverridesTest {

    private static final Map<String, Artifact> ARTIFACTS = Map.of(
            "Build",
            new Artifact(
                    new S3Location("artifacts", "checkout/Build/x.zip"),
                    "https://s3.eu-west-1.amazonaws.com/artifacts/checkout/Build/x.zip"));

    private final List<String> reads = new ArrayList<>();

    private String file(String artifact, String path) throws IOException {
        reads.add(artifact + "::" + path);
        return switch (path) {
            case "image.json" -> "{\"Image\": \"checkout:42\", \"Count\": 3, \"Deep\": {\"x\": \"s3cret\"}}";
            case "bad.json" -> "{\"Image\" \"s3cret\"}";
            case "list.json" -> "[\"s3cret\"]";
            case "damaged.json" -> throw new IOException("the archive is damaged");
            default -> null;
        };
    }

    private Map<String, String> resolve(String json) throws InvalidDocument {
        return ParameterOverrides.resolve("parameterOverrides", json, ARTIFACTS, this::file);
    }

    @Test
    void valuesComeFromArtifacts() throws Exception {
        assertThat(resolve("""
                {"Stage": "prod", "Number": 3,
                 "Bucket": {"Fn::GetArtifactAtt": ["Build", "BucketName"]},
                 "Key": {"Fn::GetArtifactAtt": ["Build", "ObjectKey"]},
                 "Url": {"Fn::GetArtifactAtt": ["Build", "URL"]},
                 "Image": {"Fn::GetParam": ["Build", "image.json", "Image"]},
                 "Count": {"Fn::GetParam": ["Build", "image.json", "Count"]}}
                """))
                .containsExactly(
                        Map.entry("Stage", "prod"),
                        Map.entry("Number", "3"),
                        Map.entry("Bucket", "artifacts"),
                        Map.entry("Key", "checkout/Build/x.zip"),
                        Map.entry("Url", "https://s3.eu-west-1.amazonaws.com/artifacts/checkout/Build/x.zip"),
                        Map.entry("Image", "checkout:42"),
                        Map.entry("Count", "3"));
        assertThat(reads).containsExactly("Build::image.json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'Fn::GetArtifactAtt': ['Other', 'URL']} | there is no artifact 'Other' here: Build",
                "{'Fn::GetArtifactAtt': ['Build', 'Arn']} | 'Arn' is no attribute of an artifact; there are BucketName,",
                "{'Fn::GetArtifactAtt': 'Build.URL'} | needs a list of two texts",
                "{'Fn::GetParam': ['Build', 'image.json']} | needs a list of three texts",
                "{'Fn::GetParam': ['Build', 'image.json', 'Gone']} | has no key 'Gone' at its top",
                "{'Fn::GetParam': ['Build', 'image.json', 'Deep']} | 'Deep' in 'image.json' of artifact Build is not a",
                "{'Fn::GetParam': ['Build', 'gone.json', 'A']} | the artifact Build has no file 'gone.json'",
                "{'Fn::GetParam': ['Build', 'bad.json', 'A']} | Build::bad.json, line 1, column 10: not JSON",
                "{'Fn::GetParam': ['Build', 'list.json', 'A']} | 'list.json' of artifact Build is not a JSON object",
                "{'Fn::GetParam': ['Build', 'damaged.json', 'A']} | cannot be read: the archive is damaged",
                "{'Ref': 'Other'} | the value of 'P' has to be a text, Fn::GetArtifactAtt or Fn::GetParam",
                "null | the value of 'P' has to be a text",
            })
    void whatCannotBeResolvedIsNamedWithoutValues(String value, String why) {
        String json = "{\"P\": " + value.replace('\'', '"') + "}";
        InvalidDocument refused = catchThrowableOfType(InvalidDocument.class, () -> resolve(json));
        assertThat(refused).isNotNull();
        assertThat(refused.getMessage()).contains(why.trim()).doesNotContain("s3cret");
    }

    @Test
    void allProblemsAtOnce() {
        InvalidDocument refused = catchThrowableOfType(
                InvalidDocument.class,
                () -> resolve("{\"A\": {\"Fn::GetParam\": [\"X\", \"y\", \"z\"]},\n \"B\": {}, \"C\": null}"));
        assertThat(refused.problems()).extracting(Problem::line).containsExactly(1, 2, 2);
    }
}
