/** The machine's check-up: what was found, and what each missing thing costs. */
import Table from 'cli-table3';
import { findTools, type Tool, type Tools } from '../../agent/capture/tools.ts';
import { hasControlGroups } from '../../agent/index.ts';
import { environment } from '../settings.ts';

export interface Finding {
  what: string;
  found: boolean;
  /** Version, path and source; or what it costs. */
  says: string;
  /** What to do about a missing thing. */
  install?: string;
}

const names: [what: string, pick: (tools: Tools) => Tool][] = [
  ['Node', (t) => t.node],
  ['browser', (t) => t.browser],
  ['ffmpeg', (t) => t.ffmpeg],
  ['ffprobe', (t) => t.ffprobe],
  ['Xvfb', (t) => t.xvfb],
  ['window manager', (t) => t.wm],
  ['setpriv', (t) => t.setpriv],
  ['fonts: Latin', (t) => t.fonts.dejavu],
  ['fonts: Chinese, Japanese, Korean', (t) => t.fonts.cjk],
];

export function doctorReport(tools: Tools): Finding[] {
  return [...names.map(([what, pick]) => finding(what, pick(tools))), controlGroups()];
}

function controlGroups(): Finding {
  const what = 'control groups';
  if (hasControlGroups()) return { what, found: true, says: 'a run is ended with all that it ever started' };
  return {
    ...{ what, found: false },
    says: 'a process that leaves its session and clears its environment outlives its run; all others are found by their mark',
    install: 'needs cgroup v2 and an agent that runs as root, or as a systemd unit with Delegate=yes',
  };
}

function finding(what: string, tool: Tool): Finding {
  if (tool.missing) return { what, found: false, says: tool.costs, install: tool.install };
  const headless = tool.headlessOnly
    ? 'headless only: its active page is mirrored on the recorded screen by ffplay (part of ffmpeg)'
    : '';
  const source = tool.source === 'this process' ? '' : tool.source;
  return {
    what,
    found: true,
    says: [tool.version, tool.path, source, headless].filter((part) => part !== '').join('  '),
  };
}

/** Prints the report, as a table or as JSON. 0 also when things are missing: runs go on without them (E9). */
export async function doctor(options: { json: boolean; print: (text: string) => void }): Promise<number> {
  const tools = await findTools(environment);
  const findings = doctorReport(tools);
  if (options.json) {
    const { env: _ours, ...found } = tools;
    options.print(JSON.stringify({ ok: findings.every((f) => f.found), findings, tools: found }, null, 2));
    return 0;
  }
  options.print(table(findings));
  const missing = findings.filter((f) => !f.found);
  options.print(
    missing.length === 0
      ? 'Everything is here.'
      : `${missing.length} missing. In a checkout "sh setup.sh" installs what it can.`,
  );
  return 0;
}

function table(findings: Finding[]): string {
  const lines = new Table({ style: { head: [], border: [], compact: true }, chars: noBorders, wordWrap: true });
  for (const { what, found, says, install } of findings) {
    lines.push([found ? 'ok' : 'missing', what, install ? `${says}\n→ ${install}` : says]);
  }
  return lines.toString();
}

const edges = ['top', 'bottom', 'left', 'right', 'mid'].flatMap((e) => [e, `${e}-mid`, `${e}-left`, `${e}-right`]);
const noBorders = { ...Object.fromEntries(edges.map((edge) => [edge, ''])), middle: '  ' };
