import { expect, test } from '@jest/globals';
import { type Act, Diary } from '../../src/rehearsal/diary.js';
import { playToTheEnd } from '../../src/rehearsal/virtual-time.js';

const at = (minute: number) => new Date(Date.UTC(2026, 8, 21, 8, minute));

/** A system that falls due at these minutes, on a stage that notes what happens. */
function stageOf(systemDue: readonly number[]) {
  const happened: string[] = [];
  const diary = new Diary();
  let now = at(0);
  const note = (what: string) => happened.push(`${now.getUTCMinutes()} ${what}`);
  const stage = {
    clock: {
      get now() {
        return now;
      },
      moveTo: async (instant: Date) => {
        now = instant;
      },
    },
    diary,
    untilStill: async () => {
      note('still');
      return systemDue.map(at).find((due) => due > now) ?? null;
    },
    deliver: (): void => undefined,
    perform: async (act: Act) => {
      note(act.who);
      await act.run();
    },
    end: at(50),
  };
  const plan = (minute: number, who: string, run: () => void = () => undefined, lane = who) =>
    diary.add({ at: at(minute), lane, who, run: async () => run() });
  return { stage, happened, plan };
}

test('time goes straight to the next instant at which the system or a person is due, the system first', async () => {
  const { stage, happened, plan } = stageOf([10, 30]);
  plan(20, 'anna');
  plan(30, 'bo');
  expect(await playToTheEnd(stage)).toEqual(at(30));
  expect(happened).toEqual(['0 still', '10 still', '20 still', '20 anna', '20 still', '30 still', '30 bo', '30 still']);
});

test('what a mail or an act brings about at the same instant is done before time moves', async () => {
  const { stage, happened, plan } = stageOf([]);
  stage.deliver = () => {
    if (happened.length === 1) plan(0, 'contact', () => plan(0, 'student'));
  };
  plan(5, 'teacher');
  await playToTheEnd(stage);
  const acts = ['0 contact', '0 still', '0 student', '0 still'];
  expect(happened).toEqual(['0 still', ...acts, '5 still', '5 teacher', '5 still']);
});

test('acts of one lane follow each other, other lanes go on meanwhile', async () => {
  const { stage, plan } = stageOf([]);
  const order: string[] = [];
  stage.perform = async (act) => {
    order.push(`${act.who} begins`);
    await new Promise(setImmediate);
    order.push(`${act.who} ends`);
  };
  plan(1, 'anna', undefined, 'P1');
  plan(1, 'bo', undefined, 'P1');
  plan(1, 'carl', undefined, 'P2');
  await playToTheEnd(stage);
  expect(order).toEqual(['anna begins', 'carl begins', 'anna ends', 'bo begins', 'carl ends', 'bo ends']);
});

test('a play that would go on after its end is given up', async () => {
  const { stage } = stageOf([50, 51]);
  await expect(playToTheEnd(stage)).rejects.toThrow('The rehearsal does not end');
});
