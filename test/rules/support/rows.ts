/** Rows of robots and runs for rule tests: every column differs, a test names what it is about. */
import type { RobotRow, RunRow } from '../../../coordinator/domain/rows.ts';

/** Where the clock of a new world stands: ms. */
export const START = 1_700_000_000_000;
export const WORKSPACE = 'w_main';

export function robotRow(change: Partial<RobotRow> & { id: string }): RobotRow {
  return {
    workspace: WORKSPACE,
    name: change.id,
    nameKey: change.id,
    publicKey: `key of ${change.id}`,
    state: 'busy',
    paused: 0,
    session: `s_of_${change.id}`,
    run: '',
    epoch: 7,
    facts: {
      machine: `machine of ${change.id}`,
      account: `account of ${change.id}`,
      os: 'linux',
      arch: 'x64',
      agentVersion: '1.2.3',
      node: '24.0.0',
      labels: [],
      screen: 'virtual',
      freeDiskMb: 4096,
      boot: 'boot-1',
    },
    labels: [],
    rival: null,
    restUntil: 0,
    restBecause: '',
    restBecauseAs: null,
    because: '',
    becauseAs: null,
    created: START - 5_000,
    seen: START - 10,
    ...change,
  };
}

export function runRow(change: Partial<RunRow> & { id: string }): RunRow {
  return {
    job: `j_of_${change.id}`,
    workspace: WORKSPACE,
    number: 1,
    robot: 'b_1',
    robotName: 'robot one',
    machine: `machine of ${change.id}`,
    account: `account of ${change.id}`,
    epoch: 7,
    state: 'running',
    open: 1,
    assigned: START - 400,
    accepted: START - 300,
    started: START - 200,
    ended: 0,
    exitCode: null,
    signal: '',
    reason: '',
    error: '',
    errorAs: null,
    acked: 0,
    lines: 0,
    errors: 0,
    logBytes: 0,
    logGone: 0,
    screenshots: 0,
    recording: '',
    video: null,
    progress: null,
    steps: [],
    stepCount: 0,
    openSteps: [],
    output: null,
    reported: 0,
    boot: 'boot-1',
    ...change,
  };
}
