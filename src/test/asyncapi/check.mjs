// Reads AsyncAPI documents with the parser of the AsyncAPI project, Avro schemas included. Exit code 1 if one has an error.
// usage: node check.mjs FILE...
import { AvroSchemaParser } from '@asyncapi/avro-schema-parser';
import { fromFile, Parser } from '@asyncapi/parser';

let well = true;
for (const file of process.argv.slice(2)) {
  const parser = new Parser();
  parser.registerSchemaParser(AvroSchemaParser());
  const { document, diagnostics } = await fromFile(parser, file).parse();
  const wrong = diagnostics.filter((found) => found.severity <= 1);
  for (const { severity, message, path } of wrong) console.error(`${file}: ${severity ? 'warning' : 'error'}: ${path.join('.')}: ${message}`);
  if (!document || wrong.some((found) => found.severity === 0)) well = false;
  else console.log(`${file}: AsyncAPI ${document.version()}, ${document.channels().length} channels, ${document.messages().length} messages`);
}
process.exit(well ? 0 : 1);
