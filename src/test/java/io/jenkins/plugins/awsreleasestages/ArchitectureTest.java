package io.jenkins.plugins.awsreleasestages;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rules of docs/architecture.md. */
class ArchitectureTest {

    private static final String ROOT = "io.jenkins.plugins.awsreleasestages";
    private static final String[] JENKINS = {
        "hudson..", "jenkins..", "org.jenkinsci..", "com.cloudbees..", "org.kohsuke.."
    };

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void theEngineNeedsTheJdkOnly() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".engine..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", ROOT + ".engine..")
                .check(OURS);
    }

    @Test
    void whatASourceIsNeedsTheJdkAndExpressionsThatEndOnly() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".source..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", ROOT + ".source..", "com.google.re2j..")
                .check(OURS);
    }

    @Test
    void whatAReleaseIsNeedsPlainDataAndItsFileOnly() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".stage..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", ROOT + ".stage..", ROOT + ".engine..", ROOT + ".document..")
                .check(OURS);
    }

    @Test
    void whatAGateDecidesNeedsExpressionsThatEndOnly() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".approval..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", ROOT + ".approval..", ROOT + ".source..", "com.google.re2j..")
                .check(OURS);
    }

    @Test
    void whenAReleaseMayStartNeedsTheCalendarAndExpressionsOnly() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".rule..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", ROOT + ".rule..", "biweekly..", "com.cronutils..", "com.google.re2j..")
                .check(OURS);
    }

    @Test
    void theAuditLogNeedsTheJdkOnly() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".audit..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", ROOT + ".audit..")
                .check(OURS);
    }

    @Test
    void filesNeedArchiveFormatsAndPatternsOnly() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".files..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        ROOT + ".files..",
                        "org.apache.tools.zip..",
                        "org.apache.commons.compress.archivers.tar..",
                        "com.google.re2j..")
                .check(OURS);
    }

    @Test
    void readingNeedsParsersOnly() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".document..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", ROOT + ".document..", "org.yaml.snakeyaml..", "com.fasterxml.jackson.core..")
                .check(OURS);
    }

    @Test
    void whatDocumentsMeanNeedsTheirReaderOnly() {
        for (String about : new String[] {".definition", ".template", ".event", ".notice"}) {
            classes()
                    .that()
                    .resideInAPackage(ROOT + about + "..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage("java..", ROOT + about + "..", ROOT + ".document..", filesOf(about))
                    .check(OURS);
        }
    }

    /** A template names files that are packed. */
    private static String filesOf(String about) {
        return about.equals(".template") ? ROOT + ".files.." : "java..";
    }

    @Test
    void awsNeedsTheEngineAndTheSdk() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".aws..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.crypto..",
                        "javax.xml..",
                        "org.w3c.dom..",
                        ROOT + ".aws..",
                        ROOT + ".engine..",
                        ROOT + ".source..",
                        ROOT + ".template..",
                        ROOT + ".document..",
                        "software.amazon.awssdk..",
                        // Options of the sockets of its HTTP client.
                        "io.netty.channel..",
                        "jdk.net..",
                        "com.fasterxml.jackson..")
                .check(OURS);
    }

    @Test
    void onlyJenkinsFacingPackagesImportJenkins() {
        DescribedPredicate<JavaClass> jenkins = new DescribedPredicate<>("are Jenkins's") {
            @Override
            public boolean test(JavaClass type) {
                String name = type.getPackageName();
                return !name.startsWith(ROOT)
                        && Set.of(JENKINS).stream()
                                .map(pattern -> pattern.replace("..", ""))
                                .anyMatch(prefix -> name.equals(prefix) || name.startsWith(prefix + "."));
            }
        };
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".jenkins..")
                .should()
                .dependOnClassesThat(jenkins)
                .check(OURS);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(OURS);
    }

    @Test
    void nothingIsNamedForItsKind() {
        noClasses()
                .should()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Impl")
                .check(withoutDescriptors());
    }

    private static JavaClasses withoutDescriptors() {
        // Jenkins finds a descriptor by any name, but everybody calls it DescriptorImpl.
        return OURS.that(new DescribedPredicate<>("are no descriptors") {
            @Override
            public boolean test(JavaClass type) {
                return !type.getSimpleName().equals("DescriptorImpl");
            }
        });
    }

    @Test
    void everyWebMethodIsPostAndChecksAPermission() {
        ArchRule rule = methods()
                .that()
                .haveNameMatching("do[A-Z].*")
                .and()
                .areDeclaredInClassesThat()
                .resideInAPackage(ROOT + ".jenkins..")
                .and()
                .arePublic()
                .should(bePostAndCheckAPermission());
        rule.check(OURS);
    }

    @Test
    void anUnguardedWebMethodWouldBeFound() {
        JavaClasses bad = new ClassFileImporter().importClasses(Unguarded.class);
        ArchRule rule = methods().that().haveNameMatching("do[A-Z].*").should(bePostAndCheckAPermission());
        assertThat(rule.evaluate(bad).hasViolation()).isTrue();
    }

    static class Unguarded {
        public String doDelete() {
            return "done";
        }
    }

    private static ArchCondition<JavaMethod> bePostAndCheckAPermission() {
        return new ArchCondition<>("be POST and check a permission") {
            @Override
            public void check(JavaMethod method, ConditionEvents events) {
                boolean post = method.isAnnotatedWith("org.kohsuke.stapler.verb.POST")
                        || method.isAnnotatedWith("org.kohsuke.stapler.interceptor.RequirePOST");
                boolean guarded = reachesACheck(method, new HashSet<>());
                if (!post || !guarded) {
                    events.add(SimpleConditionEvent.violated(
                            method,
                            method.getFullName() + (post ? "" : " is not POST") + (guarded ? "" : " checks nothing")));
                }
            }
        };
    }

    private static boolean reachesACheck(JavaCodeUnit unit, Set<JavaCodeUnit> seen) {
        if (!seen.add(unit)) {
            return false;
        }
        for (JavaMethodCall call : unit.getMethodCallsFromSelf()) {
            String name = call.getTarget().getName();
            if (name.equals("hasPermission") || name.equals("checkPermission")) {
                return true;
            }
            boolean ours = call.getTargetOwner().getPackageName().startsWith(ROOT);
            if (ours
                    && call.getTarget()
                            .resolveMember()
                            .filter(m -> reachesACheck(m, seen))
                            .isPresent()) {
                return true;
            }
        }
        return false;
    }
}
