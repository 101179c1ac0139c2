/** Where this coordinator is and since when: what answers and links to people say of it. */

export interface Place {
  /** Address under which agents and people reach this coordinator. */
  url(): string;
  version: string;
  started: number;
}

/** The token stands behind `#`: it reaches no server log, and the page takes it out of the address (X5). */
export const signInLink = (url: string, token: string): string => `${url}/#/welcome?token=${token}`;
