package io.jenkins.plugins.awsreleasestages.definition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.awsreleasestages.Corpus;
import io.jenkins.plugins.awsreleasestages.definition.Buildspec.Artifact;
import io.jenkins.plugins.awsreleasestages.definition.Buildspec.OnFailure;
import io.jenkins.plugins.awsreleasestages.definition.Buildspec.PhaseName;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BuildspecTest {

    @Test
    void everythingThatIsSupported() throws InvalidDocument {
        Buildspec spec = Buildspec.read("""
                version: 0.2
                env:
                  shell: bash
                  variables:
                    PYTHON: 3.10
                    EMPTY:
                    TEXT: "a 'b' $c"
                  exported-variables: [IMAGE, PYTHON, IMAGE]
                  git-credential-helper: no
                phases:
                  post_build:
                    commands: one line
                  install:
                    runtime-versions:
                      python: 3.10
                    commands:
                      - true
                      - 42
                      - # nothing
                      - |
                        first
                        second
                  build:
                    on-failure: CONTINUE
                    commands: [make]
                    finally:
                      - clean
                artifacts:
                  name: app-$(date +%F)
                  base-directory: dist
                  discard-paths: yes
                  files: '**/*'
                  exclude-paths:
                    - '**/*.map'
                  secondary-artifacts:
                    docs:
                      files:
                        - docs/**/*
                """);

        assertThat(spec.shell()).isEqualTo("bash");
        assertThat(spec.oneShell()).isTrue();
        assertThat(spec.variables())
                .containsEntry("PYTHON", "3.10")
                .containsEntry("EMPTY", "")
                .containsEntry("TEXT", "a 'b' $c");
        assertThat(spec.exportedVariables()).containsExactly("IMAGE", "PYTHON");
        assertThat(spec.phases())
                .extracting(Buildspec.Phase::name)
                .containsExactly(PhaseName.INSTALL, PhaseName.BUILD, PhaseName.POST_BUILD);
        assertThat(spec.phases().get(0).commands()).containsExactly("true", "42", "first\nsecond\n");
        assertThat(spec.phases().get(1).onFailure()).isEqualTo(OnFailure.CONTINUE);
        assertThat(spec.phases().get(1).last()).containsExactly("clean");
        assertThat(spec.phases().get(2).commands()).containsExactly("one line");
        assertThat(spec.artifacts())
                .containsExactly(
                        new Artifact("", "app-$(date +%F)", List.of("**/*"), List.of("**/*.map"), "dist", true),
                        new Artifact("docs", null, List.of("docs/**/*"), List.of(), null, false));
        assertThat(spec.notes())
                .singleElement()
                .asString()
                .contains("runtime-versions")
                .contains("line 14");
    }

    @Test
    void everyProblemIsNamedAtOnceWithItsPlace() {
        List<String> problems = problems("""
                version: 0.3
                run-as: root
                env:
                  shell: powershell.exe
                  parameter-store:
                    KEY: /a/b
                  secrets-manager:
                    KEY: a:b
                  git-credential-helper: yes
                  variables:
                    not-a-name: 1
                    LIST: [a]
                    _rs_n: 1
                phases:
                  biuld:
                    commands: [x]
                  install:
                    on-failure: RETRY-3
                    run-as: me
                  build:
                    on-failure: IGNORE
                    commands:
                      - echo "Image: $X"
                      - [ a, b ]
                    commands:
                      - again
                reports:
                  unit: {}
                cache: {}
                proxy: {}
                batch: {}
                artifacts:
                  files:
                  enable-symlinks: yes
                  discard-paths: perhaps
                """);

        assertThat(problems)
                .anySatisfy(p -> assertThat(p).startsWith("line 1, column 10: version '0.3' is not known"))
                .anySatisfy(p -> assertThat(p).startsWith("line 2, column 1: 'run-as' is not supported"))
                .anySatisfy(p -> assertThat(p).startsWith("line 4, column 10: env.shell 'powershell.exe'"))
                .anySatisfy(p -> assertThat(p).startsWith("line 5, column 3: 'env.parameter-store'"))
                .anySatisfy(p -> assertThat(p).startsWith("line 7, column 3: 'env.secrets-manager'"))
                .anySatisfy(p -> assertThat(p).startsWith("line 9, column 3: 'env.git-credential-helper'"))
                .anySatisfy(p -> assertThat(p).startsWith("line 11, column 5: 'not-a-name' is not the name"))
                .anySatisfy(p -> assertThat(p).startsWith("line 12, column 11: 'env.variables.LIST' has to be a"))
                .anySatisfy(p -> assertThat(p).startsWith("line 13, column 5: '_rs_n'"))
                .anySatisfy(p -> assertThat(p).startsWith("line 15, column 3: 'phases.biuld' is not known"))
                .anySatisfy(p -> assertThat(p).startsWith("line 18, column 17: 'phases.install.on-failure: RETRY-3'"))
                .anySatisfy(p -> assertThat(p).startsWith("line 19, column 5: 'phases.install.run-as'"))
                .anySatisfy(p -> assertThat(p).startsWith("line 21, column 17: phases.build.on-failure 'IGNORE'"))
                .anySatisfy(p -> assertThat(p).startsWith("line 25, column 5: 'commands' is there twice"))
                .anySatisfy(
                        p -> assertThat(p).startsWith("line 28, column 3: 'reports.unit.files' is missing or empty"))
                .anySatisfy(p -> assertThat(p).contains("'artifacts.files' is missing or empty"))
                .anySatisfy(p -> assertThat(p).startsWith("line 34, column 3: 'artifacts.enable-symlinks'"))
                .anySatisfy(p -> assertThat(p).contains("has to be yes or no, not 'perhaps'"));
    }

    @Test
    void theNamesOfVersion01AreReadInBothVersionsAndThatIsSaidOnce() throws Exception {
        for (String version : List.of("0.1", "0.2")) {
            Buildspec spec = Buildspec.read("version: " + version + "\n" + """
                    environment_variables:
                      plaintext:
                        PAGE_TITLE: "Shop"
                        RATIO: 1e-7
                    env:
                      exported-variables: [PAGE_TITLE]
                    phases: {build: {commands: [a]}}
                    """);
            assertThat(spec.variables()).isEqualTo(java.util.Map.of("PAGE_TITLE", "Shop", "RATIO", "1e-7"));
            assertThat(spec.exportedVariables()).containsExactly("PAGE_TITLE");
            assertThat(spec.oneShell()).isEqualTo(version.equals("0.2"));
            assertThat(spec.notes())
                    .containsExactly("buildspec line 2: environment_variables, the name in version 0.1, is read as env,"
                            + " and plaintext as variables.");
        }
        assertThat(Buildspec.read("version: 0.2\nenv: {plaintext: {A: b}}\nphases: {}\n")
                        .variables())
                .isEqualTo(java.util.Map.of("A", "b"));
        assertThat(problems("""
                        version: 0.2
                        env: {variables: {A: b}}
                        environment_variables: {plaintext: {A: c}, parameter-store: {X: y}, what: {}}
                        phases: {}
                        """))
                .containsExactly(
                        "line 3, column 37: the variable 'A' is there twice",
                        "line 3, column 44: 'environment_variables.parameter-store' is not supported by this step. Use"
                                + " Jenkins credentials (withCredentials) around it, or run it in CodeBuild with codeBuild",
                        "line 3, column 69: 'environment_variables.what' is not known; there are variables,"
                                + " exported-variables, shell");
    }

    @Test
    void whatChangesNoCommandIsNamedOnceAndLeftOut() throws Exception {
        Buildspec spec = Buildspec.read("""
                version: 0.2
                proxy: {upload-artifacts: yes}
                batch:
                  build-list: [{identifier: one}]
                phases: {build: {commands: [make]}}
                cache:
                  paths: ['node_modules/**/*']
                """);
        assertThat(spec.phases()).hasSize(1);
        assertThat(spec.notes())
                .containsExactly(
                        "buildspec line 2: proxy is left out: it is CodeBuild's own, and changes nothing of the commands.",
                        "buildspec line 3: batch is left out: it is CodeBuild's own, and changes nothing of the commands.",
                        "buildspec line 6: cache is left out: it is CodeBuild's own, and changes nothing of the"
                                + " commands.");
    }

    @Test
    void reportsInAFormatThatJenkinsReadsAreKept() throws Exception {
        Buildspec spec = Buildspec.read("""
                version: 0.2
                phases: {build: {commands: [make]}}
                reports:
                  unit:
                    files: ['**/*.xml', more.xml]
                    base-directory: target
                    discard-paths: yes
                  arn:aws:codebuild:eu-west-1:111122223333:report-group/it:
                    file-format: JunitXml
                    files: it.xml
                  coverage:
                    file-format: COBERTURAXML
                    files: [c.xml]
                """);
        assertThat(spec.reports())
                .containsExactly(
                        new Buildspec.Report("unit", List.of("**/*.xml", "more.xml"), "target"),
                        new Buildspec.Report(
                                "arn:aws:codebuild:eu-west-1:111122223333:report-group/it", List.of("it.xml"), null));
        assertThat(spec.notes())
                .containsExactly("buildspec line 11: reports.coverage is left out: its format COBERTURAXML is none that"
                        + " Jenkins's JUnit reads.");
        assertThat(problems("version: 0.2\nphases: {}\nreports: {a: {}, b: {files: [x], of: y}, c: {files: [[]]}}\n"))
                .containsExactly(
                        "line 3, column 11: 'reports.a.files' is missing or empty",
                        "line 3, column 34: 'reports.b.of' is not known; there are files, file-format, base-directory,"
                                + " discard-paths",
                        "line 3, column 42: 'reports.c.files' is missing or empty",
                        "line 3, column 54: 'reports.c.files' has to be a string");
    }

    @Test
    void aMissingVersionAndMissingPhasesAreNamed() {
        assertThat(problems("env: {}\n"))
                .containsExactly(
                        "line 1, column 1: 'version' is missing. Write version: 0.2",
                        "line 1, column 1: 'phases' is missing");
        assertThat(problems("version: [0.2]\nphases: []\n"))
                .containsExactly(
                        "line 1, column 10: 'version' has to be a string",
                        "line 2, column 9: 'phases' has to be a mapping (key: value)");
        assertThat(problems("version:\nphases: {}\n"))
                .containsExactly("line 1, column 9: 'version' has to be a string");
    }

    @Test
    void aCommandThatYamlMadeSomethingElseSaysHowToQuoteIt() {
        assertThat(problems("""
                        version: 0.2
                        phases:
                          build:
                            commands:
                              - echo "Image: $X"
                              - echo a: b
                              - [ -f x ]
                        """))
                .hasSize(3)
                .anySatisfy(p -> assertThat(p)
                        .startsWith("line 5, column 9: this command of phases.build.commands is not a string: YAML made"
                                + " it a mapping")
                        .contains("- |"))
                .anySatisfy(p -> assertThat(p).startsWith("line 7, column 9: ").contains("a list"));
    }

    @Test
    void whatIsNotYamlIsRefusedWithThePlace() {
        assertThat(problems("version: 0.2\nphases:\n  build:\n    commands:\n      - [ -z \"$X\" ] && echo x\n"))
                .singleElement()
                .asString()
                .startsWith("line 5, column ")
                .contains("not YAML");
        assertThat(problems("")).singleElement().asString().contains("the file is empty");
        assertThat(problems("- a\n- b\n")).singleElement().asString().contains("has to be a mapping");
        assertThat(problems("version: 0.2\nphases: {}\n---\nversion: 0.2\n")).singleElement();
        assertThat(problems("version: 0.2\nphases:\n  build:\n    commands:\n      - a\u0007b\n"))
                .singleElement()
                .asString()
                .startsWith("line 5, ");
        assertThat(problems("version: 0.2\nx: !!javax.script.ScriptEngineManager [a]\nphases: {}\n"))
                .singleElement()
                .asString()
                .startsWith("line 2, column 4: not YAML: Global tag is not allowed");
    }

    @Test
    void aFileThatMultipliesItselfIsRefused() {
        StringBuilder bomb = new StringBuilder("version: 0.2\nphases: {}\na0: &a0 [x, x]\n");
        for (int i = 1; i < 80; i++) {
            String before = "*a" + (i - 1);
            bomb.append("a" + i + ": &a" + i + " [" + before + ", " + before + "]\n");
        }
        assertThat(problems(bomb.toString())).singleElement().asString().contains("with all aliases written out");
        assertThat(problems("version: 0.2\nphases: " + "[".repeat(5000))).isNotEmpty();
        assertThat(problems("version: 0.2\nphases: &p\n  build: *p\n")).isNotEmpty();
    }

    @Test
    void noBuildspecFoundInPublicMakesTheReaderFall() throws Exception {
        Path corpus = Corpus.folders("buildspec.corpus", "buildspecs").get(0);
        int read = 0;
        List<String> refused = new ArrayList<>();
        try (Stream<Path> files = Files.list(corpus)) {
            for (Path file : files.sorted().toList()) {
                try {
                    Buildspec.read(Files.readString(file));
                    read++;
                } catch (InvalidDocument e) {
                    assertThat(e.problems()).isNotEmpty().allMatch(p -> p.line() >= 1 && p.column() >= 1);
                    refused.add(file.getFileName().toString());
                }
            }
        }
        System.out.println("Buildspecs found in public: " + read + " read, " + refused.size() + " refused " + refused);
        assertThat(read).isGreaterThan(refused.size());
    }

    private static List<String> problems(String yaml) {
        InvalidDocument refused = catchThrowableOfType(InvalidDocument.class, () -> Buildspec.read(yaml));
        assertThat(refused).as("this should be refused: %s", yaml).isNotNull();
        return refused.problems().stream().map(Object::toString).toList();
    }

    @Test
    void theShapesOfItsPartsAreChecked() {
        assertThat(problems("""
                        version: 0.2
                        1: x
                        [a]: x
                        env: {variables: {_rs_x: 1, 1a: 2, OK: 3}, exported-variables: {a: b}, shell: zsh}
                        phases:
                          build:
                            commands: {a: b}
                            finally: ["a\\0b"]
                            on-failure: [x]
                            what: x
                        artifacts: {s3-prefix: x, what: x, files: [a], enable-symlinks: maybe}
                        """))
                .containsExactly(
                        "line 2, column 1: '1' is not known; there are version, env, phases, artifacts, reports",
                        "line 3, column 1: a key of 'the buildspec' is not a string",
                        "line 4, column 19: '_rs_x': names that begin with _rs_ are this step's own",
                        "line 4, column 29: '1a' is not the name of a shell variable (letters, digits, _)",
                        "line 4, column 64: 'env.exported-variables' has to be a list (lines that begin with '- ')",
                        "line 4, column 79: env.shell 'zsh' is not supported by this step; it knows sh and bash",
                        "line 7, column 15: 'phases.build.commands' has to be a list (lines that begin with '- ')",
                        "line 8, column 15: a command cannot hold the character NUL",
                        "line 9, column 17: 'phases.build.on-failure' has to be a string",
                        "line 10, column 5: 'phases.build.what' is not known; there are commands, finally, on-failure,"
                                + " runtime-versions",
                        "line 11, column 13: 'artifacts.s3-prefix' is not supported by this step; run it in CodeBuild with"
                                + " codeBuild",
                        "line 11, column 27: 'artifacts.what' is not known; there are files, name, discard-paths,"
                                + " base-directory, exclude-paths, secondary-artifacts",
                        "line 11, column 65: 'artifacts.enable-symlinks' has to be yes or no, not 'maybe'");
    }

    @Test
    void aTextWithNulIsNone() {
        assertThat(problems("version: 0.2\nphases: {build: {commands: [a]}}\nartifacts: {files: ['a', \"\\0\"]}\n"))
                .containsExactly("line 3, column 26: 'artifacts.files' has to be a string");
        assertThat(problems("version: \"\\0\"\nphases: {}\n"))
                .containsExactly("line 1, column 10: 'version' has to be a string");
    }

    @Test
    void aWrongNameIsNotAmongThoseThatAreExported() throws Exception {
        assertThat(problems("version: 0.2\nenv: {exported-variables: [a-b, _rs_x]}\nphases: {}\n"))
                .hasSize(2);
        Buildspec spec = Buildspec.read("version: 0.2\nenv:\nphases: {build:, install: {commands:}}\nartifacts:\n");
        assertThat(spec.phases()).extracting(Buildspec.Phase::name).containsExactly(PhaseName.INSTALL, PhaseName.BUILD);
        assertThat(spec.artifacts()).isEmpty();
        assertThat(spec.phases().get(0).onFailure()).isEqualTo(OnFailure.DEFAULT);
    }

    @Test
    void failuresOfPhasesMeanWhatTheySay() throws Exception {
        Buildspec spec =
                Buildspec.read("version: 0.2\nphases: {install: {on-failure: ABORT}, build: {on-failure: CONTINUE}}");
        assertThat(spec.phases())
                .extracting(Buildspec.Phase::onFailure)
                .containsExactly(OnFailure.ABORT, OnFailure.CONTINUE);
    }

    @Test
    void secondaryArtifactsMayStandAloneAndTypesAreSkipped() throws Exception {
        Buildspec spec = Buildspec.read("""
                version: 0.2
                phases: {}
                artifacts:
                  secondary-artifacts:
                    one: {files: x, type: zip, enable-symlinks: no}
                """);
        assertThat(spec.artifacts()).extracting(Artifact::identifier).containsExactly("one");
        assertThat(spec.notes())
                .containsExactly("buildspec line 5: artifacts.secondary-artifacts.one.type is skipped.");
        assertThat(problems("version: 0.2\nphases: {}\nartifacts: {}\n"))
                .containsExactly("line 3, column 12: 'artifacts.files' is missing or empty");
        assertThat(problems("version: 0.2\nphases: {}\nartifacts: x\n"))
                .containsExactly("line 3, column 12: 'artifacts' has to be a mapping (key: value)");
    }

    @Test
    void aBuildspecHasAMillionCharactersAndSaysAtMostFiftyProblems() throws Exception {
        String head = "version: 0.2\nphases: {}\n#";
        Buildspec.read(head + "x".repeat(1_000_000 - head.length()));
        assertThat(problems(head + "x".repeat(1_000_001 - head.length())))
                .containsExactly("line 1, column 1: has 1000001 characters; at most 1000000 are read");
        InvalidDocument many = catchThrowableOfType(
                InvalidDocument.class, () -> Buildspec.read("version: 0.2\nphases: {}\n" + lines(1_001)));
        assertThat(many.problems()).hasSize(1_000);
        assertThat(many.getMessage().lines()).hasSize(51).last().isEqualTo("and more");
        InvalidDocument few = catchThrowableOfType(
                InvalidDocument.class, () -> Buildspec.read("version: 0.2\nphases: {}\n" + lines(50)));
        assertThat(few.getMessage().lines()).hasSize(50).noneMatch(line -> line.equals("and more"));
    }

    private static String lines(int count) {
        return java.util.stream.IntStream.range(0, count)
                .mapToObj(i -> "k" + i + ": x\n")
                .collect(java.util.stream.Collectors.joining());
    }

    @Test
    void aCommandThatBeginsWithATagIsRefusedAndNotCut() throws Exception {
        assertThat(problems("version: 0.2\nphases: {build: {commands: [!important make]}}\n"))
                .containsExactly("line 2, column 29: the tag !important is not known here");
        assertThat(Buildspec.read("version: 0.2\nphases: {build: {commands: ['!important make']}}\n")
                        .phases())
                .extracting(Buildspec.Phase::commands)
                .containsExactly(List.of("!important make"));
    }

    @Test
    void keysAreMergedAsInEveryYaml() throws Exception {
        Buildspec spec = Buildspec.read("""
                version: 0.2
                phases:
                  install: &quiet
                    on-failure: CONTINUE
                  build:
                    <<: *quiet
                    commands: [make]
                """);
        assertThat(spec.phases())
                .extracting(Buildspec.Phase::onFailure)
                .containsExactly(OnFailure.CONTINUE, OnFailure.CONTINUE);
    }

    @Test
    void keysThatAreNoTextsAreNamedWithWhatTheyAreIn() {
        assertThat(problems("version: 0.2\nphases: {}\nenv: {variables: {[a]: b}}\n"))
                .containsExactly("line 3, column 19: a key of 'env.variables' is not a string");
    }

    @Test
    void howToQuoteIsSaidOnlyOfWhatIsNoYaml() {
        assertThat(problems("version: 0.2\nx: [\n")).singleElement().asString().contains("has to be quoted as a whole");
        assertThat(problems("version: 0.2\nx: &a [*a]\n"))
                .singleElement()
                .asString()
                .doesNotContain("quoted");
    }
}
