// Submits a generation job in Avro and prints its events until it ends.
// usage: npm install kafkajs avsc; node submit.mjs <job id> [model] [images]
import { readFileSync } from 'node:fs';
import { Kafka, logLevel } from 'kafkajs';
import avro from 'avsc';

const [id, model = 'emoji', images = '256'] = process.argv.slice(2);
const broker = process.env.BROKER ?? '127.0.0.1:19092';
const schemas = new URL('../../schemas/', import.meta.url);
const load = (name) => JSON.parse(readFileSync(new URL(`${name}.avsc`, schemas)));
const type = (schema) => avro.Type.forSchema(schema, { wrapUnions: false });

// Avro single-object encoding: C3 01, the schema's CRC-64-AVRO fingerprint (little-endian), the body.
const EMPTY = 0xc15d213aa4d7a795n;
const TABLE = Array.from({ length: 256 }, (_, i) => {
  let fp = BigInt(i);
  for (let j = 0; j < 8; j++) fp = (fp >> 1n) ^ (fp & 1n ? EMPTY : 0n);
  return fp;
});
function fingerprint(schema) {
  let fp = EMPTY;
  for (const byte of Buffer.from(JSON.stringify(canonical(schema)))) fp = (fp >> 8n) ^ TABLE[Number((fp ^ BigInt(byte)) & 0xffn)];
  const out = Buffer.alloc(8);
  out.writeBigUInt64LE(fp);
  return out;
}
// Parsing Canonical Form of the Avro specification.
function canonical(schema, space = '') {
  if (typeof schema === 'string') return primitive(schema) || schema.includes('.') || !space ? schema : `${space}.${schema}`;
  if (Array.isArray(schema)) return schema.map((branch) => canonical(branch, space));
  const inner = schema.namespace ?? space;
  const name = () => (schema.name.includes('.') ? schema.name : `${inner}.${schema.name}`);
  switch (schema.type) {
    case 'record':
      return { name: name(), type: 'record', fields: schema.fields.map((f) => ({ name: f.name, type: canonical(f.type, inner) })) };
    case 'enum':
      return { name: name(), type: 'enum', symbols: schema.symbols };
    case 'array':
      return { type: 'array', items: canonical(schema.items, inner) };
    case 'map':
      return { type: 'map', values: canonical(schema.values, inner) };
    default:
      return canonical(schema.type, inner);
  }
}
function primitive(name) {
  return ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'].includes(name);
}

const jobSchema = load('GenerationJob');
const eventType = type(load('JobEvent'));
const jobType = type(jobSchema);
const defaults = Object.fromEntries(jobSchema.fields.filter((f) => 'default' in f).map((f) => [f.name, f.default]));
const job = { ...defaults, id, model, images: Number(images) };
const value = Buffer.concat([Buffer.from([0xc3, 0x01]), fingerprint(jobSchema), jobType.toBuffer(job)]);

const kafka = new Kafka({ clientId: 'example', brokers: [broker], logLevel: logLevel.ERROR });
const consumer = kafka.consumer({ groupId: `example-${id}-${Date.now()}` });
await consumer.connect();
await consumer.subscribe({ topic: 'straightway.events', fromBeginning: true });
const ended = new Promise((resolve) => {
  consumer.run({
    eachMessage: async ({ message }) => {
      if (message.key?.toString() !== id) return;
      const event = eventType.fromBuffer(message.value.subarray(10));
      console.log(JSON.stringify(event, (key, v) => (typeof v === 'bigint' ? Number(v) : v)));
      if (event.terminal) resolve(event);
    },
  });
});

const producer = kafka.producer({ idempotent: true });
await producer.connect();
await producer.send({ topic: 'straightway.generation-jobs', messages: [{ key: id, value }] });
await producer.disconnect();
const last = await ended;
await consumer.disconnect();
process.exit(last.outcome?.ending === 'SUCCEEDED' ? 0 : 1);
