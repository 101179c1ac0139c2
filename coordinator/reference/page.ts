/** The API document as one HTML page: whole without a script, which only filters, copies and fills in addresses. */
import type { OpenApi, Operation } from '../../protocol/openapi.ts';
import type { Schema } from '../../protocol/openapi-schema.ts';
import { curlOf } from './curl.ts';
import { escaped, fieldsTable, marked, namedSays, prose, typeHtml } from './html.ts';

/** The page's HTML; `./page.css` and `./page.js` stand beside it. */
export function referencePage(document: OpenApi): string {
  const groups = groupsOf(document);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Gantry API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="page.css">
<script src="page.js" defer></script>
</head>
<body>
<a class="skip" href="#content">To the content</a>
<nav aria-label="Contents">
<p class="brand"><a href="/">Gantry</a> <span>API ${escaped(document.info.version)}</span></p>
<input type="search" id="search" placeholder="Search: queue, retry, GET …" aria-label="Search" hidden>
<ul>${groups.map(navGroup).join('')}<li><a href="#schemas">Schemas</a></li></ul>
</nav>
<main id="content">
<h1>Gantry API</h1>
${prose(document.info.description)}
<p>Machines read <a href="../api/v1/openapi.json">openapi.json</a> (OpenAPI ${escaped(document.openapi)}).</p>
<p id="none" role="status" hidden>Nothing has these words.</p>
${groups.map((group) => groupHtml(group, document)).join('\n')}
${schemasHtml(document.components.schemas)}
</main>
</body>
</html>
`;
}

interface Entry {
  method: string;
  path: string;
  operation: Operation;
}
interface Group {
  name: string;
  description: string;
  entries: Entry[];
}

function groupsOf({ paths, tags }: OpenApi): Group[] {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  return tags.map(({ name, description }) => ({
    ...{ name, description },
    entries: all.filter(({ operation }) => operation.tags.includes(name)),
  }));
}

const navGroup = ({ name, entries }: Group) =>
  `<li><a href="#group-${name}">${escaped(name)}</a><ul>${entries
    .map(({ operation: { operationId } }) => `<li><a href="#${operationId}">${escaped(operationId)}</a></li>`)
    .join('')}</ul></li>`;

const groupHtml = ({ name, description, entries }: Group, document: OpenApi) =>
  `<section class="group" id="group-${name}"><h2>${escaped(name)}</h2><p class="faint">${escaped(description)}</p>
${entries.map((entry) => entryHtml(entry, document)).join('\n')}</section>`;

function entryHtml(entry: Entry, document: OpenApi): string {
  const { method, path, operation } = entry;
  const words = [operation.operationId, method, path, operation.summary].join(' ').toLowerCase();
  return `<details class="entry" id="${operation.operationId}" data-words="${escaped(words)}">
<summary><span class="method ${method.toLowerCase()}">${method}</span> <code class="path">${pathHtml(path)}</code>
<span class="says">${marked(operation.summary)}</span></summary>
<div class="inside"><p><code>${escaped(operation.operationId)}</code> · ${escaped(operation.description)}</p>
${parametersHtml(operation, document)}${bodyHtml(operation, document)}${answerHtml(operation)}
<h3>Example</h3><div class="sample"><button type="button" class="copy" hidden>Copy</button><pre><code>${escaped(
    curlOf(method, document.servers[0]!.url + path, operation),
  )}</code></pre></div></div></details>`;
}

/** Breaks only between its parts. */
const pathHtml = (path: string) =>
  escaped(path)
    .replaceAll('/', '<wbr>/')
    .replace(/\{\w+\}/g, '<b>$&</b>');

function parametersHtml(operation: Operation, document: OpenApi): string {
  const all = operation.parameters.map((p) => {
    if ('in' in p) return p;
    const name = p.$ref.slice(p.$ref.lastIndexOf('/') + 1);
    return document.components.parameters![name] as Exclude<typeof p, { $ref: string }>;
  });
  if (all.length === 0) return '';
  const rows = all.map(({ name, in: where, required, schema, description }) => ({
    ...{ name, required, schema, where },
    description: description ?? namedSays(schema, document.components.schemas),
  }));
  return `<h3>Parameters</h3>${fieldsTable(rows)}`;
}

function bodyHtml({ requestBody }: Operation, { components }: OpenApi): string {
  if (!requestBody) return '';
  const [type, { schema }] = Object.entries(requestBody.content)[0]!;
  if (!schema.properties) return `<h3>Body</h3><p><code>${escaped(type)}</code></p>`;
  const required = new Set(schema.required);
  const rows = Object.entries(schema.properties).map(([name, field]) => ({
    ...{ name, required: required.has(name), schema: field },
    description: namedSays(field, components.schemas),
  }));
  return `<h3>Body</h3>${fieldsTable(rows)}`;
}

function answerHtml({ responses }: Operation): string {
  const { content } = responses[200] as { content: Record<string, { schema: Schema }> };
  const types = Object.entries(content);
  const json = types.find(([type]) => type === 'application/json');
  const text = json ? typeHtml(json[1].schema) : types.map(([type]) => `<code>${escaped(type)}</code>`).join(', ');
  return `<h3>Answer</h3><p class="type">${text}</p>`;
}

function schemasHtml(schemas: Record<string, Schema>): string {
  const all = Object.entries(schemas).map(([name, schema]) => {
    const required = new Set(schema.required);
    const rows = Object.entries(schema.properties ?? {}).map(([field, one]) => ({
      ...{ name: field, required: required.has(field), schema: one, description: one.description },
    }));
    const inside = rows.length > 0 ? fieldsTable(rows) : `<p class="type">${typeHtml(schema)}</p>`;
    const says = schema.description ? `<p>${escaped(schema.description)}</p>` : '';
    return `<details class="entry" id="schema-${name}" data-words="${escaped(name.toLowerCase())}">
<summary><code>${escaped(name)}</code></summary><div class="inside">${says}${inside}</div></details>`;
  });
  return `<section class="group" id="schemas"><h2>Schemas</h2>${all.join('\n')}</section>`;
}
