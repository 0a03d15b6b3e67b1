// Writes src/api/generated.ts, the types of the REST contract, from openapi.yaml. The file is not kept in git: each build makes it anew,
// so a field that the contract loses is a type error here.   usage: node tools/types.mjs [openapi.yaml]
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const here = path => fileURLToPath(new URL(path, import.meta.url));
const source = process.argv[2] ?? here('../../tuner/src/main/resources/openapi.yaml');
const contract = parse(readFileSync(source, 'utf8'), { merge: true });

const word = name => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));
const local = ref => ref.split('/').slice(1).reduce((at, key) => at[key], contract);

/** A schema as a TypeScript type. */
function type(schema) {
  if (schema === undefined || schema === true) return 'unknown';
  if (schema.$ref) return schema.$ref.split('/').at(-1);
  if ('const' in schema) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map(v => JSON.stringify(v)).join(' | ');
  const several = schema.anyOf ?? schema.oneOf;
  if (several) return several.map(type).join(' | ');
  if (Array.isArray(schema.type)) return schema.type.map(t => type({ ...schema, type: t })).join(' | ');
  switch (schema.type) {
    case 'integer': case 'number': return 'number';
    case 'string': return 'string';
    case 'boolean': return 'boolean';
    case 'null': return 'null';
    case 'array': return `(${type(schema.items)})[]`;
    case 'object': return object(schema);
    default: return schema.properties ? object(schema) : 'unknown';
  }
}

function object(schema) {
  const required = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties ?? {}).map(([name, of]) => `${word(name)}${required.has(name) ? '' : '?'}: ${type(of)}`);
  const more = schema.additionalProperties;
  if (fields.length === 0) {
    if (more === false) return 'Record<string, never>';
    return `Record<string, ${more && more !== true ? type(more) : 'unknown'}>`;
  }
  return `{ ${fields.join('; ')} }`;
}

const resolved = thing => (thing?.$ref ? local(thing.$ref) : thing);
const body = thing => {
  const content = resolved(thing)?.content ?? {};
  return content['application/json'] ? type(content['application/json'].schema) : undefined;
};

const lines = ['/** Made from openapi.yaml by tools/types.mjs at each build; do not edit. */', ''];
for (const [name, schema] of Object.entries(contract.components.schemas)) {
  if (schema.description) lines.push(`/** ${String(schema.description).trim().replaceAll('*/', '* /').replaceAll('\n', '\n * ')} */`);
  lines.push(`export type ${name} = ${type(schema)};`, '');
}
lines.push('/** What each operation answers (JSON, 2xx) and takes. */', 'export interface Operations {');
for (const path of Object.values(contract.paths)) {
  for (const verb of ['get', 'post', 'put', 'patch', 'delete', 'head']) {
    const operation = path[verb];
    if (!operation) continue;
    const answers = Object.entries(operation.responses).filter(([status]) => status.startsWith('2')).map(([, r]) => body(r)).filter(Boolean);
    lines.push(`  ${operation.operationId}: { answer: ${[...new Set(answers)].join(' | ') || 'undefined'}; body: ${body(operation.requestBody) ?? 'undefined'} };`);
  }
}
lines.push('}', '');
writeFileSync(here('../src/api/generated.ts'), lines.join('\n'));
