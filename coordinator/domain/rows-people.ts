/** The rows of people and of what signs in: users, tokens. Conventions: rows.ts. */
import type { Role } from '../../protocol/fields.ts';
import type { Flag } from './rows-queue.ts';

export interface UserRow {
  id: string;
  workspace: string;
  name: string;
  nameKey: string;
  fullName: string;
  role: Role;
  passwordHash: string;
  disabled: Flag;
  /** May see videos, screenshots, files and logs of runs (X3). */
  evidence: Flag;
  created: number;
}
/** `id` is the token's sha256. `subject`: a user (session, api, link, enrol: who made it) or a run (supervisor, script). */
export interface TokenRow {
  id: string;
  workspace: string;
  kind: 'session' | 'api' | 'link' | 'enrol' | 'supervisor' | 'script';
  subject: string;
  name: string;
  /** The most that it may do; '' = as much as its user. */
  role: Role | '';
  /** Enrolment: the pool that the robot joins. */
  pool: string;
  epoch: number;
  created: number;
  expires: number;
}
