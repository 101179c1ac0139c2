/** The smallest robot: what did they ask for, say it, hand it back. */
import { robot } from 'gantry';

const greeting = `Hello, ${robot.params.name}!`;
robot.log.info(greeting, { attempt: robot.run.attempt });
console.log('what a script prints is in the log, too');
robot.output({ greeting });
