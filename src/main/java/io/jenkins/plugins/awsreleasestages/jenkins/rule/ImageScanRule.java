package io.jenkins.plugins.awsreleasestages.jenkins.rule;

import hudson.Extension;
import io.jenkins.plugins.awsreleasestages.approval.ConditionAnswer;
import io.jenkins.plugins.awsreleasestages.aws.AwsSession;
import io.jenkins.plugins.awsreleasestages.aws.ecr.ImageScan;
import io.jenkins.plugins.awsreleasestages.jenkins.EmptyFields;
import io.jenkins.plugins.awsreleasestages.jenkins.StepFields;
import io.jenkins.plugins.awsreleasestages.rule.Exemption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** {@code imageScan(image: 'checkout@sha256:…')}: an image in ECR was scanned, and has no more findings than it may have. */
public class ImageScanRule extends AwsRule {

    private static final long serialVersionUID = 1L;

    /** So many names are read; ECR's console has all. */
    private static final int NAMED = 5;

    private final String image;
    private int critical;
    private int high;
    private Integer medium;
    private List<String> exceptions = new ArrayList<>();

    @DataBoundConstructor
    public ImageScanRule(String image) {
        this.image = EmptyFields.kept(image);
    }

    public String getImage() {
        return image;
    }

    public int getCritical() {
        return critical;
    }

    /** So many may be found. */
    @DataBoundSetter
    public void setCritical(int critical) {
        this.critical = critical;
    }

    public int getHigh() {
        return high;
    }

    @DataBoundSetter
    public void setHigh(int high) {
        this.high = high;
    }

    public Integer getMedium() {
        return medium;
    }

    /** @param medium null for any number */
    @DataBoundSetter
    public void setMedium(Integer medium) {
        this.medium = medium;
    }

    public List<String> getExceptions() {
        return exceptions;
    }

    @DataBoundSetter
    @StepFields.OnePerLine
    public void setExceptions(List<String> exceptions) {
        this.exceptions = EmptyFields.keptLines(exceptions);
    }

    private Map<String, Integer> limits() {
        Map<String, Integer> limits = new LinkedHashMap<>();
        limits.put("CRITICAL", critical);
        limits.put("HIGH", high);
        if (medium != null) {
            limits.put("MEDIUM", medium);
        }
        return limits;
    }

    @Override
    protected String inWords() {
        String most = limits().entrySet().stream()
                .map(one -> one.getValue() + " " + one.getKey().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return "scan of image " + image + ", at most " + most;
    }

    @Override
    protected List<String> awsProblems() {
        List<String> problems = new ArrayList<>();
        String ofImage = new ImageScan(image).problem();
        if (ofImage != null) {
            problems.add("image: " + ofImage);
        }
        limits().forEach((severity, most) -> {
            if (most < 0) {
                problems.add(severity.toLowerCase(Locale.ROOT) + ": must be 0 or more.");
            }
        });
        for (String line : exceptions) {
            try {
                Exemption.of(line);
            } catch (IllegalArgumentException e) {
                problems.add("exceptions: " + e.getMessage());
            }
        }
        return problems;
    }

    @Override
    protected CompletionStage<ConditionAnswer> ask(AwsSession session, RuleLook look) {
        return paced(session, () -> answer(new ImageScan(image).ask(session), look.now()));
    }

    ConditionAnswer answer(ImageScan.Found found, Instant now) {
        if (!found.isComplete()) {
            String why = found.advice() + (found.words().isEmpty() ? "" : " (ECR says: " + found.words() + ")");
            return found.isToCome() ? ConditionAnswer.waiting(why, null) : ConditionAnswer.fail(why);
        }
        List<Exemption> all = exceptions.stream().map(Exemption::of).toList();
        List<Exemption> used = all.stream()
                .filter(one -> found.findings().stream()
                        .anyMatch(finding -> finding.name().equals(one.name())))
                .toList();
        List<String> holding =
                used.stream().filter(one -> one.holds(now)).map(Exemption::name).toList();
        List<String> over = new ArrayList<>();
        List<String> counted = new ArrayList<>();
        limits().forEach((severity, most) -> {
            List<String> names = found.findings().stream()
                    .filter(one -> severity.equals(one.severity()) && !holding.contains(one.name()))
                    .map(ImageScan.Finding::name)
                    .toList();
            String count = names.size() + " " + severity.toLowerCase(Locale.ROOT);
            counted.add(count);
            if (names.size() > most) {
                over.add(count + ": " + first(names));
            }
        });
        String rest = said("excepted: ", used, true, now)
                + said("no longer excepted: ", used, false, now)
                + (found.digest() == null ? "" : "; image " + found.digest());
        return over.isEmpty()
                ? ConditionAnswer.pass(String.join(", ", counted) + rest)
                : ConditionAnswer.fail(String.join("; ", over) + rest);
    }

    private static String first(List<String> names) {
        int more = names.size() - NAMED;
        return names.stream().limit(NAMED).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static String said(String what, List<Exemption> used, boolean holding, Instant now) {
        String words = used.stream()
                .filter(one -> one.holds(now) == holding)
                .map(Exemption::inWords)
                .collect(Collectors.joining(", "));
        return words.isEmpty() ? "" : "; " + what + words;
    }

    @Extension
    @Symbol("imageScan")
    public static final class DescriptorImpl extends AwsRuleDescriptor {

        @Override
        public String getDisplayName() {
            return "Scan of an image in ECR";
        }
    }
}
