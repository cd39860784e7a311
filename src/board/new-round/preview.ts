import { createHash } from 'node:crypto';
import { renderMail } from '../../outbox/render.js';
import type { App } from '../../platform/app.js';
import type { DraftSource, RoundDraft } from '../../rounds/copy/create-round.js';
import { foretellRound } from './foretell-round.js';
import { calendarLines } from './form-view.js';

/** Tells two drafts apart, so that nobody confirms what has changed since it was shown. */
export const digestOf = (draft: RoundDraft): string =>
  createHash('sha256').update(JSON.stringify(draft)).digest('base64url');

/**
 * What will come of a draft, as its page says it: the calendar, the positions with their teachers, and the first mails.
 * @returns null when the database is busy
 */
export async function previewOf(
  app: App,
  draft: RoundDraft,
  by: { readonly actorId: string; readonly source: DraftSource },
) {
  const foretold = await foretellRound(app, draft, by);
  if (!foretold) return null;
  const { created, asksAt } = foretold.result;
  if (created.is === 'exists') return created;
  const { timeZone } = app.config;
  const [first] = foretold.mails;
  return {
    is: 'created' as const,
    calendar: calendarLines(draft.calendar, timeZone),
    positions: draft.courses.map(({ course, title, teacher }) => {
      const { name, isNew } = created.teachers.get(teacher.email) ?? { name: teacher.name, isNew: false };
      return { course, title, email: teacher.email, name, isNew, given: name === teacher.name ? null : teacher.name };
    }),
    newcomers: [...created.teachers.values()].filter(({ isNew }) => isNew).length,
    known: [...created.teachers.values()].filter(({ isNew }) => !isNew).length,
    mails: foretold.mails.length,
    asksAt,
    asksNow: created.hasBegun,
    sample: first && {
      to: first.name || first.address,
      ...renderMail(first.kind, first.locale, first.facts as never, { ...app.config, maskLinks: true }),
    },
  };
}
