package io.jenkins.plugins.awsreleasestages.jenkins.stage;

import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import io.jenkins.plugins.awsreleasestages.jenkins.SealedText;
import io.jenkins.plugins.awsreleasestages.stage.Returned;
import java.nio.charset.StandardCharsets;

/** What stages and actions have returned, as it is saved: JSON that only this controller can read. */
final class SealedData {

    private SealedData() {}

    /**
     * @param most bytes of JSON
     * @throws IllegalArgumentException says why it cannot be kept
     */
    static String of(Object value, int most) {
        String json = PlainJson.of(Returned.plain(value, most));
        if (json.getBytes(StandardCharsets.UTF_8).length > most) {
            throw Returned.tooBig(most);
        }
        return SealedText.of(json).sealed();
    }

    static Object open(String sealed) {
        return PlainJson.read(new SealedText(sealed).open());
    }
}
