package io.jenkins.plugins.awsreleasestages.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildAction;
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
        BuildAction.State build = BuildAction.State.create("token", Instant.now());
        ActionState<BuildAction.State> state = ActionState.create(build, Instant.now(), Duration.ofHours(1));
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

    /** An agent's answer with such a part never arrives: the agent is asked again, for ever. */
    @Test
    void whatGoesToAnAgentOrComesFromItIsSerializableInAllItsParts() {
        List<String> parts = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.jenkins.plugins.awsreleasestages")
                        .stream()
                        .filter(type -> type.isAssignableTo(Serializable.class) && !type.isInterface())
                        .flatMap(type -> type.getFields().stream())
                        .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC)
                                && !field.getModifiers().contains(JavaModifier.TRANSIENT))
                        .filter(field -> field.getType().getAllInvolvedRawTypes().stream()
                                .anyMatch(SavedStateTest::isOursAndStays))
                        .map(JavaField::getFullName)
                        .toList();
        assertThat(parts).as("parts that cannot be sent").isEmpty();
    }

    private static boolean isOursAndStays(JavaClass type) {
        return type.getPackageName().startsWith("io.jenkins.plugins.awsreleasestages")
                && !type.isInterface()
                && !type.isAssignableTo(Serializable.class);
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(SavedStateTest::isPublic).orElse(true);
    }
}
