/** What the history checker judges, fetched: the clients' files as journals, and what the coordinator recorded. */
import { existsSync, readFileSync } from 'node:fs';
import type { Api } from '../../../bin/api.ts';
import type { Journal, Recorded, Said } from './history-checker.ts';

/** The whole lines of a client's file: the last one may have been cut by its death. */
export function journalOf(run: string, path: string): Journal {
  const said = new Map<number, Said>();
  for (const line of wholeLines(path)) {
    const { n, ...told } = JSON.parse(line) as Said & { n: number };
    said.set(n, { ...said.get(n), ...told });
  }
  return { run, said: [...said.values()] };
}

/** None of a client that was killed before it had anything to say. */
export function wholeLines(path: string): string[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter(Boolean);
}

export async function recorded(api: Api, queue: string): Promise<Recorded[]> {
  const all: Recorded[] = [];
  let after: string | undefined;
  do {
    const page = await api.call('resource.list', { queue, limit: 500, ...(after === undefined ? {} : { after }) });
    for (const { id } of page.items) {
      const { resource, history } = await api.call('resource.show', { queue, id });
      const { status, value, attemptsLeft = 0, attemptLimit: limit = 0 } = resource;
      const inOrder = history.sort((a, b) => (a.id < b.id ? -1 : 1));
      all.push({ id, status, value, attemptsLeft, limit, history: inOrder });
    }
    after = page.next;
  } while (after !== undefined);
  return all;
}
