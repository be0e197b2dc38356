package io.straightway.web;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.straightway.event.EventBoard;
import io.straightway.event.EventJson;
import io.straightway.event.JobStatus;
import io.straightway.event.StatusBoard;
import io.straightway.job.JobEvent;
import io.straightway.node.NodeLifecycle;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What happens, as it happens: server-sent events {@code event} (of the event topic) and {@code status} (of the status topic). For all
 * jobs the stream begins with a {@code snapshot} of the newest ones; for one job with its status and its remembered events after
 * {@code Last-Event-ID}.
 */
@Path("/api/v1/events")
@Singleton
public class EventsApi {
    static final int MOST_STREAMS = 64;

    /** A reader that is so far behind is sent away; it comes again and begins with a snapshot. */
    private static final int MOST_BEHIND = 2_000;

    /** Shows a reader, and whatever stands between, that the stream lives. */
    private static final Duration BEAT = Duration.ofSeconds(10);

    private final NodeLifecycle lifecycle;
    private final Followers followers;
    private final JobsApi jobs;
    private final AtomicInteger streams = new AtomicInteger();

    @Inject
    EventsApi(NodeLifecycle lifecycle, Followers followers, JobsApi jobs) {
        this.lifecycle = lifecycle;
        this.followers = followers;
        this.jobs = jobs;
    }

    @GET
    @Blocking
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Multi<OutboundSseEvent> stream(@QueryParam("job") @DefaultValue("") String job, @HeaderParam("Last-Event-ID") @DefaultValue("-1") String last,
            @Context Sse sse) {
        if (!job.isEmpty()) {
            Limits.name("job", job);
        }
        long after = sequence(last);
        EventBoard events = followers.events();
        if (streams.incrementAndGet() > MOST_STREAMS) {
            streams.decrementAndGet();
            throw Problem.of(503, "there are " + MOST_STREAMS + " streams already, as many as this node serves");
        }
        Multi<OutboundSseEvent> happening = Multi.createFrom().emitter(emitter -> {
            List<Runnable> ends = new CopyOnWriteArrayList<>();
            emitter.onTermination(() -> ends.forEach(Runnable::run));
            Stream stream = new Stream(sse, emitter, ends);
            if (job.isEmpty()) {
                all(stream, events);
            } else {
                one(job, after, stream, events);
            }
            if (emitter.isCancelled()) {
                ends.forEach(Runnable::run);
            }
        }, MOST_BEHIND);
        Multi<OutboundSseEvent> beats = Multi.createFrom().ticks().every(BEAT).onOverflow().drop().map(tick -> sse.newEvent("beat", Long.toString(tick)));
        return Multi.createBy().merging().streams(happening, beats).onTermination().invoke(streams::decrementAndGet);
    }

    private void all(Stream stream, EventBoard events) {
        // Listening begins before the snapshot: what comes between is told twice, and nothing is missed.
        stream.ends().add(board().listen(stream::status));
        stream.ends().add(events.listen(event -> stream.event(event, false)));
        stream.snapshot(jobs.newest().toString());
    }

    private void one(String job, long after, Stream stream, EventBoard events) {
        stream.ends().add(board().listen(status -> {
            if (status.job().equals(job)) {
                stream.status(status);
            }
        }));
        board().of(job).ifPresent(stream::status);
        stream.ends().add(events.listen(job, after, event -> stream.event(event, true)));
    }

    private StatusBoard board() {
        return lifecycle.node().board();
    }

    private static long sequence(String last) {
        try {
            return Long.parseLong(last);
        } catch (NumberFormatException e) {
            throw Problem.badValue("Last-Event-ID", last, "the sequence of an event of the job");
        }
    }

    /** @param ends stop what feeds it */
    private record Stream(Sse sse, MultiEmitter<? super OutboundSseEvent> out, List<Runnable> ends) {
        void snapshot(String json) {
            out.emit(sse.newEvent("snapshot", json));
        }

        void status(JobStatus status) {
            out.emit(sse.newEvent("status", new String(EventJson.bytes(status), StandardCharsets.UTF_8)));
        }

        /** @param numbered whether a reader may come again with the number of the last event */
        void event(JobEvent event, boolean numbered) {
            String json = new String(EventJson.bytes(event), StandardCharsets.UTF_8);
            OutboundSseEvent.Builder builder = sse.newEventBuilder().name("event").data(json);
            out.emit((numbered ? builder.id(Long.toString(event.sequence())) : builder).build());
        }
    }
}
