import { z } from 'zod';
import { sameName } from '../board/openid/claims.rule.js';
import { listSignInNames, removeSignInName, setSignInName } from '../people/sign-in-names.js';
import type { Config } from '../platform/config.js';
import { inOneTransaction } from '../platform/one-transaction.js';
import { Refusal } from '../platform/refusal.js';
import type { Tx } from '../timetable/turn.js';
import { type Output, type Told, tell } from './output.js';

const address = z.email().toLowerCase();
const signInName = z.string().trim().min(1).max(254).transform(sameName);

/**
 * Notes what the provider of the sign-in knows a person by where that is not the mail address, takes that back, or lists
 * all of them.
 * @throws Refusal when an address or a name is missing, nobody has the address, or somebody else goes by the name
 */
export async function signInNameCommand(
  config: Config,
  act: 'set' | 'remove' | 'list',
  given: { readonly address: string | undefined; readonly name: string | undefined },
  output: Output,
): Promise<void> {
  const email = address.safeParse(given.address).data;
  const name = signInName.safeParse(given.name).data;
  if (act !== 'list' && (!email || (act === 'set' && !name)))
    throw new Refusal(
      `Write: npx stafett sign-in-name ${act} name@university.example${act === 'set' ? ' NAME' : ''}, where the address is the one that Stafett knows.`,
    );
  const { lines, result } = await inOneTransaction(config, output.say, (tx) =>
    carryOut(tx, act, email ?? '', name ?? ''),
  );
  tell(output, lines, result);
}

async function carryOut(tx: Tx, act: 'set' | 'remove' | 'list', address: string, name: string): Promise<Told> {
  if (act === 'set') {
    await setSignInName(tx, address, name);
    return { lines: [`${address} signs in as ${name}.`], result: { address, name } };
  }
  if (act === 'remove') {
    const changed = await removeSignInName(tx, address);
    const line = changed ? `${address} signs in by that address.` : `${address} has no name to sign in by.`;
    return { lines: [line], result: { address, changed } };
  }
  const all = await listSignInNames(tx);
  const lines =
    all.length > 0 ? all.map((one) => `${one.email} ${one.name}`) : ['Everybody signs in by their mail address.'];
  return { lines, result: all.map((one) => ({ address: one.email, name: one.name })) };
}
