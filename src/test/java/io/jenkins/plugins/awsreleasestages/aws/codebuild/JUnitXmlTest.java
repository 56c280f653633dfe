package io.jenkins.plugins.awsreleasestages.aws.codebuild;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import software.amazon.awssdk.services.codebuild.model.TestCase;

class JUnitXmlTest {

    private static TestCase test(String prefix, String name, String status, String message) {
        return TestCase.builder()
                .prefix(prefix)
                .name(name)
                .status(status)
                .message(message)
                .durationInNanoSeconds(1_500_000_000L)
                .build();
    }

    private static Element suite(TestCase... cases) throws Exception {
        String xml = JUnitXml.of("checkout-unit", "arn:report/1", List.of(cases));
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
    }

    private static Element only(Element suite, String tag) {
        NodeList found = suite.getElementsByTagName(tag);
        assertThat(found.getLength()).isEqualTo(1);
        return (Element) found.item(0);
    }

    @Test
    void countsEachKind() throws Exception {
        Element suite = suite(
                test("a.B", "works", "SUCCEEDED", null),
                test("a.B", "fails", "FAILED", "expected 1"),
                test("a.B", "breaks", "ERROR", "NullPointerException"),
                test("a.B", "waits", "SKIPPED", "later"),
                test("a.B", "odd", "UNKNOWN", null));
        assertThat(suite.getAttribute("name")).isEqualTo("checkout-unit");
        assertThat(suite.getAttribute("id")).isEqualTo("arn:report/1");
        assertThat(suite.getAttribute("tests")).isEqualTo("5");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(suite.getAttribute("errors")).isEqualTo("1");
        assertThat(suite.getAttribute("skipped")).isEqualTo("2");
        assertThat(suite.getAttribute("time")).isEqualTo("7.500");
        assertThat(only(suite, "failure").getTextContent()).isEqualTo("expected 1");
        assertThat(only(suite, "error").getAttribute("message")).isEqualTo("NullPointerException");
        Element works = (Element) suite.getElementsByTagName("testcase").item(0);
        assertThat(works.getAttribute("classname")).isEqualTo("a.B");
        assertThat(works.getAttribute("time")).isEqualTo("1.500");
    }

    @Test
    void aMessageOfManyLinesIsWholeAndItsFirstLineTheHeading() throws Exception {
        Element failure =
                only(suite(test("a.B", "fails", "FAILED", "expected 1\n  at a.B.fails(B.java:7)\r\n")), "failure");
        assertThat(failure.getAttribute("message")).isEqualTo("expected 1");
        assertThat(failure.getTextContent()).isEqualTo("expected 1\n  at a.B.fails(B.java:7)\r\n");
    }

    @Test
    void whatWouldEndTheDocumentOrHasNoPlaceInItIsWritten() throws Exception {
        Element failure =
                only(suite(test("a.B", "<&\">", "FAILED", "]]></failure>\u001b[31mred\u0000 \uD83D\uDE00")), "failure");
        assertThat(failure.getTextContent()).isEqualTo("]]></failure>\uFFFD[31mred\uFFFD \uD83D\uDE00");
        assertThat(((Element) failure.getParentNode()).getAttribute("name")).isEqualTo("<&\">");
    }

    @Test
    void anAttributeKeepsItsLines() throws Exception {
        Element skipped = only(suite(test("a.B", "waits\n\t\uD83D\uDE00", "SKIPPED", "later\nor never")), "skipped");
        assertThat(skipped.getAttribute("message")).isEqualTo("later\nor never");
        assertThat(((Element) skipped.getParentNode()).getAttribute("name")).isEqualTo("waits\n\t\uD83D\uDE00");
    }

    @Test
    void aTestWithoutAClassIsOfItsReportGroup() throws Exception {
        assertThat(only(suite(test(null, "works", "SUCCEEDED", null)), "testcase")
                        .getAttribute("classname"))
                .isEqualTo("checkout-unit");
        Element odd = only(suite(test(" ", null, null, null)), "testcase");
        assertThat(odd.getAttribute("name")).isEqualTo("(no name)");
        assertThat(odd.getAttribute("classname")).isEqualTo("checkout-unit");
        TestCase ofASuite = TestCase.builder().testSuiteName("LoginTest").build();
        assertThat(only(suite(ofASuite), "testcase").getAttribute("classname")).isEqualTo("LoginTest");
        TestCase ofNone = TestCase.builder().testSuiteName(" ").build();
        assertThat(only(suite(ofNone), "testcase").getAttribute("classname")).isEqualTo("checkout-unit");
    }

    @Test
    void whatXmlCanWriteStays() {
        String can = "\t\n\r \uD7FF\uE000\uFFFD\uD800\uDC00\uDBFF\uDFFF";
        assertThat(JUnitXml.allowed(can)).isEqualTo(can);
        assertThat(JUnitXml.allowed("\b\u000B\u000C\u001F\uFFFE\uFFFF")).isEqualTo("\uFFFD".repeat(6));
    }

    @Test
    void halfACharacterIsReplaced() throws Exception {
        assertThat(JUnitXml.allowed("a\uD83Db")).isEqualTo("a\uFFFDb");
    }
}
