/** The other process of bench/queue.ts: one measurement of one driver, as its argument says; prints what it came to as JSON. */
import { Meter, type Mode, type Spec } from '../peers/driver.ts';

const spec = JSON.parse(process.argv[2]!) as Spec;
const driver = (await import(`../peers/${spec.driver}.ts`)) as { modes: Record<string, Mode> };
const meter = new Meter(spec);
// A call that fails after the window closed is one that was under way when this process stopped working on it.
process.on('unhandledRejection', (error) => {
  if (meter.going) throw error;
});
await driver.modes[spec.mode]!(spec, meter);
process.stdout.write(JSON.stringify(await meter.result()), () => process.exit(0));
