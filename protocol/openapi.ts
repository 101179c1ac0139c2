/** The HTTP API as an OpenAPI 3.1 document, made from the contract: every route of people, and nothing else. */
import { type ByteRoute, byteRoutes } from './byte-routes.ts';
import { contract, type VerbName, verbNames } from './contract.ts';
import { errorStatus } from './errors.ts';
import { exampleOf, refName } from './openapi-example.ts';
import { openApiSchemas, type Schema, type Schemas } from './openapi-schema.ts';
import { REPEAT_HEADER } from './repeat.ts';
import { API_PREFIX, parseRoute } from './route.ts';

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description?: string;
  schema: Schema;
  example?: unknown;
}

export interface Operation {
  /** The verb's name. */
  operationId: string;
  tags: string[];
  summary: string;
  description: string;
  parameters: (Parameter | { $ref: string })[];
  requestBody?: { required: boolean; content: Record<string, { schema: Schema; example?: unknown }> };
  responses: Record<string, unknown>;
  security: Record<string, string[]>[];
}

export interface OpenApi {
  openapi: string;
  info: { title: string; version: string; description: string };
  servers: { url: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, unknown>> & { schemas: Record<string, Schema> };
}

/** What the groups are about, in the order in which they are shown; the rest follows. */
const groups: Record<string, string> = {
  overview: 'Everything at a glance.',
  queue: 'Resource queues: the work that robots share.',
  resource: 'Resources of a queue: the items of work.',
  bulk: 'Changes of many resources at once, by a filter.',
  asset: 'Assets: values and secrets that runs get.',
  key: 'The master key of the secrets.',
  condition: 'Launch conditions: a queue that fills starts its deployment.',
  audit: 'Who did what, from where, what it changed, and what was refused.',
  settings: 'Settings that count at once: how long what is kept, limits.',
  webhook: 'Webhooks: who outside is told of ended jobs, lost robots and drained queues.',
  effect: 'Effects that a script must not repeat, and how a person settles an unknown one.',
  job: 'Jobs.',
  run: 'Run instances with log and evidence.',
  artifact: 'Videos, screenshots and files of runs.',
  schedule: 'Schedules: the clock starts a deployment.',
  backup: 'Backups: whole copies, made while everything goes on.',
  calendar: 'Calendars of days off, for schedules.',
  deployment: 'Deployments: a package version with parameters and a target.',
  package: 'Process packages.',
  file: 'Files that parameters of type file refer to.',
  version: 'Versions of process packages.',
  robot: 'Robots: machines that agents made workers.',
  pool: 'Pools of robots.',
  agent: 'A machine joins with an enrolment token; agents themselves speak over WebSocket.',
  session: 'Signing in and out.',
  user: 'Users.',
  token: 'API tokens.',
};

const DESCRIPTION = `Everything that people may do with Gantry over HTTP. The console and the command line use the same routes.

**Signing in.** Programs send an API token (\`gantry login\`, or \`POST /tokens\`) as \`Authorization: Bearer …\`; the console
has a session cookie.

**Errors** always have the same shape, \`{code, message, field?, retry, retryInMs?}\`. Programs look at the code, never at
the message; the message says what to do next.

**Repeating a write safely.** A write with the header \`Idempotency-Key\` has its effect once, however often the same request
arrives with the same key within seven days; each repetition gets the first answer. Refused requests leave nothing
behind and may be sent again.

**Lists** are read in pages: pass \`next\` of the answer as \`after\` of the next request. A list in a query is the name
repeated: \`?tags=eu&tags=vip\`.`;

/** `version`: the coordinator's. Made anew at each call, some ms of work: keep it. */
export function openApiDocument(version: string): OpenApi {
  const schemas = openApiSchemas();
  const paths: OpenApi['paths'] = {};
  const add = (http: string, operation: Operation) => {
    const { method, path } = parseRoute(http);
    const key = path.replace(/:(\w+)/g, '{$1}');
    paths[key] = { ...paths[key], [method.toLowerCase()]: operation };
  };
  for (const verb of verbNames) {
    const http: string | undefined = contract[verb].http;
    if (http !== undefined) add(http, verbOperation(verb, http, schemas));
  }
  for (const route of byteRoutes) add(route.http, byteOperation(route));
  const components = { ...sharedComponents(), schemas: { ...schemas.named, Error: errorSchema() } };
  const used = reachable(paths, components.schemas);
  return {
    openapi: '3.1.0',
    info: { title: 'Gantry', version, description: DESCRIPTION },
    servers: [{ url: API_PREFIX }],
    tags: tagsOf(paths),
    paths,
    components: { ...components, schemas: used },
  };
}

function verbOperation(verb: VerbName, http: string, schemas: Schemas): Operation {
  const row = contract[verb];
  const { method, pathParams } = parseRoute(http);
  const { properties = {}, required = [] } = schemas.paramsOf(verb);
  const rest = Object.keys(properties).filter((name) => !pathParams.includes(name));
  const inQuery = method === 'GET' || method === 'DELETE';
  const parameters: Operation['parameters'] = pathParams.map((name) => {
    const schema = properties[name]!;
    return { name, in: 'path', required: true, schema, example: exampleOf(schema, schemas.named, name) };
  });
  if (inQuery)
    for (const name of rest)
      parameters.push({ name, in: 'query', required: required.includes(name), schema: properties[name]! });
  if (row.kind === 'write') parameters.push({ $ref: '#/components/parameters/IdempotencyKey' });
  const anyone = (row.who as readonly string[]).includes('anyone');
  return {
    operationId: verb,
    tags: [verb.split('.')[0]!],
    summary: row.says,
    description: anyone ? 'Needs no sign-in.' : `Needs the role ${row.role} or above.`,
    parameters,
    ...(inQuery || rest.length === 0 ? {} : { requestBody: bodyOf(rest, properties, required, schemas.named) }),
    responses: responsesOf({ 'application/json': { schema: schemas.resultOf(verb) } }),
    security: anyone ? [] : [{ token: [] }, { cookie: [] }],
  };
}

function bodyOf(names: string[], all: Record<string, Schema>, required: string[], named: Record<string, Schema>) {
  const properties = Object.fromEntries(names.map((name) => [name, all[name]!]));
  const needed = names.filter((name) => required.includes(name));
  const schema: Schema = {
    type: 'object',
    properties,
    ...(needed.length > 0 ? { required: needed } : {}),
    additionalProperties: false,
  };
  const example = exampleOf(schema, named);
  return { required: needed.length > 0, content: { 'application/json': { schema, example } } };
}

function byteOperation({ http, name, says, sends, gives, query = {} }: ByteRoute): Operation {
  const path = parseRoute(http).pathParams.map((param) => ({ name: param, in: 'path', required: true }) as const);
  const inQuery = Object.entries(query).map(
    ([param, description]) => ({ name: param, in: 'query', required: false, description }) as const,
  );
  const bytes: Schema = { type: 'string', format: 'binary' };
  const answer = gives ? gives.map((type) => [type, { schema: bytes }]) : [['application/json', { schema: {} }]];
  return {
    operationId: name,
    tags: [name.split('.')[0]!],
    summary: says,
    description: 'Carries bytes, not JSON.',
    parameters: [...path, ...inQuery].map((p) => ({ ...p, schema: { type: 'string' } })),
    ...(sends ? { requestBody: { required: true, content: { [sends]: { schema: bytes } } } } : {}),
    responses: responsesOf(Object.fromEntries(answer)),
    security: [{ token: [] }, { cookie: [] }],
  };
}

const responsesOf = (content: object) => ({
  200: { description: 'Done: for a write, it is on the disk.', content },
  default: { $ref: '#/components/responses/Error' },
});

const sharedComponents = () => ({
  parameters: {
    IdempotencyKey: {
      name: REPEAT_HEADER.replace(/\b[a-z]/g, (c) => c.toUpperCase()),
      in: 'header',
      required: false,
      description: 'A key of your own that makes the request safe to repeat: the same request has its effect once.',
      schema: { type: 'string', minLength: 8, maxLength: 100, pattern: '^[A-Za-z0-9._-]+$' },
    },
  },
  responses: {
    Error: {
      description: 'Refused; `code` says why: the status is that of the code.',
      content: {
        'application/json': {
          schema: { $ref: '#/components/schemas/Error' },
          example: {
            code: 'QueueNotFound',
            message: 'there is no queue "invoices"',
            retry: 'never',
          },
        },
      },
    },
  },
  securitySchemes: {
    token: { type: 'http', scheme: 'bearer', description: 'An API token; it has the role of who made it.' },
    cookie: { type: 'apiKey', in: 'cookie', name: 'gantry_session', description: 'The console’s session.' },
  },
});

function errorSchema(): Schema {
  const statuses = Object.entries(errorStatus).map(([code, status]) => `${code} ${status}`);
  return {
    type: 'object',
    description: `Every refusal. Codes with their HTTP status: ${statuses.join(', ')}.`,
    properties: {
      code: { type: 'string', enum: Object.keys(errorStatus) },
      message: { type: 'string', description: 'What happened and what to do next, for a person.' },
      field: { type: 'string', description: 'The parameter that was refused, as a path: `items.3.tags.0`.' },
      retry: { type: 'string', enum: ['never', 'later'], description: 'Whether sending the same again can help.' },
      retryInMs: { type: 'integer', description: 'When, if that is known.' },
    },
    required: ['code', 'message'],
  };
}

function tagsOf(paths: OpenApi['paths']): OpenApi['tags'] {
  const used = new Set(Object.values(paths).flatMap((methods) => Object.values(methods).flatMap((o) => o.tags)));
  const order = [...Object.keys(groups), ...[...used].filter((name) => !(name in groups))];
  return order.filter((name) => used.has(name)).map((name) => ({ name, description: groups[name] ?? '' }));
}

/** The schemas that some route leads to, sorted by name. */
function reachable(paths: object, schemas: Record<string, Schema>): Record<string, Schema> {
  const found = new Set(['Error']);
  const look = (text: string) => {
    for (const [, ref] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      const name = refName(ref!);
      if (found.has(name)) continue;
      found.add(name);
      look(JSON.stringify(schemas[name] ?? {}));
    }
  };
  look(JSON.stringify([paths, schemas.Error]));
  return Object.fromEntries([...found].sort().map((name) => [name, schemas[name]!]));
}
