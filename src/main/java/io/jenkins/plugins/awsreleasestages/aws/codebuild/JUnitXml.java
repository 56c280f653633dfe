package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.services.codebuild.model.TestCase;

/** The test cases of a CodeBuild report in the form that JUnit's Ant task made common. Pure. */
public final class JUnitXml {

    private JUnitXml() {}

    /** @param id tells this report from all others */
    static String of(String name, String id, List<TestCase> cases) {
        long failed = count(cases, "FAILED");
        long broken = count(cases, "ERROR");
        long skipped = count(cases, "SKIPPED") + count(cases, "UNKNOWN");
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite");
        attribute(xml, "name", name);
        attribute(xml, "id", id);
        attribute(xml, "tests", String.valueOf(cases.size()));
        attribute(xml, "failures", String.valueOf(failed));
        attribute(xml, "errors", String.valueOf(broken));
        attribute(xml, "skipped", String.valueOf(skipped));
        attribute(xml, "time", seconds(cases.stream().mapToLong(JUnitXml::nanos).sum()));
        xml.append(">\n");
        cases.forEach(test -> add(xml, name, test));
        return xml.append("</testsuite>\n").toString();
    }

    private static void add(StringBuilder xml, String suite, TestCase test) {
        xml.append("  <testcase");
        attribute(xml, "classname", className(suite, test));
        attribute(xml, "name", test.name() == null ? "(no name)" : test.name());
        attribute(xml, "time", seconds(nanos(test)));
        xml.append(">");
        String message = test.message() == null ? "" : test.message();
        switch (test.status() == null ? "UNKNOWN" : test.status()) {
            case "SUCCEEDED" -> {}
            case "FAILED" -> problem(xml, "failure", message);
            case "ERROR" -> problem(xml, "error", message);
            default -> {
                xml.append("<skipped");
                attribute(xml, "message", message);
                xml.append("/>");
            }
        }
        xml.append("</testcase>\n");
    }

    private static void problem(StringBuilder xml, String element, String message) {
        xml.append('<').append(element);
        attribute(xml, "message", message.lines().findFirst().orElse(""));
        xml.append('>').append(escaped(message)).append("</").append(element).append('>');
    }

    /** CodeBuild API reference, TestCase: what the prefix is depends on the framework; with most it is the class. */
    private static String className(String suite, TestCase test) {
        if (test.prefix() != null && !test.prefix().isBlank()) {
            return test.prefix();
        }
        return test.testSuiteName() != null && !test.testSuiteName().isBlank() ? test.testSuiteName() : suite;
    }

    private static long count(List<TestCase> cases, String status) {
        return cases.stream().filter(test -> status.equals(test.status())).count();
    }

    private static long nanos(TestCase test) {
        return test.durationInNanoSeconds() == null ? 0 : test.durationInNanoSeconds();
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f", nanos / 1e9);
    }

    private static void attribute(StringBuilder xml, String name, String value) {
        xml.append(' ')
                .append(name)
                .append("=\"")
                .append(escaped(value).replace("\n", "&#10;"))
                .append('"');
    }

    /** Characters that XML 1.0 has no way to write, such as those of coloured output, become U+FFFD. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\r' -> escaped.append("&#13;");
                default -> escaped.appendCodePoint(isAllowed(c) ? c : 0xFFFD);
            }
        });
        return escaped.toString();
    }

    /** XML 1.0, section 2.2. */
    private static boolean isAllowed(int c) {
        return c == 0x9
                || c == 0xA
                || c >= 0x20 && c <= 0xD7FF
                || c >= 0xE000 && c <= 0xFFFD
                || c >= 0x10000 && c <= 0x10FFFF;
    }
}
