// Submits a generation job, follows its events to the end, and says how it ended. Exit code 0 only if the job succeeds.
// usage: npm ci && node submit.mjs JOB-ID [MODEL [IMAGES]]
// environment: BROKER (127.0.0.1:19092); REGISTRY, the URL of the node's schema registry, if it has one; SCHEMAS (schemas/ of this repository)
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import kafkajs from 'kafkajs';
import lz4 from 'lz4js';
import { singleObject } from './single-object.mjs';

const { CompressionCodecs, CompressionTypes, Kafka, logLevel } = kafkajs;
// Events are compressed with LZ4, which kafkajs leaves to others.
CompressionCodecs[CompressionTypes.LZ4] = () => ({
  compress: async (encoder) => Buffer.from(lz4.compress(encoder.buffer)),
  decompress: async (buffer) => Buffer.from(lz4.decompress(buffer)),
});

const [id, model = 'emoji', images = '256'] = process.argv.slice(2);
if (!id) {
  console.error('usage: node submit.mjs JOB-ID [MODEL [IMAGES]]');
  process.exit(2);
}
const jobs = 'straightway.generation-jobs';
const schemas = process.env.SCHEMAS ? pathToFileURL(`${process.env.SCHEMAS}/`) : new URL('../../../../schemas/', import.meta.url);
const text = (name) => readFileSync(new URL(`${name}.avsc`, schemas), 'utf8');
const load = (name) => JSON.parse(text(name));

// Two ways to say with which schema a record is written: its fingerprint, or its id in a registry. A node uses the second if it has one.
async function byRegistry(url) {
  const registry = new SchemaRegistry({ host: url });
  // The node has registered it, or its operator: a client need not have the right to.
  const known = await registry.getRegistryIdBySchema(`${jobs}-value`, { type: SchemaType.AVRO, schema: text('GenerationJob') });
  return { write: (value) => registry.encode(known, value), read: (bytes) => registry.decode(bytes) };
}
function byFingerprint() {
  const job = singleObject(load('GenerationJob'));
  const event = singleObject(load('JobEvent'));
  return { write: (value) => job.write(value), read: (bytes) => event.read(bytes) };
}
const wire = process.env.REGISTRY ? await byRegistry(process.env.REGISTRY) : byFingerprint();

// Avro writes every field; what has a default in the schema may be left to it.
const defaults = Object.fromEntries(load('GenerationJob').fields.filter((field) => 'default' in field).map((field) => [field.name, field.default]));
const job = { ...defaults, id, model, images: Number(images) };

const kafka = new Kafka({ clientId: 'example', brokers: [process.env.BROKER ?? '127.0.0.1:19092'], logLevel: logLevel.ERROR });
const consumer = kafka.consumer({ groupId: `example-${id}-${Date.now()}`, readUncommitted: false });
await consumer.connect();
await consumer.subscribe({ topic: 'straightway.events', fromBeginning: true });
const ended = new Promise((resolve) => {
  consumer.run({
    eachMessage: async ({ message }) => {
      if (message.key?.toString() !== id) return;
      const event = await wire.read(message.value);
      console.log(`${event.sequence} ${event.type}`);
      if (event.terminal) resolve(event);
    },
  });
});

const producer = kafka.producer({ idempotent: true });
await producer.connect();
await producer.send({ topic: jobs, acks: -1, messages: [{ key: id, value: await wire.write(job) }] });
await producer.disconnect();

const { outcome, rejected } = await ended;
await consumer.disconnect();
if (outcome) {
  const { requested, succeeded, failed } = outcome.counts;
  console.log(`${outcome.ending}: ${succeeded} of ${requested} images, ${failed} failed; distance ${outcome.distance?.value ?? 'not measured'}`);
} else {
  console.log(`REJECTED: ${rejected?.message}`);
}
process.exit(outcome?.ending === 'SUCCEEDED' ? 0 : 1);
