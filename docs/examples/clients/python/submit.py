#!/usr/bin/env python3
"""Submits a generation job, follows its events to the end, and says how it ended. Exit code 0 only if the job succeeds.

usage: submit.py JOB-ID [MODEL [IMAGES]]
environment: BROKER (127.0.0.1:19092); REGISTRY, the URL of the node's schema registry, if it has one; SCHEMAS (schemas/ of this repository)
needs: pip install confluent-kafka avro (on Debian and Ubuntu: apt-get install python3-confluent-kafka python3-avro)
"""
import io
import json
import os
import pathlib
import struct
import sys
import urllib.request

import avro.io
import avro.schema
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Producer, TopicPartition

JOBS = "straightway.generation-jobs"
EVENTS = "straightway.events"
PRIMITIVES = {"null", "boolean", "int", "long", "float", "double", "bytes", "string"}
SCHEMAS = pathlib.Path(os.environ.get("SCHEMAS", pathlib.Path(__file__).resolve().parents[4] / "schemas"))


def text(name):
    return (SCHEMAS / f"{name}.avsc").read_text()


def canonical(schema, space=""):
    """Parsing Canonical Form of the Avro specification; what Avro's Python library makes keeps types that are wrapped in an object."""
    if isinstance(schema, list):
        return [canonical(branch, space) for branch in schema]
    if isinstance(schema, str):
        return schema if schema in PRIMITIVES or "." in schema or not space else f"{space}.{schema}"
    kind, inner = schema["type"], schema.get("namespace", space)
    name = schema.get("name", "")
    full = name if "." in name or not inner else f"{inner}.{name}"
    if kind == "record":
        fields = [{"name": field["name"], "type": canonical(field["type"], inner)} for field in schema["fields"]]
        return {"name": full, "type": kind, "fields": fields}
    if kind == "enum":
        return {"name": full, "type": kind, "symbols": schema["symbols"]}
    if kind == "array":
        return {"type": kind, "items": canonical(schema["items"], inner)}
    if kind == "map":
        return {"type": kind, "values": canonical(schema["values"], inner)}
    return canonical(kind, inner)


def fingerprint(schema):
    """CRC-64-AVRO of the schema's canonical form, as its eight bytes in a record."""
    crc = EMPTY = 0xC15D213AA4D7A795
    for byte in json.dumps(canonical(schema), separators=(",", ":"), ensure_ascii=False).encode():
        low = (crc ^ byte) & 0xFF
        for _ in range(8):
            low = (low >> 1) ^ (EMPTY if low & 1 else 0)
        crc = (crc >> 8) ^ low
    return struct.pack("<Q", crc)


def to_bytes(schema, value):
    out = io.BytesIO()
    avro.io.DatumWriter(schema).write(value, avro.io.BinaryEncoder(out))
    return out.getvalue()


def from_bytes(writer, reader, body):
    return avro.io.DatumReader(writer, reader).read(avro.io.BinaryDecoder(io.BytesIO(body)))


class SingleObject:
    """Avro's own: C3 01, the fingerprint of the schema, the body."""

    def __init__(self):
        self.job = avro.schema.parse(text("GenerationJob"))
        self.event = avro.schema.parse(text("JobEvent"))
        self.job_header, self.event_header = (b"\xc3\x01" + fingerprint(json.loads(text(name))) for name in ("GenerationJob", "JobEvent"))

    def write(self, value):
        return self.job_header + to_bytes(self.job, value)

    def read(self, record):
        if record[:10] != self.event_header:
            raise ValueError(f"not written with this schema, look at schemas/released: {record[:10].hex()}")
        return from_bytes(self.event, self.event, record[10:])


class Registry:
    """Confluent's: 00, the id of the schema in the registry, the body."""

    def __init__(self, url):
        self.url = url
        self.job = avro.schema.parse(text("GenerationJob"))
        self.event = avro.schema.parse(text("JobEvent"))
        self.writers = {}
        # The node has registered it, or its operator: a client need not have the right to.
        self.id = self.ask(f"/subjects/{JOBS}-value", {"schema": text("GenerationJob")})["id"]

    def ask(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"Content-Type": "application/vnd.schemaregistry.v1+json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def write(self, value):
        return struct.pack(">bI", 0, self.id) + to_bytes(self.job, value)

    def read(self, record):
        written_by = struct.unpack(">bI", record[:5])[1]
        if written_by not in self.writers:
            self.writers[written_by] = avro.schema.parse(self.ask(f"/schemas/ids/{written_by}")["schema"])
        return from_bytes(self.writers[written_by], self.event, record[5:])


def with_defaults(schema, **fields):
    """Avro writes every field; what has a default in the schema may be left to it."""
    defaults = {field["name"]: field["default"] for field in json.loads(schema)["fields"] if "default" in field}
    return {**defaults, **fields}


def submit(broker, job_id, value):
    failures = []
    # murmur2 is the partitioner of Java clients; a record in another partition reaches its job too, one hop later.
    producer = Producer({"bootstrap.servers": broker, "enable.idempotence": True, "partitioner": "murmur2_random"})
    producer.produce(JOBS, key=job_id, value=value, on_delivery=lambda error, _: failures.append(error) if error else None)
    if producer.flush(30) or failures:
        raise SystemExit(f"the broker did not take the job: {failures or 'no answer'}")


def events(broker, job_id, wire):
    consumer = Consumer({"bootstrap.servers": broker, "group.id": f"example-{job_id}", "enable.auto.commit": False, "isolation.level": "read_committed"})
    topic = consumer.list_topics(EVENTS, timeout=30).topics[EVENTS]
    consumer.assign([TopicPartition(EVENTS, number, OFFSET_BEGINNING) for number in topic.partitions])
    try:
        while True:
            record = consumer.poll(1)
            if record is None:
                continue
            if record.error():
                if record.error().code() != KafkaError._PARTITION_EOF:
                    raise KafkaException(record.error())
            elif record.key() == job_id.encode():
                yield wire.read(record.value())
    finally:
        consumer.close()


def main(job_id, model="emoji", images="256"):
    broker = os.environ.get("BROKER", "127.0.0.1:19092")
    wire = Registry(os.environ["REGISTRY"]) if "REGISTRY" in os.environ else SingleObject()
    submit(broker, job_id, wire.write(with_defaults(text("GenerationJob"), id=job_id, model=model, images=int(images))))
    for event in events(broker, job_id, wire):
        print(event["sequence"], event["type"], flush=True)
        if event["terminal"]:
            break
    outcome = event["outcome"]
    if outcome is None:
        print("REJECTED:", event["rejected"]["message"])
        return 1
    counts, distance = outcome["counts"], outcome["distance"]
    print(f"{outcome['ending']}: {counts['succeeded']} of {counts['requested']} images, {counts['failed']} failed;",
          f"distance {distance['value'] if distance else 'not measured'}")
    return 0 if outcome["ending"] == "SUCCEEDED" else 1


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 4:
        raise SystemExit(__doc__)
    raise SystemExit(main(*sys.argv[1:]))
