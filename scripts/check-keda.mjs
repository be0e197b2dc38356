// Checks each ScaledObject and ScaledJob of a file with KEDA's own schema, and, by their TypeScript types, for fields that there are not.
// usage: node check-keda.mjs FILE       (beside node_modules with @kubernetes-models/keda, js-yaml and typescript)
import {execFileSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {ScaledJob} from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledJob';
import {ScaledObject} from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import yaml from 'js-yaml';

const models = {ScaledJob, ScaledObject};

const objects = yaml.loadAll(readFileSync(process.argv[2], 'utf8')).filter(o => o?.apiVersion === 'keda.sh/v1alpha1');
const kinds = objects.map(o => o.kind).sort().join();
if (kinds !== 'ScaledJob,ScaledObject') throw new Error(`${process.argv[2]} holds ${kinds || 'nothing'} of KEDA, expected a ScaledObject and a ScaledJob`);

for (const object of objects) new models[object.kind](object).validate();

// A literal of a type may have no field that the type does not have.
const literals = o => objects.map((object, i) => `export const o${i}: I${object.kind} = ${JSON.stringify(o(object), null, 1)};`).join('\n');
const types = "import type {IScaledObject, IScaledJob} from '@kubernetes-models/keda/keda.sh/v1alpha1';\n";
const compiles = text => {
  writeFileSync('objects.ts', types + text);
  try {
    execFileSync('node_modules/.bin/tsc', ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--moduleResolution', 'nodenext', 'objects.ts'], {encoding: 'utf8'});
    return '';
  } catch (e) {
    return e.stdout || String(e);
  }
};
const complaint = compiles(literals(o => o));
if (complaint) throw new Error(complaint);
if (!compiles(literals(o => ({...o, spec: {...o.spec, polingInterval: 1}}))).includes('polingInterval')) throw new Error('a field that there is not went unnoticed');
for (const object of objects) console.log(`${object.kind} ${object.metadata.name}`);
