import { Router } from 'express';
import type { MailState } from '../../outbox/mail.entity.js';
import type { App } from '../../platform/app.js';
import { compactTime } from '../compact-time.js';
import { watcherOf } from '../guard.js';
import { showPage } from '../show.js';
import { kindRoutes } from './kinds.routes.js';
import { type MailLine, NEWEST, readMails } from './read-mails.js';

const COLORS: Record<MailState, string> = { waiting: 'info', sent: 'success', rejected: 'danger', dropped: 'neutral' };

/** The newest mails and what became of them. */
export function mailRoutes(app: App): Router {
  const routes = Router();
  routes.use(kindRoutes(app));
  routes.get('/mails', async (_request, response) => {
    const mails = await readMails(app.database.manager, watcherOf(response).scope);
    const views = mails.map((mail) => mailView(mail, app.config.timeZone));
    showPage(response, 'board-mails', { mails: views, newest: NEWEST });
  });
  return routes;
}

const mailView = (mail: MailLine, timeZone: string) => ({
  ...mail,
  color: COLORS[mail.state],
  created: compactTime(mail.createdAt, timeZone),
  sent: mail.sentAt && compactTime(mail.sentAt, timeZone),
  nextTry: mail.nextDueAt && compactTime(mail.nextDueAt, timeZone),
});
