package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.model.Run;
import io.jenkins.plugins.awsreleasestages.approval.Approval;
import io.jenkins.plugins.awsreleasestages.approval.ApprovalRule;
import io.jenkins.plugins.awsreleasestages.approval.Condition;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.approval.Excluded;
import io.jenkins.plugins.awsreleasestages.approval.Gate;
import io.jenkins.plugins.awsreleasestages.approval.GateInput;
import io.jenkins.plugins.awsreleasestages.approval.GateStatus;
import io.jenkins.plugins.awsreleasestages.approval.Tally;
import io.jenkins.plugins.awsreleasestages.approval.Vote;
import io.jenkins.plugins.awsreleasestages.approval.VoteRefused;
import io.jenkins.plugins.awsreleasestages.aws.ConsoleLink;
import java.io.IOException;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A gate as one person finds it. */
public record PersonalGate(ApprovalAction approvals, GateRecord gate, JenkinsPerson person) {

    /**
     * What came of a vote.
     *
     * @param counts false where it came too late; {@code status} says what was decided
     */
    record Answer(GateStatus status, boolean counts) {

        /** In a sentence. */
        String text() {
            String decided = status.decision() == null ? "" : status.decision().answer() + ".";
            if (!counts) {
                return "This came too late and does not count. " + decided;
            }
            return decided.isEmpty() ? "Approved. Still needed: " + GateFacts.missing(status) + "." : decided;
        }
    }

    private GateStatus status() {
        return gate.status();
    }

    private Gate asked() {
        return gate.gate();
    }

    Run<?, ?> run() {
        return approvals.getRun();
    }

    /** @throws IOException nothing was decided, because it could not be saved */
    Answer answer(Vote vote) throws VoteRefused, IOException {
        GateStatus now = approvals.vote(gate, vote, person);
        return new Answer(now, now.counts(vote, person));
    }

    Optional<String> refusal(Vote.Kind kind) {
        return GateFacts.refusal(gate.status(), approvals.isOpen(gate), kind, person);
    }

    boolean isDecidable() {
        return Arrays.stream(Vote.Kind.values()).anyMatch(kind -> refusal(kind).isEmpty());
    }

    /** Whether the person is one of those who are asked, and has not answered yet. */
    boolean waitsForPerson() {
        return refusal(Vote.Kind.APPROVE).isEmpty();
    }

    // Read by the page of a run.

    public List<Rule> getRules() {
        Tally tally = status().tally();
        return asked().terms().rules().stream()
                .map(rule -> new Rule(rule, tally))
                .toList();
    }

    /** Whether there is more to say about the rules than who may decide. */
    public boolean isRuled() {
        List<ApprovalRule> rules = asked().terms().rules();
        return rules.size() > 1 || rules.stream().anyMatch(rule -> rule.count() > 1 || rule.policy() != null);
    }

    /** Whether people are asked at all. */
    public boolean isAskingPeople() {
        return !asked().terms().rules().isEmpty();
    }

    /** The rules that no person answers, and what each says. */
    public List<Met> getConditions() {
        List<Condition> conditions = asked().terms().conditions();
        List<ConditionAnswer> answers = status().answers();
        return IntStream.range(0, conditions.size())
                .mapToObj(i -> new Met(conditions.get(i), i < answers.size() ? answers.get(i) : null))
                .toList();
    }

    public boolean isDistinct() {
        return asked().terms().distinct() && asked().terms().rules().size() > 1;
    }

    /** Those who have approved, while more are needed or where more than one was. */
    public List<Said> getApprovals() {
        return status().approvals().stream().map(Said::new).toList();
    }

    public List<Excluded> getExcluded() {
        return asked().excluded();
    }

    /** Whom the exclusion of authors may have missed. */
    public List<String> getNotExcluded() {
        return asked().notExcluded();
    }

    public List<String> getUnreachable() {
        return status().decision() == null ? asked().unreachable() : List.of();
    }

    public List<GateInput> getInputs() {
        return asked().inputs();
    }

    /** What the first who approved has answered. */
    public Map<String, Object> getAnswers() {
        return status().inputs();
    }

    /** Whether this person's answers are asked for. */
    public boolean isAsking() {
        return !asked().inputs().isEmpty() && status().approvals().isEmpty();
    }

    /** Why this person may not approve; empty where they may. */
    public String getRefusal() {
        return refusal(Vote.Kind.APPROVE).orElse("");
    }

    public boolean isApprovable() {
        return refusal(Vote.Kind.APPROVE).isEmpty();
    }

    /** Whether this person has to say why they approve. */
    public boolean isReasonAsked() {
        return asked().reasonIsAsked(person);
    }

    public boolean isRejectable() {
        return refusal(Vote.Kind.REJECT).isEmpty();
    }

    public boolean isOverridable() {
        return refusal(Vote.Kind.OVERRIDE).isEmpty();
    }

    // Read by the list.

    /** Finds the gate again. */
    public String getKey() {
        return gate.getId() + "@" + run().getExternalizableId();
    }

    public String getPage() {
        return run().getUrl() + ApprovalAction.URL + "/#gate-" + gate.getId();
    }

    public String getRunName() {
        return run().getFullDisplayName();
    }

    public boolean isApproved() {
        return status().approval(person.id()).isPresent();
    }

    public String getMissing() {
        return GateFacts.missing(status());
    }

    /** What the person may say, in words. */
    public String getMay() {
        return Arrays.stream(Vote.Kind.values())
                .filter(kind -> refusal(kind).isEmpty())
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    /** What it is found by in the list: the name of the run, and the question. */
    String words() {
        return run().getParent().getFullName() + " " + getRunName() + " " + asked().message();
    }

    /**
     * A condition, and whether it is met.
     *
     * @param answer null before the first look
     */
    public record Met(Condition condition, ConditionAnswer answer) {

        public String getText() {
            return condition.text();
        }

        public String getPolicy() {
            return condition.policy();
        }

        public String getSymbol() {
            if (answer == null) {
                return "symbol-status-nobuilt";
            }
            return switch (answer.verdict()) {
                case PASS -> "symbol-status-blue";
                case WAIT -> "symbol-status-nobuilt";
                case FAIL -> "symbol-status-red";
                case ASK -> "symbol-status-yellow";
            };
        }

        /** Without {@link #getLink}. */
        public String getWhy() {
            String why = answer == null ? "" : answer.why();
            return getLink() == null
                    ? why
                    : why.substring(0, why.length() - getLink().length());
        }

        /** Where to look at it in AWS; null for nowhere. */
        public String getLink() {
            return answer == null ? null : ConsoleLink.in(answer.why());
        }
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
    }
}
