import { expect, test } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { openMailbox } from '../../src/rehearsal/mailbox.js';

test('a mail is there, with the virtual instant, when its sender hears that it is accepted', async () => {
  let now = new Date('2026-09-21T06:00:00Z');
  const mailbox = await openMailbox(() => now);
  const seen: string[] = [];
  mailbox.onMail = ({ kind }) => seen.push(kind);
  const transport = createTransport(mailbox.url);
  try {
    const send = (kind: string, to: string) =>
      transport.sendMail({
        ...{ from: 'a@h.example', to, subject: 'Påminnelse', text: 'Hei\n.\nhå\n', messageId: `<${kind}@h>` },
        headers: { 'X-Stafett-Kind': kind },
      });
    await send('demand-request', 'Åse <ase@uni.example>');
    expect(mailbox.mails).toMatchObject([
      {
        ...{ kind: 'demand-request', to: 'ase@uni.example', subject: 'Påminnelse', messageId: '<demand-request@h>' },
        receivedAt: new Date('2026-09-21T06:00:00Z'),
      },
    ]);
    expect(mailbox.mails[0]?.text.replaceAll('\r\n', '\n')).toBe('Hei\n.\nhå\n');
    now = new Date('2026-09-28T07:00:00Z');
    await send('demand-reminder', 'ase@uni.example');
    expect(mailbox.mails.map(({ receivedAt }) => receivedAt.getUTCDate())).toEqual([21, 28]);
    expect(seen).toEqual(['demand-request', 'demand-reminder']);
  } finally {
    transport.close();
    await mailbox.stop();
  }
});
