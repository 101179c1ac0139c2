/**
 * A strict reader of Prometheus text (version 0.0.4): every series declared once, with help and type before its samples, all
 * of them together, no sample twice, labels well formed, histograms cumulative. Throws what is wrong, with the line.
 */

export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}
export interface Family {
  name: string;
  help: string;
  type: 'counter' | 'gauge' | 'histogram' | 'summary' | 'untyped';
  samples: Sample[];
}

const TYPES = new Set(['counter', 'gauge', 'histogram', 'summary', 'untyped']);
const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

export function parseMetrics(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const families = new Map<string, Family>();
  const seen = new Set<string>();
  let current: Family | undefined;
  for (const line of text.slice(0, -1).split('\n')) {
    const wrong = (what: string): never => {
      throw new Error(`${what}: ${line}`);
    };
    if (line === '') continue;
    const help = /^# HELP (\S+) (.+)$/.exec(line);
    const type = /^# TYPE (\S+) (\S+)$/.exec(line);
    if (help) {
      const name = help[1]!;
      if (families.has(name) || !NAME.test(name)) wrong('declared twice, or no name');
      current = { name, help: help[2]!, type: 'untyped', samples: [] };
      families.set(name, current);
    } else if (type) {
      if (current?.name !== type[1] || current!.samples.length > 0) wrong('a type away from its help');
      if (!TYPES.has(type[2]!)) wrong('no such type');
      current!.type = type[2] as Family['type'];
    } else if (line.startsWith('#')) wrong('neither help nor type');
    else {
      const sample = parseSample(line) ?? wrong('no sample');
      if (!current || !belongs(current, sample)) wrong('a sample away from its family');
      const key = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
      if (seen.has(key)) wrong('the same sample twice');
      seen.add(key);
      current!.samples.push(sample);
    }
  }
  for (const family of families.values()) checkFamily(family);
  return families;
}

function parseSample(line: string): Sample | undefined {
  const match = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{.*\})? (\S+)$/.exec(line);
  if (!match) return undefined;
  const value = match[3] === '+Inf' ? Number.POSITIVE_INFINITY : Number(match[3]);
  if (Number.isNaN(value)) return undefined; // it may be written, but says nothing
  const labels = match[2] === undefined ? {} : parseLabels(match[2].slice(1, -1));
  return labels && { name: match[1]!, labels, value };
}

function parseLabels(text: string): Record<string, string> | undefined {
  const labels: Record<string, string> = {};
  const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/y;
  while (label.lastIndex < text.length) {
    const match = label.exec(text);
    if (!match || match[1]! in labels) return undefined;
    labels[match[1]!] = match[2]!.replace(/\\(.)/g, (_, c: string) => (c === 'n' ? '\n' : c));
  }
  return labels;
}

function belongs({ name, type }: Family, sample: Sample): boolean {
  if (type !== 'histogram') return sample.name === name;
  return [`${name}_bucket`, `${name}_sum`, `${name}_count`].includes(sample.name);
}

/** Counters never fall below zero; buckets of one series rise up to `+Inf`, which is the count. */
function checkFamily({ name, type, samples }: Family): void {
  if (type === 'counter' && (samples.some((s) => s.value < 0) || !/_(total|seconds_total)$/.test(name)))
    throw new Error(`${name}: a counter ends in _total and is not negative`);
  if (type !== 'histogram') return;
  const series = Map.groupBy(samples, ({ labels: { le: _, ...rest } }) => JSON.stringify(Object.entries(rest).sort()));
  for (const [labels, of] of series) {
    const buckets = of.filter((s) => s.name.endsWith('_bucket'));
    const rises = buckets.every((b, i) => i === 0 || b.value >= buckets[i - 1]!.value);
    const count = of.find((s) => s.name.endsWith('_count'))?.value;
    if (!rises || buckets.at(-1)?.labels.le !== '+Inf' || buckets.at(-1)?.value !== count)
      throw new Error(`${name} ${labels}: the buckets do not rise up to the count`);
  }
}

/** The value of one sample; undefined when it is not there. */
export function sampleOf(
  families: Map<string, Family>,
  name: string,
  labels: Record<string, string> = {},
): number | undefined {
  const family = families.get(name) ?? families.get(name.replace(/_(bucket|sum|count)$/, ''));
  const wanted = Object.entries(labels);
  return family?.samples.find(
    (s) =>
      s.name === name &&
      Object.keys(s.labels).length === wanted.length &&
      wanted.every(([label, value]) => s.labels[label] === value),
  )?.value;
}
