package io.jenkins.plugins.awsreleasestages.jenkins;

import java.util.List;
import net.sf.json.JSONObject;

/** Fields of a form that were left empty: they say nothing, while an empty text is no number and no choice. */
public final class EmptyFields {

    private EmptyFields() {}

    public static void forget(JSONObject form) {
        // A JSON object gives no view of itself that could be changed.
        for (Object name : List.copyOf(form.keySet())) {
            if ("".equals(form.get(name))) {
                form.remove(name);
            }
        }
    }
}
