/** A run with evidence over real sockets and HTTP: announced, sent, whole. */
import { createHash, randomBytes } from 'node:crypto';
import type { FakeAgent, FakeRun } from '../../support/fake-agent.ts';
import { type Stage, stage } from './stage.ts';

export type Kind = 'video' | 'screenshot' | 'file';
const mimes = { video: 'video/mp4', screenshot: 'image/webp', file: 'text/plain' } as const;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

export interface WithRun {
  s: Stage;
  agent: FakeAgent;
  supervisor: FakeRun;
  script: FakeRun;
  run: string;
}

/** A run that is on. */
export async function withRun(options: Parameters<typeof stage>[0], body: (w: WithRun) => Promise<void>) {
  const s = await stage(options);
  try {
    await s.api('pool.create', { name: 'p' });
    await s.deploy('hello', 'p');
    const agent = await s.agent('r1', 'p');
    const { supervisor, script } = await s.running(agent, 'hello');
    await body({ s, agent, supervisor, script, run: supervisor.order.run });
  } finally {
    await s.close();
  }
}

/** The artifact's id; its content is `size` random bytes. */
export async function sent({ s, supervisor }: WithRun, kind: Kind, name: string, size: number): Promise<string> {
  const bytes = randomBytes(size);
  const { run, epoch, supervisorToken } = supervisor.order;
  const about = { kind, name, mime: mimes[kind], atMs: 5, label: '', meta: {}, bytes: size, sha256: sha256(bytes) };
  const { id } = await supervisor.call('artifact.create', { run, epoch, ...about });
  const headers = { authorization: `Bearer ${supervisorToken}`, 'x-sha256': sha256(bytes) };
  const url = `${s.url}/api/v1/artifacts/${id}?offset=0`;
  const response = await fetch(url, { method: 'PATCH', headers, body: new Uint8Array(bytes) });
  if (!response.ok) throw new Error(`${name}: ${await response.text()}`);
  return id;
}

export const content = (s: Stage, id: string): Promise<Response> =>
  fetch(`${s.url}/api/v1/artifacts/${id}/content`, { headers: { authorization: `Bearer ${s.token}` } });
