import type { Locale } from '../../people/person.entity.js';
import { message } from '../../platform/messages.js';
import { sayInstant, sayLastMoment } from '../../platform/say-time.js';
import type { OfferState } from '../../process/offer/offer.entity.js';
import type { Outlook } from '../../process/offer/outlook.rule.js';
import type { ApplicantLine, PositionPage } from './read-position.js';

interface Speech {
  readonly locale: Locale;
  readonly timeZone: string;
}

/** One true sentence about an opening of a position, in the reader's language. */
export function sayOutlook(position: PositionPage, outlook: Outlook, { locale, timeZone }: Speech): string {
  const nameOf = (personId: string | null) => position.applicants.find((one) => one.personId === personId)?.name ?? '?';
  const instant = (at: Date) => sayInstant(at, locale, timeZone);
  const say = (values: Record<string, unknown>) => message(locale, 'board', `outlook.${outlook.is}`, values);
  switch (outlook.is) {
    case 'filled':
      return say({ name: nameOf(outlook.personId), since: instant(outlook.since) });
    case 'offered':
      return say({
        name: nameOf(outlook.personId),
        until: sayLastMoment(outlook.until, locale, timeZone),
        who: outlook.next.who,
        next: outlook.next.who === 'person' ? nameOf(outlook.next.personId) : '',
        closes: instant(position.instants.closesAt),
      });
    case 'unreached':
      return say({ name: nameOf(outlook.personId) });
    case 'before-offers':
      return say({
        name: nameOf(outlook.personId),
        due: outlook.at !== null,
        at: outlook.at ? instant(outlook.at) : '',
      });
    case 'unrated':
      return say({
        teacher: position.teacher.name,
        due: instant(outlook.due),
        late: outlook.late,
        until: instant(outlook.until),
        reminded: position.reminded,
      });
    case 'exhausted':
      return say({ ...outlook });
    case 'open-for-applications':
      return say({ until: instant(outlook.until), applicants: outlook.applicants });
    case 'unannounced':
    case 'closed':
      return say({ ...outlook, at: instant(outlook.at) });
    case 'no-applicants':
      return say({});
  }
}

const COLORS: Record<OfferState, string> = {
  open: 'info',
  accepted: 'success',
  declined: 'neutral',
  expired: 'neutral',
  withdrawn: 'neutral',
};

/** An applicant as the position's page says them: `standing` is a key of the board's texts. */
export const applicantView = <T extends ApplicantLine>(applicant: T, rated: boolean) => {
  const latest = applicant.offers.at(-1);
  const holds = latest?.state === 'open' || latest?.state === 'accepted';
  const standing =
    (applicant.withdrawnAt && !holds ? null : latest?.state) ??
    (applicant.withdrawnAt
      ? 'let-go'
      : !rated
        ? 'unrated'
        : applicant.rank !== null
          ? 'waiting'
          : applicant.rated
            ? 'unsuited'
            : 'left-out');
  return { ...applicant, latest, standing, color: latest ? COLORS[latest.state] : 'neutral' };
};

/** What can be done about a position and its applicants. */
export interface Doable {
  readonly act: string;
  readonly id: string;
}

/** What a contact can do about an applicant: the act, and what it is about. */
export function actsAbout({ applicationId, latest, standing, erased }: ViewedApplicant, mayOffer: boolean): Doable[] {
  if (erased) return [];
  const about = (act: string, id: string): Doable => ({ act, id });
  switch (standing) {
    case 'open':
      return latest ? [about('move-offer', latest.id), about('withdraw-offer', latest.id)] : [];
    case 'accepted':
      return latest ? [about('withdraw-offer', latest.id)] : [];
    case 'declined':
      return latest && mayOffer ? [about('correct-decline', latest.id)] : [];
    case 'waiting':
    case 'unrated':
      return [];
    default:
      return mayOffer ? [about('reinstate', applicationId)] : [];
  }
}

type ViewedApplicant = ReturnType<typeof applicantView>;
