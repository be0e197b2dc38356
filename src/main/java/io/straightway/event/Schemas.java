package io.straightway.event;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/** The schema files that travel with the program. */
final class Schemas {
    /**
     * Folders under {@code schemas/released}, each with the schemas that changed. Since v2 every schema of the main branch is in one, for
     * records that were written with it lie in topics and come from clients: a change adds a folder and never changes one.
     */
    private static final List<String> RELEASES = List.of("v1", "v2", "v3");

    private Schemas() {}

    /** The schema of a record type exactly as published. */
    static String text(String name) {
        return resource("/schemas/" + name + ".avsc");
    }

    /** All schemas of a record type that were ever released, by fingerprint. */
    static Map<Long, Schema> released(String name) {
        return RELEASES.stream()
                .map(release -> "/schemas/released/" + release + "/" + name + ".avsc").filter(path -> Schemas.class.getResource(path) != null)
                .map(path -> parse(resource(path)))
                .collect(Collectors.toMap(Schemas::fingerprint, Function.identity(), (older, same) -> same));
    }

    static Schema parse(String text) {
        return new Schema.Parser().parse(text);
    }

    static long fingerprint(Schema schema) {
        return SchemaNormalization.parsingFingerprint64(schema);
    }

    private static String resource(String path) {
        try (InputStream in = Schemas.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("the program was built without " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
