/** The thread that brings the tables up to date (applier.ts), does the pruning and the backups: what may take long. */
import { parentPort, workerData } from 'node:worker_threads';
import { Applier } from './applier.ts';
import { asMessage, type Reply, type Request, type ThreadData } from './applier-message.ts';
import { backupTo } from './backup.ts';
import { openDurable } from './durable.ts';
import { RedoReader, redoFile } from './redo.ts';

/** Of its own: the other thread reads with another one. */
const SIZES = { cacheKib: 8_192, checkpointPages: 2_000 };

const { folder, file } = workerData as ThreadData;
const db = openDurable(file, SIZES);
const log = openDurable(redoFile(folder), { cacheKib: 2_048, checkpointPages: 0 });
const redo = new RedoReader(log);
const applier = new Applier(db);

async function answer(request: Request): Promise<unknown> {
  switch (request.do) {
    case 'apply':
      try {
        return applier.apply(redo, request.upTo);
      } finally {
        log.pragma('wal_checkpoint(passive)'); // here, so that the other thread has little of it to do
      }
    case 'prune':
      return applier.prune(request.table, request.before, request.limit);
    case 'backup':
      return backupTo(db, request.to);
    case 'stop':
      log.close();
      db.close();
      return undefined;
  }
}

parentPort!.on('message', async ({ id, request }: { id: number; request: Request }) => {
  const reply: Reply = await answer(request).then(
    (result) => ({ id, result }),
    (error: unknown) => ({ id, error: asMessage(error) }),
  );
  parentPort!.postMessage(reply);
  if (request.do === 'stop') parentPort!.close();
});
