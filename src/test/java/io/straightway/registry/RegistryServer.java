package io.straightway.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.straightway.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;

/**
 * What Confluent's documentation says of the three questions that we ask: paths, status, error codes, and BACKWARD compatibility with the
 * newest version. It can also answer as a registry in trouble does.
 */
public final class RegistryServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FIRST_ID = 17;

    private final HttpServer server;
    private final List<String> schemas = new ArrayList<>();
    private final Map<String, List<Integer>> subjects = new TreeMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile Optional<Answer> trouble = Optional.empty();
    private volatile Optional<String> login = Optional.empty();

    /** How to answer instead of what was asked for. */
    public interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private RegistryServer(HttpServer server) {
        this.server = server;
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    public static RegistryServer start() throws IOException {
        return new RegistryServer(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    }

    static RegistryServer start(TestCertificate certificate) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(certificate.keys())) {
            keys.load(in, certificate.password().toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, certificate.password().toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return new RegistryServer(server);
    }

    public URI url() {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
    }

    /** From now on every answer is this one, until {@link #recover}. */
    public void answerWith(Answer answer) {
        trouble = Optional.of(answer);
    }

    public void answerWith(int status, String body) {
        answerWith(exchange -> send(exchange, status, body));
    }

    public void recover() {
        trouble = Optional.empty();
    }

    void require(String authorization) {
        login = Optional.of(authorization);
    }

    /** Method and path of every question so far. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    public synchronized List<String> subjects() {
        return List.copyOf(subjects.keySet());
    }

    public synchronized int register(String subject, String schema) {
        int id = schemas.contains(schema) ? FIRST_ID + schemas.indexOf(schema) : FIRST_ID + schemas.size();
        if (!schemas.contains(schema)) {
            schemas.add(schema);
        }
        List<Integer> versions = subjects.computeIfAbsent(subject, key -> new ArrayList<>());
        if (!versions.contains(id)) {
            versions.add(id);
        }
        return id;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String question = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        asked.add(question);
        try (exchange) {
            if (trouble.isPresent()) {
                trouble.get().to(exchange);
            } else if (login.isPresent() && !login.get().equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                error(exchange, 401, 401, "Unauthorized");
            } else {
                answer(exchange, question.split("[ /]+"));
            }
        }
    }

    private synchronized void answer(HttpExchange exchange, String[] question) throws IOException {
        String asked = question[0] + " " + question[1] + " " + question.length;
        switch (asked) {
            case "GET schemas 4" -> schema(exchange, Integer.parseInt(question[3]));
            case "POST subjects 3" -> lookUp(exchange, question[2], schemaOf(exchange));
            case "POST subjects 4" -> add(exchange, question[2], schemaOf(exchange));
            default -> error(exchange, 404, 404, "HTTP 404 Not Found");
        }
    }

    private void schema(HttpExchange exchange, int id) throws IOException {
        if (id < FIRST_ID || id >= FIRST_ID + schemas.size()) {
            error(exchange, 404, 40403, "Schema " + id + " not found");
        } else {
            send(exchange, 200, JSON.createObjectNode().put("schema", schemas.get(id - FIRST_ID)).toString());
        }
    }

    private void lookUp(HttpExchange exchange, String subject, String schema) throws IOException {
        if (!subjects.containsKey(subject)) {
            error(exchange, 404, 40401, "Subject '" + subject + "' not found.");
        } else if (subjects.get(subject).stream().noneMatch(id -> schemas.get(id - FIRST_ID).equals(schema))) {
            error(exchange, 404, 40403, "Schema not found");
        } else {
            ObjectNode found = JSON.createObjectNode().put("subject", subject).put("id", register(subject, schema)).put("schema", schema);
            send(exchange, 200, found.put("version", 1 + subjects.get(subject).indexOf(register(subject, schema))).toString());
        }
    }

    private void add(HttpExchange exchange, String subject, String schema) throws IOException {
        List<Integer> versions = subjects.getOrDefault(subject, List.of());
        if (!versions.isEmpty() && !readable(schema, schemas.get(versions.getLast() - FIRST_ID))) {
            error(exchange, 409, 409, "Schema being registered is incompatible with an earlier schema for subject \"" + subject + "\"");
        } else {
            send(exchange, 200, JSON.createObjectNode().put("id", register(subject, schema)).toString());
        }
    }

    private static boolean readable(String reader, String writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(new Schema.Parser().parse(reader), new Schema.Parser().parse(writer)).getType()
                == SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE;
    }

    private static String schemaOf(HttpExchange exchange) throws IOException {
        JsonNode body = JSON.readTree(exchange.getRequestBody());
        return body.path("schema").asText();
    }

    private static void error(HttpExchange exchange, int status, int code, String message) throws IOException {
        send(exchange, status, JSON.createObjectNode().put("error_code", code).put("message", message).toString());
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
