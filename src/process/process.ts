import type { LinkPage } from '../links/visit.js';
import { type GoneChecks, oneByOne } from '../outbox/gone.js';
import type { MailFacts, MailKind } from '../outbox/kinds.js';
import type { Mail } from '../outbox/mail.entity.js';
import type { StageName } from '../timetable/stages.js';
import type { Tx } from '../timetable/turn.js';
import { advanceAnnouncement } from './announcement/announcement.advance.js';
import { announcementGone } from './announcement/announcement.mails.js';
import { advanceApplication } from './application/application.advance.js';
import { applyPage } from './application/application.pages.js';
import { advanceDemand } from './demand/demand.advance.js';
import { demandGone } from './demand/demand.mails.js';
import { demandPage } from './demand/demand.pages.js';
import { advanceEmployment } from './employment/employment.advance.js';
import { employmentGone } from './employment/employment.mails.js';
import { finalListPage, laosPage } from './employment/employment.pages.js';
import { advanceOffer } from './offer/offer.advance.js';
import { offerGone } from './offer/offer.mails.js';
import { offerPage } from './offer/offer.pages.js';
import { advanceRating } from './rating/rating.advance.js';
import { ratingGone } from './rating/rating.mails.js';
import { ratingPage } from './rating/rating.pages.js';
import { advanceReport } from './report/report.advance.js';
import { reportGone } from './report/report.mails.js';
import { reportPage } from './report/report.pages.js';

/** What each stage does when its subject is due. */
export const ADVANCE: Readonly<Record<StageName, (tx: Tx, id: string) => Promise<void>>> = {
  demand: advanceDemand,
  report: advanceReport,
  announcement: advanceAnnouncement,
  application: advanceApplication,
  rating: advanceRating,
  offer: async (tx, id) => void (await advanceOffer(tx, id)),
  employment: advanceEmployment,
};

type Moved = MailFacts['deadline-moved']['what'];

/** A new deadline is of no use to whoever has done what it is for; whoever has applied can still change the application. */
const MOVED_GONE: { readonly [W in Moved]?: GoneChecks[MailKind] } = {
  offer: offerGone['deadline-moved'],
  demand: demandGone['demand-reminder'],
  rating: ratingGone['rating-reminder'],
};

const movedIn = ({ facts }: Mail) => (facts as MailFacts['deadline-moved']).what;

/** When a waiting mail of a kind has lost its reason. */
export const GONE_CHECKS: GoneChecks = {
  ...demandGone,
  ...reportGone,
  ...announcementGone,
  ...ratingGone,
  ...offerGone,
  ...employmentGone,
  'deadline-moved': oneByOne(async (manager, mail, now) => {
    const gone = await MOVED_GONE[movedIn(mail)]?.(manager, [mail], now);
    return gone?.[0] ?? null;
  }),
};

/** The pages behind the links in the mails. */
export const LINK_PAGES: readonly LinkPage[] = [
  demandPage,
  reportPage,
  applyPage,
  ratingPage,
  offerPage,
  finalListPage,
  laosPage,
];
