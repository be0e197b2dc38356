package io.straightway.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.straightway.json.Json;
import io.straightway.recipe.Violation;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/**
 * Why a request gets no answer, as JSON.
 *
 * @param error for people
 * @param violations what is wrong with which field, where it is about fields
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record Problem(String error, List<Violation> violations) {

    static WebApplicationException of(int status, String error) {
        return of(status, error, List.of());
    }

    static WebApplicationException of(int status, String error, List<Violation> violations) {
        return new WebApplicationException(error, response(status, error, violations));
    }

    static Response response(int status, String error, List<Violation> violations) {
        return Response.status(status).type(MediaType.APPLICATION_JSON).entity(Json.line(new Problem(error, violations))).build();
    }

    static WebApplicationException badValue(String name, Object value, String allowed) {
        return of(400, name + " is " + value + ", allowed: " + allowed, List.of(new Violation(name, String.valueOf(value), allowed)));
    }
}
