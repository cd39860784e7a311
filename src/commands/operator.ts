import { z } from 'zod';
import { addOperator, listOperators, removeOperator } from '../people/operators.js';
import type { Config } from '../platform/config.js';
import { inOneTransaction } from '../platform/one-transaction.js';
import { Refusal } from '../platform/refusal.js';
import type { Tx } from '../timetable/turn.js';
import { type Output, type Told, tell } from './output.js';

const address = z.email().transform((given) => given.toLowerCase());

/**
 * Adds or removes one who runs Stafett, or lists them all.
 * @throws Refusal when no address is given where one is needed, or it is none
 */
export async function operatorCommand(
  config: Config,
  act: 'add' | 'remove' | 'list',
  given: string | undefined,
  output: Output,
): Promise<void> {
  const { data: email, success } = address.safeParse(given);
  if (act !== 'list' && !success)
    throw new Refusal(
      `"${given ?? ''}" is no mail address. Write: npx stafett operator ${act} name@university.example`,
    );
  const { lines, result } = await inOneTransaction(config, output.say, (tx) => carryOut(tx, act, email ?? ''));
  tell(output, lines, result);
}

async function carryOut(tx: Tx, act: 'add' | 'remove' | 'list', email: string): Promise<Told> {
  if (act === 'list') {
    const operators = await listOperators(tx);
    return { lines: operators.length > 0 ? operators : ['There is no operator yet.'], result: operators };
  }
  const changed = act === 'add' ? await addOperator(tx, email) : await removeOperator(tx, email);
  const line =
    act === 'add'
      ? `${email} may ${changed ? 'see the machinery' : 'already'}.`
      : `${email} ${changed ? 'may no longer see the machinery' : 'is no operator'}.`;
  return { lines: [line], result: { address: email, changed } };
}
