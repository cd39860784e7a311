import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { signInNameCommand } from '../../src/commands/sign-in-name.js';
import { type TestApp, testApp } from '../support/database.js';
import { listen } from '../support/output.js';

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
  await app.database.query(
    `insert into person (email, name, locale) values ('kari.k@uni.example', 'K', 'nb'), ('gro@uni.example', 'G', 'nb')`,
  );
});
afterAll(() => app.close());

const run = async (act: 'set' | 'remove' | 'list', address?: string, name?: string): Promise<string[]> => {
  const output = listen();
  await signInNameCommand(app.config, act, { address, name }, output);
  return output.printed;
};

test('what people sign in as is set, listed and removed by address, in whatever case it is written', async () => {
  expect(await run('list')).toEqual(['Everybody signs in by their mail address.']);
  expect(await run('set', 'Kari.K@uni.example', 'Kari@uni.example')).toEqual([
    'kari.k@uni.example signs in as kari@uni.example.',
  ]);
  expect(await run('list')).toEqual(['kari.k@uni.example kari@uni.example']);
  expect(await run('remove', 'kari.k@uni.example')).toEqual(['kari.k@uni.example signs in by that address.']);
  expect(await run('remove', 'kari.k@uni.example')).toEqual(['kari.k@uni.example has no name to sign in by.']);
  expect(await app.database.query(`select kind from event order by id`)).toEqual([
    { kind: 'sign-in-name-set' },
    { kind: 'sign-in-name-removed' },
  ]);
});

test('nobody is given what somebody else signs in as', async () => {
  await expect(run('set', 'kari.k@uni.example', 'gro@uni.example')).rejects.toThrow(
    'gro@uni.example already signs in as gro@uni.example.',
  );
  await run('set', 'gro@uni.example', 'gG');
  await expect(run('set', 'kari.k@uni.example', 'gG')).rejects.toThrow('gro@uni.example already signs in as gG.');
  // What is no address is another name in other capitals.
  expect(await run('set', 'kari.k@uni.example', 'gg')).toEqual(['kari.k@uni.example signs in as gg.']);
  await expect(run('set', 'nobody@uni.example', 'x')).rejects.toThrow('Nobody has the address nobody@uni.example.');
});

test('without an address or a name it says what to write', async () => {
  await expect(run('set', 'kari.k@uni.example')).rejects.toThrow(
    'npx stafett sign-in-name set name@university.example NAME',
  );
  await expect(run('remove', 'kari')).rejects.toThrow('npx stafett sign-in-name remove name@university.example,');
});
