package io.jenkins.plugins.awsreleasestages.jenkins.approval;

import hudson.model.Api;
import hudson.model.Item;
import io.jenkins.plugins.awsreleasestages.approval.Vote;
import io.jenkins.plugins.awsreleasestages.approval.VoteRefused;
import io.jenkins.plugins.awsreleasestages.document.InvalidDocument;
import io.jenkins.plugins.awsreleasestages.jenkins.JsonResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.WebMethod;
import org.kohsuke.stapler.verb.GET;
import org.kohsuke.stapler.verb.POST;

/** The gates of a run, for programs: Jenkins's own {@code api/json}, and {@code api/v1}, which docs/openapi.yaml tells. */
public final class GatesApi extends Api {

    private final ApprovalAction approvals;

    GatesApi(ApprovalAction approvals) {
        super(approvals);
        this.approvals = approvals;
    }

    public V1 getV1() {
        return new V1(approvals);
    }

    /** The first version. It may gain members; none changes or goes. */
    public static final class V1 {

        private static final String DECISION = "/decision";

        private final ApprovalAction approvals;

        V1(ApprovalAction approvals) {
            this.approvals = approvals;
        }

        /** {@code gates} and {@code gates/ID}. */
        @GET
        @WebMethod(name = "gates")
        public HttpResponse gates(StaplerRequest2 request) {
            approvals.getRun().checkPermission(Item.READ);
            String id = rest(request);
            if (id.isEmpty()) {
                return JsonResponse.ok(Map.of(
                        "gates",
                        approvals.getGates().stream()
                                .map(gate -> GateFacts.of(approvals.view(gate)))
                                .toList()));
            }
            if (id.endsWith(DECISION)) {
                return JsonResponse.error(405, "A decision is sent with POST.");
            }
            return find(id).map(gate -> JsonResponse.ok(GateFacts.withDetails(gate)))
                    .orElseGet(V1::unknown);
        }

        /** {@code gates/ID/decision}. */
        @POST
        @WebMethod(name = "gates")
        public HttpResponse decide(StaplerRequest2 request) throws IOException {
            approvals.getRun().checkPermission(Item.READ);
            String rest = rest(request);
            if (!rest.endsWith(DECISION)) {
                return JsonResponse.error(405, "A decision is sent to gates/ID/decision.");
            }
            Optional<PersonalGate> gate = find(rest.substring(0, rest.length() - DECISION.length()));
            if (gate.isEmpty()) {
                return unknown();
            }
            byte[] body = request.getInputStream().readNBytes(SentVote.LONGEST + 1);
            if (body.length > SentVote.LONGEST) {
                return JsonResponse.error(
                        413, "Nothing was decided: the body has more than " + SentVote.LONGEST + " bytes.");
            }
            return decide(gate.get(), body);
        }

        private static JsonResponse decide(PersonalGate gate, byte[] body) {
            try {
                Vote vote = SentVote.read(body, Instant.now());
                PersonalGate.Answer answer = gate.answer(vote);
                Map<String, Object> facts = GateFacts.of(gate);
                facts.put("counts", answer.counts());
                return JsonResponse.ok(facts);
            } catch (InvalidDocument e) {
                return JsonResponse.error(400, "Nothing was decided: " + e.getMessage());
            } catch (VoteRefused e) {
                return JsonResponse.error(e.kind().status(), e.getMessage());
            } catch (IOException e) {
                return JsonResponse.error(500, e.getMessage());
            }
        }

        private static String rest(StaplerRequest2 request) {
            String rest = request.getRestOfPath();
            return rest.startsWith("/") ? rest.substring(1) : rest;
        }

        private Optional<PersonalGate> find(String id) {
            return approvals.find(id).map(approvals::view);
        }

        private static JsonResponse unknown() {
            return JsonResponse.error(404, "This run has no such gate.");
        }
    }
}
