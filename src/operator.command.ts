import { z } from 'zod';
import { addOperator, listOperators, removeOperator } from './people/operators.js';
import type { Config } from './platform/config.js';
import { inOneTransaction } from './platform/one-transaction.js';
import { Refusal } from './platform/refusal.js';
import type { Tx } from './timetable/turn.js';

const address = z.email().transform((given) => given.toLowerCase());

/**
 * Adds or removes one who runs Stafett, or lists them all.
 * @throws Refusal when no address is given where one is needed, or it is none
 */
export async function operatorCommand(
  config: Config,
  act: 'add' | 'remove' | 'list',
  given: string | undefined,
  say: (line: string) => void,
): Promise<void> {
  const { data: email, success } = address.safeParse(given);
  if (act !== 'list' && !success)
    throw new Refusal(
      `"${given ?? ''}" is no mail address. Write: npx stafett operator ${act} name@university.example`,
    );
  const lines = await inOneTransaction(config, say, (tx) => carryOut(tx, act, email ?? ''));
  for (const line of lines) say(line);
}

async function carryOut(tx: Tx, act: 'add' | 'remove' | 'list', email: string): Promise<string[]> {
  if (act === 'add')
    return [(await addOperator(tx, email)) ? `${email} may see the machinery.` : `${email} may already.`];
  if (act === 'remove')
    return [
      (await removeOperator(tx, email)) ? `${email} may no longer see the machinery.` : `${email} is no operator.`,
    ];
  const all = await listOperators(tx);
  return all.length > 0 ? all : ['There is no operator yet.'];
}
