import { Router } from 'express';
import { messageIdOf } from '../../outbox/message.js';
import type { App } from '../../platform/app.js';
import { notFound } from '../../web/errors.js';
import { watcherOf } from '../guard.js';
import { readRoundHeads } from '../rounds/read-rounds.js';
import { showPage } from '../show.js';
import { kindRoutes } from './kinds.routes.js';
import { sendLetter, showLetter } from './letter.js';
import { listPath, readFilter } from './mail-filter.js';
import { readMail } from './read-mail.js';
import { countMails, readMails } from './read-mails.js';
import { filterView, mailView } from './view.js';

/** Every mail and what became of it: the list with its filters, each one's page, and the letter that it has in a frame. */
export function mailRoutes(app: App): Router {
  const routes = Router();
  const { manager } = app.database;
  const { timeZone, mailFrom } = app.config;
  routes.use(kindRoutes(app));

  routes.get('/mails', async (request, response) => {
    const { scope } = watcherOf(response);
    const filter = readFilter(request.query);
    const { mails, next } = await readMails(manager, scope, filter);
    const counts = await countMails(manager, scope, filter);
    const rounds = await readRoundHeads(manager, scope, timeZone);
    showPage(response, 'board-mails', {
      mails: mails.map((mail) => mailView(mail, timeZone)),
      filter: filterView(filter, counts, rounds),
      more: next !== null || filter.after !== null,
      older: next && listPath({ ...filter, after: next }),
      newest: filter.after && listPath({ ...filter, after: null }),
    });
  });

  routes.get('/mails/:id', async (request, response) => {
    const mail = await readMail(manager, watcherOf(response).scope, request.params.id);
    if (!mail) return notFound(request, response);
    const first = mail.inThread.find(({ state, here }) => here || state === 'waiting' || state === 'sent');
    showPage(response, 'board-mail', {
      mail: mailView(mail, timeZone),
      letter: mail.erased ? null : showLetter(app, mail),
      messageId: messageIdOf(mail.id, mailFrom),
      answers: first?.here ? null : first,
      others: mail.inThread.filter(({ here }) => !here).map((one) => mailView(one, timeZone)),
      // A mail of no round, such as a sign-in, is asked for anew by whoever needs it.
      mayResend: mail.roundId !== null && mail.state !== 'waiting' && !mail.erased,
    });
  });

  routes.get('/mails/:id/letter', async (request, response) => {
    const mail = await readMail(manager, watcherOf(response).scope, request.params.id);
    const letter = mail && !mail.erased && showLetter(app, mail);
    if (!letter) return notFound(request, response);
    sendLetter(response, letter);
  });

  return routes;
}
