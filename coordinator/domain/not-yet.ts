/** Stands for rules of verbs whose contract is agreed and whose rule is being written: refuses in words. */
import { refuse } from '../../protocol/errors.ts';

export const notYet = (): never => refuse('UnknownVerb', 'this verb is not built yet; update Gantry');
