/** An import as a component shows it: what it does now, how far it is, what came of it. */
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useUnsaved } from '../../../parts/useSaving.ts';
import { type ImportSum, type ImportTask, runImport } from './runImport.ts';

export interface Importing {
  phase: 'idle' | 'checking' | 'sending' | 'done';
  /** 0 … 1 of the file. */
  part: number;
  sum: ImportSum | undefined;
  /** Why nothing was sent. */
  error: Error | undefined;
  /** The coordinator does not answer right now. */
  waiting: boolean;
}

const idle: Importing = { phase: 'idle', part: 0, sum: undefined, error: undefined, waiting: false };

export function useImport() {
  const [state, setState] = useState(idle);
  const stop = useRef(false);
  const client = useQueryClient();
  const running = state.phase === 'checking' || state.phase === 'sending';
  useUnsaved(running);
  const start = async (task: ImportTask) => {
    stop.current = false;
    setState({ ...idle, phase: task.strict && !task.resume ? 'checking' : 'sending' });
    try {
      const sum = await runImport(task, {
        stopped: () => stop.current,
        onProgress: ({ phase, part, sum }) => setState({ ...idle, phase, part, sum: { ...sum } }),
        onWait: () => setState((before) => ({ ...before, waiting: true })),
      });
      setState({ ...idle, phase: 'done', part: 1, sum });
    } catch (error) {
      setState({ ...idle, error: error as Error });
    }
    await client.invalidateQueries();
  };
  return {
    state,
    running,
    start: (task: ImportTask) => void start(task),
    abort: () => {
      stop.current = true;
    },
    reset: () => setState(idle),
  };
}
