import { z } from 'zod';
import { addToken, type ListedToken, listTokens, revokeToken, scopeList } from '../api/tokens/tokens.js';
import type { Config } from '../platform/config.js';
import { accountName, inOneTransaction } from '../platform/one-transaction.js';
import { readOption } from '../platform/read-option.js';
import { Refusal } from '../platform/refusal.js';
import { findCampus } from '../rounds/find-campus.js';
import { type Output, tell } from './output.js';

const nameOf = z.string().trim().min(1, 'must not be empty').max(60, 'must have at most 60 letters');
const days = z.coerce
  .number('must be a whole number of days')
  .int('must be a whole number of days')
  .min(1, 'must be at least 1')
  .max(3650, 'must be at most 3650')
  .optional();

export interface TokenOptions {
  readonly scope: string;
  readonly campus?: string;
  readonly expires?: string;
}

/**
 * Makes a token and prints it, this once.
 * @throws Refusal when it cannot be made so, or another that is not revoked has the name
 */
export async function addTokenCommand(config: Config, given: string, options: TokenOptions, output: Output) {
  const wanted = {
    name: readOption('the name', nameOf, given),
    scopes: readOption('--scope', scopeList, options.scope),
    days: readOption('--expires', days, options.expires) ?? null,
    madeBy: accountName(),
  };
  const token = await inOneTransaction(config, output.say, async (tx) =>
    addToken(tx, { ...wanted, campusId: await findCampus(tx, options.campus) }),
  );
  if (!token) throw new Refusal(`There is a token "${wanted.name}" already. Revoke it first, or take another name.`);
  tell(output, [token], { name: wanted.name, token });
  output.say('It is shown this once and kept nowhere. Give it to the system that needs it, and to nobody else.');
}

/** Prints all tokens, a line each. */
export async function listTokensCommand(config: Config, output: Output): Promise<void> {
  const tokens = await inOneTransaction(config, output.say, listTokens);
  if (tokens.length === 0) output.say('There is no token yet.');
  tell(output, tokens.map(lineOf), tokens);
}

/** Revokes the token of that name. @throws Refusal when there is none */
export async function revokeTokenCommand(config: Config, name: string, output: Output): Promise<void> {
  const revoked = await inOneTransaction(config, output.say, (tx) => revokeToken(tx, { name }, null));
  if (!revoked) throw new Refusal(`There is no token "${name}". See: npx stafett token list`);
  tell(output, [`${name} is revoked.`], { name, revoked: true });
}

const lineOf = ({ name, scopes, campus, madeBy, expiresAt, expired, lastUsedAt }: ListedToken) =>
  [
    name,
    scopes.join(','),
    campus ?? 'all campuses',
    `by ${madeBy}`,
    expiresAt ? `${expired ? 'expired' : 'expires'} ${expiresAt.toISOString()}` : 'does not expire',
    lastUsedAt ? `last used ${lastUsedAt.toISOString()}` : 'never used',
  ].join('  ');
