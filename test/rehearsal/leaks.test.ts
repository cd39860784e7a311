import { expect, test } from '@jest/globals';
import { leaksIn, privateIn } from '../../src/rehearsal/leaks.js';
import { smallScenario } from '../support/small-scenario.js';

const SIGNATURE = 'kx3yqvPZ0hT-_1b2c3d4e5f6g7h8i9j0kAbCdEfGhIj';
const mail = {
  ...{ kind: 'offer', to: 'anna@stud.example', subject: 'Tilbud', messageId: '<1@h>', receivedAt: new Date(0) },
  text: `Svar her: http://h/l/0d0b9d5c-7b1e-4a44-9a53-6f4f0a1f6c11.${SIGNATURE}`,
};
const hidden = privateIn(smallScenario(), [mail], ['the-secret-of-the-daemons', 'whsec_3fAb/C+dE=']);

test.each([
  ['the name of a teacher', '{"teacher":"Ingrid Lie"}', ['Ingrid Lie']],
  ['an address, however it is written', '{"to":"<BO@Stud.example>"}', ['bo@stud.example']],
  ['an announcement list', 'students.trondheim@uni.example', ['students.trondheim@uni.example']],
  ['the signature of a link', `GET /l/0d0b9d5c.${SIGNATURE} 303`, ['a key that starts with kx3yqv']],
  ['the secret of a webhook', '{"key":"whsec_3fAb/C+dE="}', ['a key that starts with whsec_']],
  ['the secret', 'secret=the-secret-of-the-daemons;', ['a key that starts with the-se']],
  [
    'nothing in ids, events and times',
    '{"mail":"0d0b9d5c-7b1e-4a44-9a53-6f4f0a1f6c11","msg":"mail-sent","time":1}',
    [],
  ],
])('finds %s', (_, text, found) => {
  expect(leaksIn(text, hidden)).toEqual(found);
});
