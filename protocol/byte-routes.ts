/** The HTTP routes of people that carry bytes instead of a verb's JSON: for the API document and its page. */

export interface ByteRoute {
  /** `METHOD /path/:param` under `/api/v1`. */
  http: string;
  name: string;
  says: string;
  /** Media types of what is sent and what comes back; JSON when absent. */
  sends?: string;
  gives?: readonly string[];
  /** Parameters of the query, with what they are for. */
  query?: Readonly<Record<string, string>>;
}

const FORMAT =
  '`jsonl` (default): an object a line, as the list gives it. `csv`: for spreadsheets, with a byte order mark; a cell that would be a formula gets an apostrophe in front.';

export const byteRoutes: readonly ByteRoute[] = [
  {
    http: 'GET /jobs/export',
    name: 'job.export',
    says: 'The jobs that a filter finds, in the order that is asked for, as a stream of any length.',
    gives: ['application/x-ndjson', 'text/csv'],
    query: {
      format: FORMAT,
      state:
        'queued, running, succeeded, failed or cancelled; repeated for several. All other parts of the filter are as in job.list.',
      sort: 'created, priority, started or ended. `dir`: asc or desc.',
    },
  },
  {
    http: 'GET /audit/export',
    name: 'audit.export',
    says: 'The entries of the audit that a filter finds, newest first or with `dir=asc`, as a stream of any length. Needs the role admin.',
    gives: ['application/x-ndjson', 'text/csv'],
    query: { format: FORMAT, user: 'Of one person. All other parts of the filter are as in audit.list.' },
  },
  {
    // Not under /robots: a robot may be called "export".
    http: 'GET /exports/robots',
    name: 'robot.export',
    says: 'The robots that a filter finds, in the order that is asked for.',
    gives: ['application/x-ndjson', 'text/csv'],
    query: {
      format: FORMAT,
      state: 'offline, idle, busy or paused. All other parts of the filter are as in robot.list.',
    },
  },
  {
    http: 'PUT /packages',
    name: 'package.publish',
    says: 'Publish a package version: the body is its archive (.tgz) with process.json at the top. Needs the role developer.',
    sends: 'application/gzip',
  },
  {
    http: 'GET /packages/:package/versions/:version/archive',
    name: 'package.download',
    says: 'The archive of a package version (.tgz); `latest` is the highest. Needs the role developer.',
    gives: ['application/octet-stream'],
  },
  {
    http: 'PUT /files',
    name: 'file.upload',
    says: 'Upload a file for a parameter of type file: the body is its content. The answer `{file, name, bytes}` is the parameter’s value. Needs the role operator.',
    sends: 'application/octet-stream',
    query: { name: 'The name that the file has for the robot.' },
  },
  {
    http: 'GET /artifacts/:artifact/content',
    name: 'artifact.content',
    says: 'The bytes of a video, screenshot or file of a run; takes HTTP ranges, also while it is still uploading.',
    gives: ['video/mp4', 'video/webm', 'image/png', 'image/webp', 'image/jpeg', 'application/octet-stream'],
  },
  {
    http: 'GET /runs/:run/picture',
    name: 'run.picture',
    says: 'What the robot’s screen shows now, while the run is on; asked for again, the next picture. Needs the right to see evidence.',
    gives: ['image/jpeg'],
  },
  {
    http: 'GET /queues/:queue/export',
    name: 'queue.export',
    says: 'The resources that a filter finds, with their values, oldest first, as a stream of any length.',
    gives: ['application/x-ndjson', 'text/csv'],
    query: {
      format: '`jsonl` (default): an object a line. `csv`: a header, the value as JSON and its top-level fields.',
      status: 'new, in_progress, processed or error; repeated for several.',
      tags: 'Has at least one of them; repeated for several. `allTags`: every one.',
      text: 'Stands somewhere in the value. All other parts of the filter are as in resource.list.',
    },
  },
];
