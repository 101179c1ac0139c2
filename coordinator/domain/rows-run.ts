/** The rows of run instances and of their evidence. Conventions: rows.ts. */
import type { Author, EndReason, RunState } from '../../protocol/fields.ts';
import type { WireSentence } from '../../protocol/sentence.ts';
import type { StepView, VideoView } from '../../protocol/shapes.ts';
import type { Flag, Json } from './rows-queue.ts';

export interface RunRow {
  id: string;
  job: string;
  workspace: string;
  number: number;
  robot: string;
  robotName: string;
  machine: string;
  account: string;
  /** Counts assignments of this robot's runs; anything from a run carries it and is checked against it (P3). */
  epoch: number;
  state: RunState;
  /** 1 while assigned or running. */
  open: Flag;
  assigned: number;
  accepted: number;
  started: number;
  ended: number;
  /** 0 exit code with '' reason = not ended. */
  exitCode: number | null;
  signal: string;
  reason: EndReason | '';
  error: string;
  /** The sentence that it is, if Gantry itself says it (said.ts). */
  errorAs: WireSentence | null;
  /** Number of the last spool entry applied (P7). */
  acked: number;
  lines: number;
  /** What they take, about: for limits of all logs together. */
  logBytes: number;
  /** When its log was deleted to make room or for its age (E17); 0 = it is there. */
  logGone: number;
  errors: number;
  screenshots: number;
  recording: string;
  video: VideoView | null;
  progress: { done: number; total: number } | null;
  /** The first ones of a run (see run-steps.ts for the limit); `step` is the script's own number. */
  steps: (StepView & { step: number })[];
  /** How many there were. */
  stepCount: number;
  /** Of the later ones those that have not ended; `n` is the position. */
  openSteps: { n: number; step: number; name: string; atMs: number }[] | null;
  output: Json;
  /** 1 once its supervisor's `ended` entry came in: the log is complete, whoever ended the run. */
  reported: Flag;
  boot: string;
}
/** A job or a run instance that was deleted (`id` is its id): links to it say so for a while. */
export interface GoneRow {
  id: string;
  workspace: string;
  author: Author;
  /** Why, in words, when no person did it. */
  because: string;
  at: number;
  /** When the last of its log and files went; 0 = some of it is still to go. */
  done: number;
}
/** Consecutive log lines of one report, as one row. `id` is `run:first` with `first` zero-padded. */
export interface LogRow {
  id: string;
  run: string;
  first: number;
  count: number;
  lines: Json;
}
/** A step of a run after the first ones. `id` is `run:position`, zero-padded; `shown` is what readers see of it. */
export interface StepRow {
  id: string;
  run: string;
  shown: Json;
}
export interface ArtifactRow {
  id: string;
  run: string;
  kind: 'video' | 'screenshot' | 'file';
  name: string;
  mime: string;
  bytes: number;
  sha256: string;
  atMs: number;
  label: string;
  state: 'uploading' | 'complete' | 'deleted';
  /** Bytes of it that are here. */
  received: number;
  meta: Record<string, Json>;
  created: number;
  /** When its bytes were deleted, and why in words (E17); 0 = they were not. */
  deleted: number;
  because: string;
  /** The person's name who deleted it; '' = Gantry did. */
  deletedBy: string;
}
