package io.jenkins.plugins.awsreleasestages.jenkins.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.awsreleasestages.audit.AuditLog;
import io.jenkins.plugins.awsreleasestages.aws.PlainJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of what is too long for a line. */
class ReleaseAuditTest {

    @Test
    void whatIsTooLongIsNamedAndTheRestIsPutDown() {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("kind", "gate.decided");
        event.put("by", "alice");
        event.put("message", "x".repeat(AuditLog.LONGEST));
        assertThat(PlainJson.read(ReleaseAudit.json(event)))
                .isEqualTo(Map.of("kind", "gate.decided", "by", "alice", "leftOut", List.of("message")));
    }

    @Test
    void aLineHoldsNoLineBreakWhateverIsSaid() {
        assertThat(ReleaseAudit.json(Map.of("reason", "one\ntwo\r\n\u2028")))
                .isEqualTo("{\"reason\":\"one\\ntwo\\r\\n\u2028\"}");
    }
}
