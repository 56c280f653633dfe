package io.jenkins.plugins.awsreleasestages.template;

import io.jenkins.plugins.awsreleasestages.document.Problems;
import io.jenkins.plugins.awsreleasestages.document.Value;

/**
 * {@code !Sub x} instead of {@code Fn::Sub: x}. The long form is the short one's by rule, not by a list: there are
 * functions that are newer than this.
 *
 * <p>Source: CloudFormation User Guide, "Intrinsic function reference".
 */
final class ShortForm {

    private ShortForm() {}

    static Value expand(String name, Value argument, Problems problems) {
        boolean whole = name.equals("Ref") || name.equals("Condition") || name.startsWith("Fn::");
        boolean nested = argument.isMapping() || argument.isList();
        return Value.mapping(
                whole ? name : "Fn::" + name,
                nested
                        ? argument
                        : name.equals("GetAtt") ? attribute(argument, problems) : Value.text(argument.written()));
    }

    private static Value attribute(Value argument, Problems problems) {
        String text = argument.written();
        int dot = text.indexOf('.');
        if (dot <= 0 || dot == text.length() - 1) {
            problems.add(argument.problem("!GetAtt needs a resource and an attribute, such as !GetAtt Bucket.Arn"));
        }
        return Value.list(Value.text(text.substring(0, Math.max(0, dot))), Value.text(text.substring(dot + 1)));
    }
}
