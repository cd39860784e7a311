import { expect, test } from '@jest/globals';
import { ConfigError, readConfig } from '../../src/platform/config.js';

const ISSUER = { OIDC_ISSUER: 'https://auth.example' };
const CLIENT = { ...ISSUER, OIDC_CLIENT_ID: 'stafett', OIDC_CLIENT_SECRET: 'secret' };

/** The faults that the configuration is refused for. */
function faultsOf(env: NodeJS.ProcessEnv): string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError)
      return error.message
        .split('\n')
        .slice(1)
        .map((line) => line.trim());
    throw error;
  }
  return [];
}

test('without any of its variables mailed links alone sign in', () => {
  expect(readConfig({})).toMatchObject({ openId: undefined, signInByMail: true });
});

test('with the three that it needs the rest has a default', () => {
  expect(readConfig({ ...CLIENT, SIGN_IN_BY_MAIL: 'no' })).toMatchObject({
    openId: {
      issuer: 'https://auth.example',
      clientId: 'stafett',
      clientSecret: 'secret',
      name: 'auth.example',
      scope: 'openid email',
      personClaim: 'email',
      operator: undefined,
    },
    signInByMail: false,
  });
});

test('all of them are taken', () => {
  const env = { OIDC_NAME: 'Feide', OIDC_SCOPE: 'openid groups', OIDC_PERSON_CLAIM: 'sub' };
  const operator = { OIDC_OPERATOR_CLAIM: 'groups', OIDC_OPERATOR_VALUE: 'ops' };
  expect(readConfig({ ...CLIENT, ...env, ...operator }).openId).toMatchObject({
    name: 'Feide',
    scope: 'openid groups',
    personClaim: 'sub',
    operator: { claim: 'groups', value: 'ops' },
  });
});

test.each([
  [
    'one of the three alone',
    { OIDC_CLIENT_ID: 'stafett' },
    [
      'OIDC_ISSUER: must be set too when OIDC_CLIENT_ID is',
      'OIDC_CLIENT_SECRET: must be set too when OIDC_CLIENT_ID is',
    ],
  ],
  ['two of them', { ...CLIENT, OIDC_CLIENT_SECRET: '' }, ['OIDC_CLIENT_SECRET: must be set too when OIDC_ISSUER is']],
  [
    'a claim without its value',
    { ...CLIENT, OIDC_OPERATOR_CLAIM: 'groups' },
    ['OIDC_OPERATOR_VALUE: must be set too when OIDC_OPERATOR_CLAIM is'],
  ],
  ['what means nothing alone', { OIDC_NAME: 'Feide' }, ['OIDC_NAME: says nothing unless OIDC_ISSUER is set']],
  [
    'nobody who could sign in',
    { SIGN_IN_BY_MAIL: 'no' },
    ['SIGN_IN_BY_MAIL: can only be no when OIDC_ISSUER is set, or nobody could sign in'],
  ],
  [
    'an issuer over an open line, a scope that is another protocol, and a word that is neither, all at once',
    { ...CLIENT, OIDC_ISSUER: 'http://auth.example', OIDC_SCOPE: 'email', SIGN_IN_BY_MAIL: 'maybe' },
    [
      'OIDC_ISSUER: must be an address that starts with https://, or http://localhost to try it',
      'OIDC_SCOPE: must have openid among its words',
      'SIGN_IN_BY_MAIL: must be yes or no',
    ],
  ],
])('refused: %s', (_, env, faults) => {
  expect(faultsOf(env)).toEqual(faults);
});

test('an issuer on this machine may be tried without TLS', () => {
  expect(faultsOf({ ...CLIENT, OIDC_ISSUER: 'http://localhost:4000' })).toEqual([]);
  expect(faultsOf({ ...CLIENT, OIDC_ISSUER: 'http://localhost.evil.example' })).toHaveLength(1);
});
