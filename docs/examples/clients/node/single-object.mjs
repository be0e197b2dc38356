// Avro single-object encoding: C3 01, the CRC-64-AVRO fingerprint of the schema (little-endian), the body. avsc has all of it but the fingerprint.
import avro from 'avsc';

const MARKER = Buffer.from([0xc3, 0x01]);
const HEADER = 10;
const EMPTY = 0xc15d213aa4d7a795n;
const TABLE = Array.from({ length: 256 }, (_, i) => {
  let fp = BigInt(i);
  for (let j = 0; j < 8; j++) fp = (fp >> 1n) ^ (fp & 1n ? EMPTY : 0n);
  return fp;
});

export function singleObject(schema) {
  const type = avro.Type.forSchema(schema, { wrapUnions: false });
  const header = Buffer.concat([MARKER, fingerprint(schema)]);
  return {
    write: (value) => Buffer.concat([header, type.toBuffer(value)]),
    read(bytes) {
      // Another fingerprint is another release of the schema: fetch its file from schemas/released and resolve with type.createResolver.
      if (!bytes.subarray(0, HEADER).equals(header)) throw new Error(`not written with this schema: ${bytes.subarray(0, HEADER).toString('hex')}`);
      return type.fromBuffer(bytes.subarray(HEADER));
    },
  };
}

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
      return { name: name(), type: 'record', fields: schema.fields.map((field) => ({ name: field.name, type: canonical(field.type, inner) })) };
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
