package io.jenkins.plugins.awsreleasestages.jenkins.audit;

import hudson.Extension;
import hudson.model.ManagementLink;
import io.jenkins.plugins.awsreleasestages.audit.AuditReport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Date;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.interceptor.RequirePOST;
import org.kohsuke.stapler.verb.GET;

/** The audit log, for the administrator: whether it is whole, and a copy of it. */
@Extension
public final class AuditPage extends ManagementLink {

    static final String URL = "aws-release-audit";

    private static final String FILE = "release-audit.jsonl";

    @Override
    public String getIconFileName() {
        return "symbol-document-lock-outline plugin-ionicons-api";
    }

    @Override
    public String getDisplayName() {
        return "AWS release audit";
    }

    @Override
    public String getDescription() {
        return "Who let which release through, and why, in a log of which no line can be changed unnoticed.";
    }

    @Override
    public String getUrlName() {
        return URL;
    }

    @Override
    public Category getCategory() {
        return Category.SECURITY;
    }

    // Read by the page.

    /** What is wrong, a sentence; null where nothing is known to be. */
    public String getTrouble() {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return ReleaseAudit.get().trouble();
    }

    /** Null where it was not read since the start. */
    public AuditReport getReport() {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        ReleaseAudit.Verified last = ReleaseAudit.get().verified();
        return last == null ? null : last.report();
    }

    public Date getVerified() {
        ReleaseAudit.Verified last = ReleaseAudit.get().verified();
        return last == null ? null : Date.from(last.at());
    }

    public String getFolder() {
        return ReleaseAudit.folder().toString();
    }

    @RequirePOST
    public HttpResponse doVerify() throws IOException {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        ReleaseAudit.get().verify();
        return HttpResponses.redirectTo(303, "./");
    }

    /** All of it, in one file. */
    @GET
    @WebMethod(name = FILE)
    public HttpResponse download() {
        Jenkins.get().checkPermission(Jenkins.ADMINISTER);
        return new Copy();
    }

    private static final class Copy implements HttpResponse {
        @Override
        public void generateResponse(StaplerRequest2 request, StaplerResponse2 response, Object node)
                throws IOException {
            response.setContentType("application/x-ndjson;charset=UTF-8");
            response.setHeader("Content-Disposition", "attachment; filename=" + FILE);
            response.setHeader("X-Content-Type-Options", "nosniff");
            OutputStream out = response.getOutputStream();
            for (Path file : ReleaseAudit.get().files()) {
                Files.copy(file, out);
            }
        }
    }
}
