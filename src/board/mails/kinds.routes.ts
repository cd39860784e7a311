import { type Request, type Response, Router } from 'express';
import type { MailKind } from '../../outbox/kinds.js';
import { type Rendered, renderMail } from '../../outbox/render.js';
import { languagesOf } from '../../outbox/sample-mail.js';
import { mailKinds, mailSamples } from '../../outbox/samples.js';
import type { Locale } from '../../people/person.entity.js';
import type { App } from '../../platform/app.js';
import { notFound } from '../../web/errors.js';
import { showPage } from '../show.js';
import { sendLetter } from './letter.js';

/** Every kind of mail with made-up facts: the list, each one's page, and the letter that the page has in a frame. */
export function kindRoutes(app: App): Router {
  const routes = Router();

  routes.get('/mails/kinds', (_request, response) => {
    showPage(response, 'board-mails-kinds', { kinds: mailKinds });
  });

  routes.get('/mails/kinds/:kind', (request, response) => {
    const sample = sampleOf(app, request, response);
    if (!sample) return notFound(request, response);
    const languages = languagesOf(sample.kind).map((locale) => ({ locale, here: locale === sample.language }));
    showPage(response, 'board-mails-kind', { ...sample, languages });
  });

  routes.get('/mails/kinds/:kind/letter', (request, response) => {
    const sample = sampleOf(app, request, response);
    if (!sample) return notFound(request, response);
    sendLetter(response, sample.letter);
  });

  return routes;
}

interface Sample {
  readonly kind: MailKind;
  /** That of the letter; the page has its reader's. */
  readonly language: Locale;
  readonly letter: Rendered;
}

/** The sample that a request asks for, in the language of `?lang=`, else the reader's; null when there is no such kind. */
function sampleOf(app: App, { params, query }: Request, { locals }: Response): Sample | null {
  const kind = mailKinds.find((known) => known === params.kind);
  if (!kind) return null;
  const language = languagesOf(kind).find((known) => known === query.lang) ?? (locals.locale as Locale);
  return { kind, language, letter: renderMail(kind, language, mailSamples[kind], { ...app.config, maskLinks: true }) };
}
