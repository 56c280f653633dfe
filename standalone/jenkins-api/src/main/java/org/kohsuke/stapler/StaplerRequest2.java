package org.kohsuke.stapler;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;

public interface StaplerRequest2 extends HttpServletRequest {
    <T> T bindJSON(Class<T> type, net.sf.json.JSONObject source);

    <T> List<T> bindJSONToList(Class<T> type, Object source);

    <T> T findAncestorObject(Class<T> type);

    net.sf.json.JSONObject getSubmittedForm() throws jakarta.servlet.ServletException;
}
