/**
 * What Gantry itself says of a run's end. The supervisor writes it on its disk as text; the coordinator, which knows the
 * same facts, recognizes it by saying it again. Everything else is the words of scripts and machines.
 */
import { type Sentence, say } from './sentence.ts';

/** What the command came to when the script said nothing. */
export const exitWords = ({ code, signal }: { code?: number | undefined; signal?: string | undefined }): Sentence =>
  signal ? say`the command was ended by ${{ signal }}` : say`the command ended with exit code ${{ code: code ?? 0 }}`;

export const timeoutWords = (ms: number): Sentence =>
  say`not finished within ${{ seconds: Math.round(ms / 100) / 10 }} s`;

export const VANISHED_AND_ENDED = say`the supervisor of the run vanished; its processes were ended`;
