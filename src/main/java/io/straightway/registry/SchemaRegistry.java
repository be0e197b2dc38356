package io.straightway.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.straightway.event.SchemaIds;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a registry once and remembers. After a failure it is left alone for a while, in which every question fails at once, so that whoever
 * waits may ask as often as he likes. Safe for use by several threads.
 */
public final class SchemaRegistry implements SchemaIds, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistry.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of a schema by its id: a thread that reads records waits for it. */
    private static final Duration READ = Duration.ofSeconds(3);

    /** Of an id: asked at the start, and registering may take a while. */
    private static final Duration WRITE = Duration.ofSeconds(15);

    /** How long an id that the registry does not know is taken for unknown without asking again. */
    private static final Duration UNKNOWN = Duration.ofSeconds(5);

    private static final int LONGEST_REASON = 500;
    private static final int NO_SUCH_SUBJECT = 40401;
    private static final int NO_SUCH_SCHEMA = 40403;

    private final RegistryAccess access;
    private final Exchange http;
    private final Backoff backoff;
    private final InstantSource clock;
    private final Map<Registration, Integer> ids = new ConcurrentHashMap<>();
    private final Map<Integer, Instant> unknown = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Instant> eldest) {
            return size() > 1_000;
        }
    };
    private volatile Optional<Trouble> trouble = Optional.empty();

    private record Registration(String subject, String schema) {}

    /**
     * @param what the last question came to
     * @param failures in a row
     * @param until when nothing is asked
     */
    private record Trouble(Unanswered what, int failures, Instant until) {}

    public SchemaRegistry(RegistryAccess access) {
        this(access, Backoff.DEFAULT, InstantSource.system());
    }

    SchemaRegistry(RegistryAccess access, Backoff backoff, InstantSource clock) {
        this.access = access;
        this.backoff = backoff;
        this.clock = clock;
        http = new Exchange(access);
    }

    /** What the last question came to, if it got no answer: somebody waits for it. */
    public Optional<String> trouble() {
        return trouble.map(found -> found.what().getMessage());
    }

    /** @throws Refused if the schema is not registered and must not be, or the registry does not take it, or does not let us in */
    @Override
    public int id(String subject, String schema) {
        Registration wanted = new Registration(subject, schema);
        Integer known = ids.get(wanted);
        if (known == null) {
            known = asked(() -> access.autoRegister() ? registered(subject, schema) : lookedUp(subject, schema));
            ids.put(wanted, known);
        }
        return known;
    }

    private int registered(String subject, String schema) {
        Exchange.Answer answer = http.post(path(subject) + "/versions", body(schema), WRITE);
        return switch (answer.status()) {
            case 200 -> id(answer);
            case 409 -> throw new Refused("subject " + subject + " of schema registry " + access.url() + " refuses our schema as incompatible with what is registered: "
                    + reason(answer) + ". Is another system's schema registered there? Its compatibility may be BACKWARD, FORWARD or NONE until both agree");
            case 422 -> throw new Refused("subject " + subject + " of schema registry " + access.url() + " does not take our schema: " + reason(answer));
            default -> throw unexpected(answer);
        };
    }

    private int lookedUp(String subject, String schema) {
        Exchange.Answer answer = http.post(path(subject), body(schema), WRITE);
        return switch (answer.status()) {
            case 200 -> id(answer);
            case 404 -> {
                int code = code(answer);
                if (code != NO_SUCH_SUBJECT && code != NO_SUCH_SCHEMA) {
                    throw unexpected(answer);
                }
                throw new Refused("subject " + subject + " of schema registry " + access.url() + " does not have our schema: " + reason(answer)
                        + ". Register the file from schemas/ there (docs/how-to/schema-registry.md), or set straightway.schema-registry.auto-register=true");
            }
            default -> throw unexpected(answer);
        };
    }

    @Override
    public Optional<String> schema(int id) {
        synchronized (unknown) {
            Instant until = unknown.get(id);
            if (until != null && clock.instant().isBefore(until)) {
                return Optional.empty();
            }
        }
        Optional<String> found = asked(() -> fetched(id));
        if (found.isEmpty()) {
            synchronized (unknown) {
                unknown.put(id, clock.instant().plus(UNKNOWN));
            }
        }
        return found;
    }

    private Optional<String> fetched(int id) {
        Exchange.Answer answer = http.get("/schemas/ids/" + id, READ);
        // Only the registry's own word counts: a proxy or a wrong path says 404 too.
        if (answer.status() == 404 && code(answer) == NO_SUCH_SCHEMA) {
            return Optional.empty();
        }
        if (answer.status() != 200) {
            throw unexpected(answer);
        }
        if (answer.text().isEmpty()) {
            LOG.warn("schema left alone, it is too large: registry={} schemaId={} limit={}", access.url(), id, Exchange.LARGEST);
            return Optional.empty();
        }
        JsonNode schema = json(answer).path("schema");
        if (!schema.isTextual()) {
            throw unexpected(answer);
        }
        return Optional.of(schema.textValue());
    }

    private <T> T asked(Supplier<T> question) {
        Optional<Trouble> before = trouble;
        if (before.isPresent() && clock.instant().isBefore(before.get().until())) {
            throw before.get().what();
        }
        try {
            T answer = question.get();
            before.ifPresent(was -> LOG.info("schema registry answers again: registry={} failures={}", access.url(), was.failures()));
            trouble = Optional.empty();
            return answer;
        } catch (Unanswered e) {
            int failures = before.map(Trouble::failures).orElse(0) + 1;
            trouble = Optional.of(new Trouble(e, failures, backoff.end(clock.instant(), failures)));
            LOG.warn("no answer from the schema registry: failures={} reason={}", failures, e.getMessage());
            throw e;
        }
    }

    private Unanswered unexpected(Exchange.Answer answer) {
        String said = "schema registry " + access.url() + " answers with " + answer.status() + " " + reason(answer);
        return switch (answer.status()) {
            case 401, 403 -> new Refused(said + ". Look at straightway.schema-registry.username and password, or token, and at the rights of that user");
            case 408, 429 -> new Unanswered(said);
            case 200 -> new Refused(said + ", which is no answer of a registry. Is straightway.schema-registry.url right?");
            default -> answer.status() >= 500 ? new Unanswered(said)
                    : new Refused(said + ". Is straightway.schema-registry.url right? For Apicurio it ends in /apis/ccompat/v7");
        };
    }

    private int id(Exchange.Answer answer) {
        JsonNode id = json(answer).path("id");
        if (!id.canConvertToInt() || !id.isIntegralNumber()) {
            throw unexpected(answer);
        }
        return id.intValue();
    }

    private static int code(Exchange.Answer answer) {
        return json(answer).path("error_code").asInt();
    }

    /** The answer's own message, or its beginning; on one line, for logs. */
    private static String reason(Exchange.Answer answer) {
        JsonNode message = json(answer).path("message");
        String text = (message.isTextual() ? message.textValue() : answer.body()).replaceAll("\\p{Cntrl}+", " ").strip();
        return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON) + "…";
    }

    /** Nothing where it is no JSON. */
    private static JsonNode json(Exchange.Answer answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    private static String body(String schema) {
        // Without a type: it is Avro by default, and the oldest registries know no other.
        return JSON.createObjectNode().put("schema", schema).toString();
    }

    private static String path(String subject) {
        return "/subjects/" + URLEncoder.encode(subject, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        http.close();
    }
}
