import { z } from 'zod';
import type { App } from '../../platform/app.js';
import { resendUnreached } from '../../process/resend-unreached.js';
import { act, type Matter } from '../acts/act.js';
import { showLetter } from './letter.js';
import { readMail } from './read-mail.js';

/** Sends a mail again, when its recipient never got it or cannot find it. */
export const resending = act({
  name: 'resend-mail',
  schema: z.object({}),
  async find(app: App, id: string): Promise<Matter | null> {
    // Whoever may watch its round may act: the act's own pages see to that.
    const mail = await readMail(app.database.manager, 'all', id);
    if (!mail?.roundId) return null;
    return {
      roundId: mail.roundId,
      positionId: mail.positionId,
      values: {
        subject: mail.erased ? '' : (showLetter(app, mail)?.subject ?? ''),
        name: mail.name ?? mail.address,
        address: mail.address,
        sent: mail.state === 'sent',
      },
      fields: [],
      page: `/board/mails/${mail.id}`,
      refused: mail.state === 'waiting' ? 'waiting' : mail.erased ? 'the-person-was-erased' : null,
    };
  },
  async run(tx, id, _input, by) {
    const refusal = await resendUnreached(tx, { id, ...by });
    return refusal?.replaceAll(' ', '-') ?? null;
  },
});
