import { expect, test } from '@jest/globals';
import { Company } from '../../src/rehearsal/company.js';
import type { ReceivedMail } from '../../src/rehearsal/mailbox.js';
import type { RunningSystem } from '../../src/rehearsal/set-up.js';
import { smallScenario } from '../support/small-scenario.js';

function companyWith(mails: ReceivedMail[]) {
  const stop = new AbortController();
  const clock = { now: new Date('2026-09-21T06:00:00Z') } as RunningSystem['clock'];
  const mailbox = { url: '', mails, stop: async () => undefined };
  return {
    company: new Company(
      smallScenario(),
      { clock, mailbox, home: 'http://h/', daemons: [{ address: 'http://h/', served: async () => undefined }] },
      stop.signal,
    ),
    stop,
  };
}

const act = (run: () => Promise<void>) => ({ at: new Date(0), lane: 'P1', who: 'anna@stud.example', run });

test('what goes wrong in an act is a fault, and the play goes on', async () => {
  const { company } = companyWith([]);
  await company.perform(act(() => Promise.reject(new Error('/l/1: expected offer-open, got failure'))));
  expect(company.faults).toEqual(['anna@stud.example, 2026-09-21 08:00: /l/1: expected offer-open, got failure']);
});

test('what goes wrong because the play was stopped is no fault of the one who acts', async () => {
  const { company, stop } = companyWith([]);
  stop.abort(new Error('daemon 1 ended by itself'));
  await expect(company.perform(act(() => Promise.reject(new Error('reset'))))).rejects.toThrow('daemon 1');
  expect(company.faults).toEqual([]);
});

test('a mail that makes no sense is a fault, each mail is read once', () => {
  const receivedAt = new Date('2026-09-21T06:00:00Z');
  const mails = [
    { ...{ kind: 'demand-request', to: 'ingrid@uni.example', subject: 'X', text: '', messageId: '1' }, receivedAt },
  ];
  const { company } = companyWith(mails);
  company.readMail();
  company.readMail();
  expect(company.faults).toEqual([
    'ingrid@uni.example, 2026-09-21 08:00: the mail of kind demand-request names none of the courses',
  ]);
});
