package io.straightway.event;

/** How records are written. Every format can be read at any time: the first bytes tell them apart. */
public sealed interface WireFormat {

    String contentType();

    /** Avro's own: {@code C3 01}, fingerprint of the schema, body. Needs no registry. */
    record SingleObject() implements WireFormat {
        @Override
        public String contentType() {
            return "application/avro";
        }
    }

    /** {@code 00}, four bytes of schema id, body. */
    record Confluent(SchemaIds ids) implements WireFormat {
        @Override
        public String contentType() {
            return "application/avro";
        }
    }

    /** Plain JSON of the same shape; what is null is left out. */
    record Json() implements WireFormat {
        @Override
        public String contentType() {
            return "application/json";
        }
    }
}
