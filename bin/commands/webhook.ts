/** `gantry webhook create|ls|show|set|enable|disable|rm|test|deliveries|redeliver|rotate-secret`: who outside is told of what. */
import { setTimeout as pause } from 'node:timers/promises';
import { Command, Option } from 'commander';
import type { ParamsIn } from '../../protocol/contract.ts';
import { refuse } from '../../protocol/errors.ts';
import { DeliveryState, type DeliveryView, WebhookEvent, type WebhookView } from '../../protocol/shapes-webhook.ts';
import type { Api } from '../api.ts';
import { api, apiCommand, type Common, collect, duration, wholeNumber } from '../command.ts';
import { everyRow } from '../every-row.ts';
import { clean, note, print, printJson, printTable, state, when } from '../output.ts';

const EVENTS = WebhookEvent.options.join(', ');
const WEBHOOK = 'its name';
/** A ping is answered or given up within the time limit of an attempt; then somebody else is in the way. */
const PING_LIMIT_MS = 30_000;
const LOOK_EVERY_MS = 100;

export function webhookCommands(): Command[] {
  const command = new Command('webhook').description(
    'Webhooks: have ended jobs, lost robots and drained queues told to another program.',
  );
  const subs = [
    createCommand(),
    listCommand(),
    showCommand(),
    setCommand(),
    switchCommand('enable', true),
    switchCommand('disable', false),
    removeCommand(),
    testCommand(),
    deliveriesCommand(),
    redeliverCommand(),
    rotateCommand(),
  ];
  for (const sub of subs) command.addCommand(sub);
  return [command];
}

interface SettingOptions extends Common {
  to?: string;
  name?: string;
  on?: WebhookEvent[];
  state?: string[];
  deployment?: string[];
  queue?: string[];
  enable?: boolean;
}

const withSettings = (command: Command): Command =>
  command
    .option('--on <event>', `tell of this event (repeat for more): ${EVENTS}`, collect)
    .option('--state <state>', 'only jobs that ended so (repeat for more): succeeded, failed, cancelled', collect)
    .option('--deployment <name>', 'only jobs of this deployment (repeat for more)', collect)
    .option('--queue <name>', 'only this queue (repeat for more)', collect);

/** An option given as '' says "all again". */
const listOf = (values: string[] | undefined): string[] | undefined => values?.filter((value) => value !== '');

function settingsOf({ to, name, on, state: states, deployment, queue }: SettingOptions) {
  return {
    ...(to === undefined ? {} : { url: to }),
    ...(name === undefined ? {} : { name }),
    ...(on === undefined ? {} : { events: on }),
    ...(states === undefined ? {} : { states: listOf(states) as ParamsIn<'webhook.update'>['states'] }),
    ...(deployment === undefined ? {} : { deployments: listOf(deployment) }),
    ...(queue === undefined ? {} : { queues: listOf(queue) }),
  };
}

const createCommand = () =>
  withSettings(
    apiCommand('create', 'Have events sent to an address; prints the secret that signs them, once.', [
      'webhook create alerts --to https://example.org/gantry --on job.ended --state failed',
      'webhook create ops --to http://10.0.0.7:8080/hook --on robot.lost --on queue.drained',
    ]),
  )
    .argument('<name>')
    .requiredOption('--to <address>', 'where to: http:// or https://')
    .option('--no-enable', 'make it disabled; test it first, then enable it')
    .action(async (name: string, options: SettingOptions) => {
      const { url, ...settings } = settingsOf({ on: [...WebhookEvent.options], ...options });
      const params = { ...settings, name, url: url ?? '', enabled: options.enable !== false };
      const made = await api(options).call('webhook.create', params as ParamsIn<'webhook.create'>);
      if (options.json) return printJson(made);
      printWebhook(made.webhook);
      printSecret(made.secret);
    });

function printSecret(secret: string): void {
  print(`secret: ${secret}`);
  note('The receiver needs the secret to check signatures; it is not shown again ("gantry webhook rotate-secret").');
}

const listCommand = () =>
  apiCommand('ls', 'List webhooks, with how their deliveries fare.', ['webhook ls']).action(async (options: Common) => {
    const items = await everyRow(api(options), 'webhook.list', {});
    if (options.json) return printJson(items);
    const rows = items.map((w) => [w.name, w.url, w.events.join(' '), state(w.state), String(w.waiting), fares(w)]);
    printTable(
      ['WEBHOOK', 'TO', 'EVENTS', 'STATE', 'WAITING', 'SAYS'],
      rows,
      'no webhook yet: "gantry webhook create NAME --to https://… --on job.ended" makes one',
    );
  });

/** How it fares, in one line. */
function fares(w: WebhookView): string {
  if (w.because !== undefined) return w.because;
  if (w.failuresInRow === 1) return `the last attempt failed: ${w.lastError ?? ''}`;
  if (w.failuresInRow > 1) return `the last ${w.failuresInRow} attempts failed: ${w.lastError ?? ''}`;
  return w.lastArrived === undefined ? 'nothing sent yet' : `last arrived ${when(w.lastArrived)}`;
}

const showCommand = () =>
  apiCommand('show', 'One webhook: what it is told, and how its deliveries fare.', ['webhook show alerts'])
    .argument('<webhook>', WEBHOOK)
    .action(async (webhook: string, options: Common) =>
      printOrJson(await api(options).call('webhook.show', { webhook }), options),
    );

const setCommand = () =>
  withSettings(
    apiCommand('set', 'Change a webhook; what is not said stays. A list given as "" means all again.', [
      'webhook set alerts --to https://example.org/other',
      'webhook set alerts --on job.ended --state failed --state cancelled',
      'webhook set alerts --deployment ""',
    ]),
  )
    .argument('<webhook>', WEBHOOK)
    .option('--to <address>', 'where to: http:// or https://')
    .option('--name <name>', 'another name')
    .action(async (webhook: string, options: SettingOptions) => {
      const settings = settingsOf(options);
      if (Object.keys(settings).length === 0)
        refuse('ValidationError', 'say what to change: --to, --on, --state, --deployment, --queue or --name');
      const params = { webhook, ...settings } as ParamsIn<'webhook.update'>;
      printOrJson(await api(options).call('webhook.update', params), options);
    });

const switchCommand = (name: 'enable' | 'disable', enabled: boolean) =>
  apiCommand(
    name,
    enabled
      ? 'Switch a webhook on; one that paused itself goes on, and what waits is sent.'
      : 'Switch a webhook off: it is told nothing; what waits rests.',
    [`webhook ${name} alerts`],
  )
    .argument('<webhook>', WEBHOOK)
    .action(async (webhook: string, options: Common) =>
      printOrJson(await api(options).call('webhook.update', { webhook, enabled }), options),
    );

const removeCommand = () =>
  apiCommand('rm', 'Delete a webhook with its deliveries.', ['webhook rm alerts'])
    .argument('<webhook>', WEBHOOK)
    .action(async (webhook: string, options: Common) => {
      await api(options).call('webhook.delete', { webhook });
      if (options.json) return printJson({ deleted: webhook });
      print(`deleted the webhook ${webhook}`);
    });

const testCommand = () =>
  apiCommand('test', 'Send a ping now and print what came of it; exit code 1 if it did not arrive.', [
    'webhook test alerts',
  ])
    .argument('<webhook>', WEBHOOK)
    .action(async (webhook: string, options: Common) => {
      const open = api(options);
      const { id } = await open.call('webhook.test', { webhook });
      const ended = await pinged(open, webhook, id);
      if (ended.state !== 'delivered') process.exitCode = 1;
      if (options.json) return printJson(ended);
      print(`${state(ended.state)} ${clean(outcome(ended))}`);
      if (ended.lastAnswer !== undefined) print(`answer: ${clean(ended.lastAnswer)}`);
    });

async function pinged(open: Api, webhook: string, delivery: string): Promise<DeliveryView> {
  for (const end = performance.now() + PING_LIMIT_MS; performance.now() < end; await pause(LOOK_EVERY_MS)) {
    const view = await open.call('webhook.delivery', { webhook, delivery });
    if (view.state !== 'waiting') return view;
  }
  return refuse('Unavailable', `the ping ${delivery} still waits; "gantry webhook deliveries ${webhook}" shows it`);
}

const outcome = (d: DeliveryView): string =>
  d.state === 'delivered'
    ? `answered ${d.lastStatus} in ${d.lastMs} ms`
    : `${d.lastError ?? ''}${d.lastMs === undefined ? '' : ` after ${d.lastMs} ms`}`;

const deliveriesCommand = () =>
  apiCommand('deliveries', 'What a webhook was sent, the newest first, and what came of it.', [
    'webhook deliveries alerts',
    'webhook deliveries alerts --state failed --json',
  ])
    .argument('<webhook>', WEBHOOK)
    .addOption(new Option('--state <state>', 'only these').choices(DeliveryState.options))
    .option('--limit <n>', 'at most so many (default 50)', wholeNumber(1, 500))
    .option('--after <cursor>', 'the next page: what the last one ended with')
    .action(listDeliveries);

interface ListOptions extends Common {
  state?: DeliveryState;
  limit?: number;
  after?: string;
}

async function listDeliveries(webhook: string, options: ListOptions): Promise<void> {
  const { state: only, limit = 50, after } = options;
  const params = { webhook, limit, ...(only ? { state: only } : {}), ...(after === undefined ? {} : { after }) };
  const page = await api(options).call('webhook.deliveries', params);
  if (options.json) return printJson(page);
  const rows = page.items.map((d) => [d.id, d.event, state(d.state), String(d.attempts), when(d.created), story(d)]);
  printTable(['DELIVERY', 'EVENT', 'STATE', 'ATTEMPTS', 'CREATED', 'SAYS'], rows, 'nothing was sent yet');
  if (page.next !== undefined) note(`more: --after ${page.next}`);
}

function story(d: DeliveryView): string {
  if (d.state === 'delivered') return outcome(d);
  const next = d.state === 'waiting' && d.due !== undefined ? `, next attempt ${when(d.due)}` : '';
  return d.attempts === 0 && d.state === 'waiting' ? 'not tried yet' : `${d.lastError ?? ''}${next}`;
}

const redeliverCommand = () =>
  apiCommand('redeliver', 'Send a delivery again, with the same id and all its attempts.', [
    'webhook redeliver alerts m_0mf3k2p1a00001000',
  ])
    .argument('<webhook>', WEBHOOK)
    .argument('<delivery>', 'its id, as "webhook deliveries" shows it')
    .action(async (webhook: string, delivery: string, options: Common) => {
      const view = await api(options).call('webhook.redeliver', { webhook, delivery });
      if (options.json) return printJson(view);
      print(`${view.id} is sent again`);
    });

const rotateCommand = () =>
  apiCommand('rotate-secret', 'Make a new secret and print it, once; for a while the former one signs as well.', [
    'webhook rotate-secret alerts',
    'webhook rotate-secret alerts --keep-former 0s',
  ])
    .argument('<webhook>', WEBHOOK)
    .option('--keep-former <time>', 'sign with the former secret, too, for so long (default 1d, at most 7d)', duration)
    .action(async (webhook: string, options: Common & { keepFormer?: number }) => {
      const { keepFormer: keepFormerMs } = options;
      const params = { webhook, ...(keepFormerMs === undefined ? {} : { keepFormerMs }) };
      const made = await api(options).call('webhook.rotate', params);
      if (options.json) return printJson(made);
      printSecret(made.secret);
      const until = made.webhook.formerSecretUntil;
      if (until !== undefined && keepFormerMs !== 0) print(`the former secret signs as well until ${when(until)}`);
    });

function printOrJson(view: WebhookView, options: Common): void {
  if (options.json) printJson(view);
  else printWebhook(view);
}

function printWebhook(w: WebhookView): void {
  print(`${clean(w.name)} → ${clean(w.url)}: ${state(w.state)}`);
  print(`told of: ${w.events.join(', ')}`);
  const only = [
    ['jobs that ended', w.states],
    ['deployments', w.deployments],
    ['queues', w.queues],
  ] as const;
  for (const [what, names] of only) if (names.length > 0) print(`only ${what}: ${clean(names.join(', '))}`);
  print(clean(fares(w)));
  if (w.waiting > 0) print(`${w.waiting} deliveries wait`);
  if (w.lost > 0) print(`${w.lost} events were not kept: too many deliveries waited`);
  print(`changed ${when(w.updated)} by ${clean(w.editor.name)}`);
}
