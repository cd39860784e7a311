import { once } from 'node:events';
import nodemailer from 'nodemailer';
import { mailSamples } from '../../dist/src/outbox/samples.js';
import { messageOf } from '../../dist/src/outbox/transport.js';
import { writeMail } from '../../dist/src/outbox/write-mail.js';

const [, , url, mails] = process.argv;
const ID = '0b6d4b52-7c1c-4f0e-9a53-3f6a2f7c9d11';
const context = {
  ...{ secret: 'x'.repeat(40), baseUrl: 'http://127.0.0.1:3000', timeZone: 'Europe/Oslo' },
  ...{ mailFrom: 'Stafett <stafett@localhost>', now: new Date(), first: null },
};
const letter = (kind) =>
  messageOf(
    writeMail(
      {
        id: ID,
        offerId: ID,
        kind,
        locale: 'nb',
        address: 's1@stud.example',
        facts: mailSamples[kind],
        createdAt: new Date(),
      },
      context,
    ),
  );
// The same letters as the storm sends, written beforehand: what is measured is their way out alone.
const letters = [letter('offer'), letter('offer-expired')];
const transport = nodemailer.createTransport({
  pool: true,
  url,
  ignoreTLS: true,
  maxConnections: 5,
  maxMessages: Infinity,
});
await transport.verify();
process.send('ready');
await once(process, 'message');
await Promise.all(
  Array.from({ length: Number(mails) }, (_, index) =>
    transport.sendMail({ ...letters[index % 2], messageId: `<${index}@localhost>` }),
  ),
);
transport.close();
process.disconnect();
