import { z } from 'zod';
import { sameName } from './board/openid/claims.rule.js';
import { listSignInNames, removeSignInName, setSignInName } from './people/sign-in-names.js';
import type { Config } from './platform/config.js';
import { databaseAt } from './platform/database.js';
import { Refusal } from './platform/refusal.js';
import { openStore } from './platform/stores.js';
import type { Tx } from './timetable/turn.js';

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
  say: (line: string) => void,
): Promise<void> {
  const email = address.safeParse(given.address).data;
  const name = signInName.safeParse(given.name).data;
  if (act !== 'list' && (!email || (act === 'set' && !name)))
    throw new Refusal(
      `Write: npx stafett sign-in-name ${act} name@university.example${act === 'set' ? ' NAME' : ''}, where the address is the one that Stafett knows.`,
    );
  const store = await openStore(config, say);
  const database = await databaseAt(store.url, 2).initialize();
  try {
    const lines = await database.transaction((manager) =>
      carryOut({ manager, timeZone: config.timeZone, alarms: [] }, act, email ?? '', name ?? ''),
    );
    for (const line of lines) say(line);
  } finally {
    await database.destroy();
    await store.close();
  }
}

async function carryOut(tx: Tx, act: 'set' | 'remove' | 'list', email: string, name: string): Promise<string[]> {
  if (act === 'set') {
    await setSignInName(tx, email, name);
    return [`${email} signs in as ${name}.`];
  }
  if (act === 'remove')
    return [
      (await removeSignInName(tx, email))
        ? `${email} signs in by that address.`
        : `${email} has no name to sign in by.`,
    ];
  const all = await listSignInNames(tx);
  return all.length > 0 ? all.map((one) => `${one.email} ${one.name}`) : ['Everybody signs in by their mail address.'];
}
