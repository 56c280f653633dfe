package io.jenkins.plugins.awsreleasestages.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildState;
import io.jenkins.plugins.awsreleasestages.engine.ActionState;
import io.jenkins.plugins.awsreleasestages.engine.OnDisk;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Pipeline saves must be readable for its serializer, JBoss Marshalling, which sees public records only. */
class SavedStateTest {

    @Test
    void aStateComesBackAsItWas() throws Exception {
        BuildState build = BuildState.create("token", Instant.now());
        ActionState<BuildState> state = ActionState.create(build, Instant.now(), Duration.ofHours(1));
        assertThat(OnDisk.andBack(state)).isEqualTo(state);
    }

    @Test
    void everyRecordThatIsSavedIsPublic() {
        List<String> hidden = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.jenkins.plugins.awsreleasestages")
                        .stream()
                        .filter(JavaClass::isRecord)
                        .filter(type -> type.isAssignableTo(Serializable.class))
                        .filter(type -> !isPublic(type))
                        .map(JavaClass::getName)
                        .toList();
        assertThat(hidden).as("records that could not be saved").isEmpty();
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(SavedStateTest::isPublic).orElse(true);
    }
}
