package io.straightway.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.straightway.catalog.StoreCatalog;
import io.straightway.config.StraightwayConfig;
import io.straightway.event.JobJson;
import io.straightway.event.JobStatus;
import io.straightway.event.Submission;
import io.straightway.event.Undecodable;
import io.straightway.job.Admission;
import io.straightway.job.Catalog;
import io.straightway.job.JobSpec;
import io.straightway.job.Plan;
import io.straightway.json.Json;
import io.straightway.node.NodeLifecycle;
import io.straightway.recipe.Violation;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes jobs as anybody would write them to a topic, but says at once what is wrong with them. */
@Path("/api/v1/jobs")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class SubmissionApi {
    private final NodeLifecycle lifecycle;
    private final Followers followers;
    private final StraightwayConfig config;

    @Inject
    SubmissionApi(NodeLifecycle lifecycle, Followers followers, StraightwayConfig config) {
        this.lifecycle = lifecycle;
        this.followers = followers;
        this.config = config;
    }

    /**
     * What would come of a job.
     *
     * @param violations all that is wrong; none of the other fields is there then
     * @param waitsFor jobs that must end first; what else could be wrong is not known before
     * @param evaluations size in network evaluations of one image
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record DryRun(String id, boolean admissible, List<Violation> violations, List<String> waitsFor, List<Step> steps, int units, long evaluations,
            Optional<Estimate> estimate, Optional<String> known) {
        record Step(String name, int units, long amount, long evaluations) {}

        /** Time on one device, by what an earlier job took for an evaluation. */
        record Estimate(double deviceSeconds, String basis) {}
    }

    @POST
    public Response submit(@QueryParam("dryRun") boolean dryRun, byte[] body) {
        JobSpec spec = read(body);
        if (dryRun) {
            return Response.ok(Json.line(dryRun(spec))).build();
        }
        refuse(spec.id(), spec.violations());
        followers.submitter().submit(spec);
        return Response.accepted(Json.line(Map.of("id", spec.id()))).build();
    }

    private JobSpec read(byte[] body) {
        try {
            return switch (JobJson.read(body)) {
                case Submission.Readable readable -> readable.spec();
                case Submission.Unreadable unreadable -> throw refusal(unreadable.id(), unreadable.violations());
            };
        } catch (Undecodable e) {
            throw Problem.of(e.code() == Undecodable.Code.TOO_LARGE ? 413 : 400, String.valueOf(e.getMessage()));
        }
    }

    private static void refuse(String id, List<Violation> violations) {
        if (!violations.isEmpty()) {
            throw refusal(id, violations);
        }
    }

    private static RuntimeException refusal(String id, List<Violation> violations) {
        return Problem.of(422, "job " + id + " cannot be run: " + violations.size() + (violations.size() == 1 ? " value is" : " values are") + " not allowed", violations);
    }

    private DryRun dryRun(JobSpec spec) {
        Optional<String> known = lifecycle.node().board().of(spec.id()).map(JobStatus::state);
        try {
            return switch (Admission.of(spec, new StoreCatalog(lifecycle.node().store()), Set.copyOf(config.pools()))) {
                case Admission.Refused refused -> throw refusal(spec.id(), refused.violations());
                case Admission.Awaiting awaiting ->
                        new DryRun(spec.id(), true, List.of(), awaiting.jobs(), List.of(), 0, 0, Optional.empty(), known);
                case Admission.Admitted admitted -> planned(admitted.pinned(), known);
            };
        } catch (Catalog.Unanswered e) {
            throw Problem.of(503, "the object store does not answer: " + e.getMessage());
        }
    }

    private DryRun planned(JobSpec pinned, Optional<String> known) {
        Plan plan = Plan.of(pinned);
        List<DryRun.Step> steps = plan.steps().stream()
                .map(step -> new DryRun.Step(step.name(), step.units().size(), step.amount(), step.evaluations())).toList();
        return new DryRun(pinned.id(), true, List.of(), List.of(), steps, plan.units(), plan.evaluations(),
                Pace.of(pinned, lifecycle.node().board().all()).map(pace -> pace.estimate(plan.evaluations())), known);
    }
}
