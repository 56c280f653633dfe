package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import software.amazon.awssdk.services.codebuild.model.TestCase;

/** The test cases of a CodeBuild report in the form that JUnit's Ant task made common. Pure. */
public final class JUnitXml {

    private JUnitXml() {}

    /** @param id tells this report from all others */
    static String of(String name, String id, List<TestCase> cases) {
        try {
            Document xml = DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .newDocument();
            Element suite = xml.createElement("testsuite");
            attribute(suite, "name", name);
            attribute(suite, "id", id);
            attribute(suite, "tests", String.valueOf(cases.size()));
            attribute(suite, "failures", String.valueOf(count(cases, "FAILED")));
            attribute(suite, "errors", String.valueOf(count(cases, "ERROR")));
            attribute(suite, "skipped", String.valueOf(count(cases, "SKIPPED") + count(cases, "UNKNOWN")));
            attribute(
                    suite,
                    "time",
                    seconds(cases.stream().mapToLong(JUnitXml::nanos).sum()));
            cases.forEach(test -> suite.appendChild(element(xml, name, test)));
            StringWriter text = new StringWriter();
            TransformerFactory.newDefaultInstance()
                    .newTransformer()
                    .transform(new DOMSource(suite), new StreamResult(text));
            return text.toString();
        } catch (ParserConfigurationException | TransformerException e) {
            throw new IllegalStateException("Every Java can write XML", e);
        }
    }

    private static Element element(Document xml, String suite, TestCase test) {
        Element element = xml.createElement("testcase");
        attribute(element, "classname", className(suite, test));
        attribute(element, "name", test.name() == null ? "(no name)" : test.name());
        attribute(element, "time", seconds(nanos(test)));
        String message = test.message() == null ? "" : test.message();
        switch (test.status() == null ? "UNKNOWN" : test.status()) {
            case "SUCCEEDED" -> {}
            case "FAILED" -> element.appendChild(problem(xml.createElement("failure"), message));
            case "ERROR" -> element.appendChild(problem(xml.createElement("error"), message));
            default -> {
                Element skipped = xml.createElement("skipped");
                attribute(skipped, "message", message);
                element.appendChild(skipped);
            }
        }
        return element;
    }

    private static Element problem(Element problem, String message) {
        attribute(problem, "message", message.lines().findFirst().orElse(""));
        problem.setTextContent(allowed(message));
        return problem;
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

    private static void attribute(Element element, String name, String value) {
        element.setAttribute(name, allowed(value));
    }

    /** Characters that XML 1.0 has no way to write, such as those of coloured output, become U+FFFD. */
    static String allowed(String text) {
        StringBuilder allowed = new StringBuilder(text.length());
        text.codePoints().forEach(c -> allowed.appendCodePoint(isAllowed(c) ? c : 0xFFFD));
        return allowed.toString();
    }

    /** XML 1.0, section 2.2. */
    private static boolean isAllowed(int c) {
        return c == 0x9
                || c == 0xA
                || c == 0xD
                || c >= 0x20 && c <= 0xD7FF
                || c >= 0xE000 && c <= 0xFFFD
                || c >= 0x10000;
    }
}
