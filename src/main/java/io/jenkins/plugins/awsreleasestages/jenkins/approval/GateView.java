package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.Util;
import io.jenkins.plugins.awsreleasestages.approval.Approval;
import io.jenkins.plugins.awsreleasestages.approval.ApprovalRule;
import io.jenkins.plugins.awsreleasestages.approval.Excluded;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateInput;
import io.jenkins.plugins.awsreleasestages.approval.GateStatus;
import io.jenkins.plugins.awsreleasestages.approval.Person;
import io.jenkins.plugins.awsreleasestages.approval.Tally;
import io.jenkins.plugins.awsreleasestages.approval.Vote;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;

/** A gate as one person sees it. */
public final class GateView {

    private final GateStatus status;
    private final Person person;

    GateView(GateRecord record, Person person) {
        this.status = record.status();
        this.person = person;
    }

    private Gate gate() {
        return status.gate();
    }

    public List<Rule> getRules() {
        Tally tally = status.tally();
        return gate().terms().rules().stream()
                .map(rule -> new Rule(rule, tally))
                .toList();
    }

    /** Whether there is more to say about the rules than who may decide. */
    public boolean isRuled() {
        List<ApprovalRule> rules = gate().terms().rules();
        return rules.size() > 1 || rules.get(0).count() > 1 || rules.get(0).policy() != null;
    }

    public boolean isDistinct() {
        return gate().terms().distinct() && gate().terms().rules().size() > 1;
    }

    /** Those who have approved, while more are needed or where more than one was. */
    public List<Said> getApprovals() {
        return status.approvals().stream().map(Said::new).toList();
    }

    public List<Excluded> getExcluded() {
        return gate().excluded();
    }

    public List<String> getUnreachable() {
        return status.decision() == null ? gate().unreachable() : List.of();
    }

    public List<GateInput> getInputs() {
        return gate().inputs();
    }

    /** What the first who approved has answered. */
    public Map<String, Object> getAnswers() {
        return status.inputs();
    }

    /** Whether this person's answers are asked for. */
    public boolean isAsking() {
        return !gate().inputs().isEmpty() && status.approvals().isEmpty();
    }

    public boolean isApproved() {
        return status.approval(person.id()).isPresent();
    }

    /** Why this person may not approve; empty where they may. */
    public String getRefusal() {
        return gate().refusal(person).orElse("");
    }

    public boolean isApprovable() {
        return !isApproved() && gate().refusal(person).isEmpty();
    }

    public boolean isRejectable() {
        return gate().refusalToReject(person).isEmpty();
    }

    public boolean isOverridable() {
        return gate().refusalToOverride(person).isEmpty();
    }

    public boolean isReasonAsked() {
        return gate().reasonIsAsked(person);
    }

    public int getLongestReason() {
        return Vote.LONGEST_REASON;
    }

    public int getShortestReasonToOverride() {
        return Vote.SHORTEST_REASON_TO_OVERRIDE;
    }

    /** A rule, and how far it is. */
    public record Rule(ApprovalRule rule, Tally tally) {

        public String getName() {
            return rule.name();
        }

        public String getWho() {
            return rule.who();
        }

        public String getPolicy() {
            return rule.policy();
        }

        public boolean isMet() {
            return tally.isMet(rule);
        }

        /** {@code 1 of 2}. */
        public String getProgress() {
            return Math.min(tally.counted(rule), rule.count()) + " of " + rule.count();
        }
    }

    /** That somebody has approved. */
    public record Said(Approval approval) {

        public String getBy() {
            return approval.by();
        }

        public String getReason() {
            return approval.reason();
        }

        public String getAt() {
            return approval.at().toString();
        }

        public Date getAtDate() {
            return Date.from(approval.at());
        }

        public String getRules() {
            return String.join(", ", approval.rules());
        }

        public String getAgo() {
            return Util.getTimeSpanString(
                    Math.max(0, Duration.between(approval.at(), Instant.now()).toMillis()));
        }
    }
}
