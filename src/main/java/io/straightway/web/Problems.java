package io.straightway.web;

import io.straightway.data.DataException;
import io.straightway.event.NotDelivered;
import io.straightway.store.StoreUnavailable;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Failures of what stands behind the API. */
class Problems {

    @ServerExceptionMapper
    Response storeAway(StoreUnavailable e) {
        return Problem.response(503, "the object store does not answer: " + e.getMessage(), List.of());
    }

    @ServerExceptionMapper
    Response brokerAway(NotDelivered e) {
        return Problem.response(503, "the broker has not confirmed it: " + e.getMessage(), List.of());
    }

    @ServerExceptionMapper
    Response damaged(DataException e) {
        return Problem.response(500, "an object is not what it should be: " + e.getMessage(), List.of());
    }
}
