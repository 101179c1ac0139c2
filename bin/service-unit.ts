/** The systemd unit that starts a part of Gantry at boot and again after a crash, as text. */

export interface Service {
  part: 'coordinator' | 'agent';
  /** The account it runs under. */
  user: string;
  /** Absolute: Node, the program, its arguments. */
  argv: readonly string[];
  /** The data folder, absolute. */
  data: string;
}

/** Why each line is as it is stands in the unit itself: there people read it. */
const parts = {
  coordinator: [
    '# An agent is one connection; a thousand files are soon too few.',
    'LimitNOFILE=65536',
    'NoNewPrivileges=yes',
    'ProtectSystem=full',
  ],
  agent: [
    '# Only the agent itself is stopped: a run that is on goes on under its supervisor, and the next agent finds it.',
    'KillMode=process',
    '# So that each run has a control group of its own and is ended with all that it started.',
    'Delegate=yes',
  ],
} as const;

export function serviceUnit({ part, user, argv, data }: Service): string {
  return [
    '[Unit]',
    `Description=Gantry ${part}`,
    'Wants=network-online.target',
    'After=network-online.target',
    `RequiresMountsFor=${quoted(data)}`,
    '',
    '[Service]',
    'Type=exec',
    `User=${user}`,
    `ExecStart=${argv.map(quoted).join(' ')}`,
    '# GANTRY_… settings, one a line; the file need not be there.',
    `EnvironmentFile=-/etc/gantry/${part}.env`,
    '# After a crash. Who was told to stop, or an agent that has drained, stays stopped.',
    'Restart=on-failure',
    'RestartSec=2',
    'TimeoutStopSec=30',
    ...parts[part],
    '',
    '[Install]',
    'WantedBy=multi-user.target',
    '',
  ].join('\n');
}

/** One word of a command line in a unit: quotes and backslashes escaped, `%` and `$` not expanded. */
const quoted = (word: string): string => {
  const plain = word.replace(/%/g, '%%').replace(/\$/g, '$$$$');
  return /^[\w@%+=:,./$-]+$/.test(plain) ? plain : `"${plain.replace(/["\\]/g, '\\$&')}"`;
};
