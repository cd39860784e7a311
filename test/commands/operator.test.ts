import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { operatorCommand } from '../../src/commands/operator.js';
import { type TestApp, testApp } from '../support/database.js';
import { listen } from '../support/output.js';

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
});
afterAll(() => app.close());

const run = async (act: 'add' | 'remove' | 'list', address?: string): Promise<string[]> => {
  const output = listen();
  await operatorCommand(app.config, act, address, output);
  return output.printed;
};

test('operators are added, listed and removed by address, in whatever case it is written', async () => {
  expect(await run('list')).toEqual(['There is no operator yet.']);
  expect(await run('add', 'Ops@uni.example')).toEqual(['ops@uni.example may see the machinery.']);
  expect(await run('add', 'ops@uni.example')).toEqual(['ops@uni.example may already.']);
  expect(await run('list')).toEqual(['ops@uni.example']);
  expect(await run('remove', 'OPS@uni.example')).toEqual(['ops@uni.example may no longer see the machinery.']);
  expect(await run('remove', 'ops@uni.example')).toEqual(['ops@uni.example is no operator.']);
  const events = await app.database.query(`select kind from event order by id`);
  expect(events).toEqual([{ kind: 'operator-added' }, { kind: 'operator-removed' }]);
});

test.each(['add', 'remove'] as const)('%s without an address says what to write', async (act) => {
  await expect(run(act)).rejects.toThrow(`npx stafett operator ${act} name@university.example`);
  await expect(run(act, 'ops')).rejects.toThrow('"ops" is no mail address');
});
