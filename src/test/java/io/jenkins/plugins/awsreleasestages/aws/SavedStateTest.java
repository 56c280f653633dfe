package io.jenkins.plugins.awsreleasestages.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.jenkins.plugins.awsreleasestages.aws.codebuild.BuildState;
import io.jenkins.plugins.awsreleasestages.engine.ActionState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jboss.marshalling.Marshaller;
import org.jboss.marshalling.Marshalling;
import org.jboss.marshalling.MarshallingConfiguration;
import org.jboss.marshalling.Unmarshaller;
import org.jboss.marshalling.river.RiverMarshallerFactory;
import org.junit.jupiter.api.Test;

/** What Pipeline saves must be readable for its serializer, JBoss Marshalling, which sees public records only. */
class SavedStateTest {

    @Test
    void aStateComesBackAsItWas() throws Exception {
        BuildState build = BuildState.create("token", Instant.now());
        ActionState<BuildState> state = ActionState.create(build, Instant.now(), Duration.ofHours(1));
        MarshallingConfiguration configuration = new MarshallingConfiguration();
        RiverMarshallerFactory factory = new RiverMarshallerFactory();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Marshaller marshaller = factory.createMarshaller(configuration);
        marshaller.start(Marshalling.createByteOutput(bytes));
        marshaller.writeObject(state);
        marshaller.finish();
        Unmarshaller unmarshaller = factory.createUnmarshaller(configuration);
        unmarshaller.start(Marshalling.createByteInput(new ByteArrayInputStream(bytes.toByteArray())));
        assertThat(unmarshaller.readObject()).isEqualTo(state);
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
