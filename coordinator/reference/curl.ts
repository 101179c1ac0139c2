/** An operation as a curl command that can be pasted into a shell: address and token come from two variables. */
import type { Operation, Parameter } from '../../protocol/openapi.ts';

export function curlOf(method: string, path: string, { parameters, requestBody, security }: Operation): string {
  const examples = new Map(
    parameters.flatMap((p) => ('in' in p && p.in === 'path' ? [[p.name, exampleText(p)] as const] : [])),
  );
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(examples.get(name) ?? name));
  const [type, body] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const lines = [
    `curl${method === 'GET' ? '' : ` -X ${method}`} "$GANTRY_URL${filled}"`,
    ...(security.length > 0 ? ['-H "Authorization: Bearer $GANTRY_TOKEN"'] : []),
    ...(type ? [`-H "Content-Type: ${type}"`] : []),
    ...(body?.example === undefined ? [] : [`-d '${JSON.stringify(body.example).replaceAll("'", `'\\''`)}'`]),
    ...(type && type !== 'application/json' ? ['--data-binary @FILE'] : []),
  ];
  return lines.join(' \\\n  ');
}

const exampleText = ({ example, name }: Parameter): string =>
  example === undefined ? name.toUpperCase() : String(example);
