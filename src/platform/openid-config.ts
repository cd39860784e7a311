import { z } from 'zod';

/** The OpenID provider that the board signs people in through. */
export interface OpenIdConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What people call it, on the button. */
  readonly name: string;
  readonly scope: string;
  /** The claim that a person is known by. */
  readonly personClaim: string;
  /** Who has this value of this claim runs Stafett; undefined when no claim says so. */
  readonly operator: { readonly claim: string; readonly value: string } | undefined;
}

const isSecure = (text: string) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && /^(localhost|127\.0\.0\.1)$/.test(url.hostname));
};

/** The variables of the sign-in, for the one schema of the configuration. */
export const openIdVariables = {
  OIDC_ISSUER: z
    .string()
    .refine(isSecure, { error: 'must be an address that starts with https://, or http://localhost to try it' })
    .optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().max(40, 'must have at most 40 characters').optional(),
  OIDC_SCOPE: z
    .string()
    .refine((scope) => scope.split(' ').includes('openid'), { error: 'must have openid among its words' })
    .default('openid email'),
  OIDC_PERSON_CLAIM: z.string().default('email'),
  OIDC_OPERATOR_CLAIM: z.string().optional(),
  OIDC_OPERATOR_VALUE: z.string().optional(),
  SIGN_IN_BY_MAIL: z.enum(['yes', 'no'], { error: 'must be yes or no' }).default('yes'),
};

const NEEDED = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'];
const PAIR = ['OIDC_OPERATOR_CLAIM', 'OIDC_OPERATOR_VALUE'];

/** What is wrong with the variables of the sign-in as a whole, beside what each says for itself. */
export function openIdFaults(given: NodeJS.ProcessEnv): string[] {
  const isSet = (name: string) => given[name] !== undefined;
  const lacking = (names: readonly string[]) =>
    names.filter((name) => !isSet(name)).map((name) => `${name}: must be set too when ${names.find(isSet)} is`);
  if (NEEDED.some(isSet)) return [...lacking(NEEDED), ...(PAIR.some(isSet) ? lacking(PAIR) : [])];
  const idle = Object.keys(openIdVariables).filter((name) => name.startsWith('OIDC_') && isSet(name));
  return [
    ...idle.map((name) => `${name}: says nothing unless OIDC_ISSUER is set`),
    ...(given.SIGN_IN_BY_MAIL === 'no'
      ? ['SIGN_IN_BY_MAIL: can only be no when OIDC_ISSUER is set, or nobody could sign in']
      : []),
  ];
}

/** The provider that the variables name; undefined when they name none. They have no faults. */
export function readOpenId(read: z.infer<z.ZodObject<typeof openIdVariables>>): OpenIdConfig | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = read;
  if (!issuer || !clientId || !clientSecret) return undefined;
  const { OIDC_OPERATOR_CLAIM: claim, OIDC_OPERATOR_VALUE: value } = read;
  return {
    issuer,
    clientId,
    clientSecret,
    name: read.OIDC_NAME ?? new URL(issuer).hostname,
    scope: read.OIDC_SCOPE,
    personClaim: read.OIDC_PERSON_CLAIM,
    operator: claim && value ? { claim, value } : undefined,
  };
}
