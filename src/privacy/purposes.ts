import type { PageLocale } from '../people/person.entity.js';
import type { RetentionDays } from './retention.rule.js';

/** The same in both languages. */
type Said = Readonly<Record<PageLocale, string>>;

/**
 * For how long, from which instant: an application that led to nothing, and what a round has of everybody else, each some
 * days after the round has closed; a role while somebody has it, a calendar feed a month longer; a session for hours.
 */
export type Term = 'applicants' | 'round' | 'role' | 'feed' | 'session';

/** A kind of personal data: what it holds of a person, for what, on which ground, for how long, and what happens then. */
export interface Kind {
  readonly title: Said;
  readonly holds: Said;
  readonly purpose: Said;
  readonly basis: keyof typeof BASES;
  readonly terms: readonly Term[];
  readonly afterwards: Said;
}

/** The legal grounds (GDPR art. 6(1)), of a public university that recruits. */
export const BASES = {
  task: {
    nb: 'Personvernforordningen art. 6 nr. 1 bokstav e: en oppgave i allmenhetens interesse, universitets- og høyskoleloven',
    en: 'GDPR art. 6(1)(e): a task in the public interest, by the Norwegian act on universities and university colleges',
  },
  contract: {
    nb: 'Personvernforordningen art. 6 nr. 1 bokstav b: tiltak før en arbeidsavtale, på søkerens ønske',
    en: 'GDPR art. 6(1)(b): steps before a contract of employment, at the request of whoever applies',
  },
  security: {
    nb: 'Personvernforordningen art. 6 nr. 1 bokstav e, jf. art. 32: sikker behandling',
    en: 'GDPR art. 6(1)(e) with art. 32: security of processing',
  },
} as const satisfies Readonly<Record<string, Said>>;

/** How each term is said, with the days of this installation. */
export const TERMS: Readonly<Record<Term, Said>> = {
  applicants: {
    nb: 'søkere uten stilling: {applicants} dager etter at runden er lukket',
    en: 'applicants who were not employed: {applicants} days after the round has closed',
  },
  round: {
    nb: 'ansatte: {employed} dager etter at runden er lukket; faglærere og kontakter: {employed} dager etter at den siste runden deres er lukket',
    en: 'whoever was employed: {employed} days after the round has closed; teachers and contacts: {employed} days after the last of their rounds has closed',
  },
  role: { nb: 'så lenge rollen varer', en: 'as long as the role lasts' },
  feed: {
    nb: 'til du opphever den, og høyst en måned etter at rollen er over',
    en: 'until you revoke it, and at most a month after the role is over',
  },
  session: { nb: 'høyst åtte timer', en: 'at most eight hours' },
};

const BOTH: readonly Term[] = ['applicants', 'round'];
const UNNAMED: Said = {
  nb: 'Radene blir stående uten personen, under en tilfeldig betegnelse for hver runde.',
  en: 'The rows stay without the person, under a random name for each round.',
};
const DELETED: Said = { nb: 'Slettes.', en: 'Deleted.' };

/** Every kind of personal data in the database. Which table and column holds which is in `holdings.ts`. */
export const KINDS = {
  person: {
    title: { nb: 'Hvem du er', en: 'Who you are' },
    holds: {
      nb: 'Navn, e-postadresse, telefonnummer, språk, navnet ved innlogging, og om LAOS-opplæringen er tatt',
      en: "Name, mail address, phone number, language, the name at the sign-in's provider, and whether the LAOS training is done",
    },
    purpose: {
      nb: 'Å vite hvem som underviser, søker og tilsettes, og å nå dem',
      en: 'To know who teaches, applies and is employed, and to reach them',
    },
    basis: 'task',
    terms: BOTH,
    afterwards: DELETED,
  },
  teaching: {
    title: { nb: 'Emner og behov', en: 'Courses and demand' },
    holds: {
      nb: 'Hvilke emner en lærer har, hva hun svarte om behovet, kommentaren hennes, og hvem som meldte det inn',
      en: 'Which courses a teacher has, what she answered about the demand, her comment, and who reported it',
    },
    purpose: {
      nb: 'Å få vite hvor mange assistenter hvert emne trenger',
      en: 'To learn how many assistants each course needs',
    },
    basis: 'task',
    terms: ['round'],
    afterwards: {
      nb: 'Tallene blir stående uten læreren; kommentaren slettes.',
      en: 'The numbers stay without the teacher; the comment is deleted.',
    },
  },
  application: {
    title: { nb: 'Søknader', en: 'Applications' },
    holds: {
      nb: 'Hvilke stillinger en student søkte på, i hvilken rekkefølge, når, og det hun skrev til lærerne',
      en: 'Which positions a student applied for, in which order, when, and what she wrote to the teachers',
    },
    purpose: { nb: 'Å velge hvem som får tilbud', en: 'To choose who gets an offer' },
    basis: 'contract',
    terms: BOTH,
    afterwards: {
      nb: 'Antallet og rekkefølgen blir stående uten studenten; teksten slettes.',
      en: 'Number and order stay without the student; the text is deleted.',
    },
  },
  rating: {
    title: { nb: 'Rangeringer', en: 'Ratings' },
    holds: {
      nb: 'Hvilken plass en søker fikk, eller at hun ikke var egnet; hvem som rangerte, og hvem som ble bedt om det',
      en: 'Which rank an applicant got, or that she was unsuited; who rated, and who was asked to',
    },
    purpose: { nb: 'Å gi tilbud i rekkefølge', en: 'To make offers in order' },
    basis: 'task',
    terms: BOTH,
    afterwards: UNNAMED,
  },
  offer: {
    title: { nb: 'Tilbud', en: 'Offers' },
    holds: {
      nb: 'Tilbudene en student fikk, frister, svar, og hvem som ga et tilbud utenom rekkefølgen',
      en: 'The offers that a student got, their deadlines and answers, and who offered out of order',
    },
    purpose: {
      nb: 'Å tilsette, og å kunne vise at rekkefølgen ble fulgt',
      en: 'To employ, and to be able to show that the order was followed',
    },
    basis: 'contract',
    terms: BOTH,
    afterwards: UNNAMED,
  },
  mail: {
    title: { nb: 'E-poster', en: 'Mails' },
    holds: {
      nb: 'E-postene Stafett har sendt: til hvem, når, hva de sier, og hva som ble av dem',
      en: 'The mails that Stafett sent: to whom, when, what they say, and what became of them',
    },
    purpose: {
      nb: 'Å kunne vise at beskjeden ble gitt, og sende den igjen',
      en: 'To show that word was sent, and to send it again',
    },
    basis: 'task',
    terms: BOTH,
    afterwards: {
      nb: 'Slag og tidspunkt blir stående; adresse og innhold slettes.',
      en: 'Kind and instant stay; address and content are deleted.',
    },
  },
  link: {
    title: { nb: 'Lenker', en: 'Links' },
    holds: {
      nb: 'Lenkene i e-postene: til hvem, til hva, når de ble laget og tatt tilbake',
      en: 'The links in the mails: for whom, to what, when they were made and revoked',
    },
    purpose: { nb: 'At bare den det gjelder kan svare', en: 'That only the one who is asked can answer' },
    basis: 'security',
    terms: BOTH,
    afterwards: DELETED,
  },
  event: {
    title: { nb: 'Loggen', en: 'The log' },
    holds: {
      nb: 'Hvem som gjorde hva, med hvem og når, og begrunnelsen',
      en: 'Who did what, about whom and when, and the reason given',
    },
    purpose: {
      nb: 'At avgjørelser kan etterprøves, av søkeren og av fakultetet',
      en: 'That decisions can be checked, by the applicant and by the faculty',
    },
    basis: 'task',
    terms: BOTH,
    afterwards: {
      nb: 'Det som hendte, blir stående uten personen; begrunnelsen slettes.',
      en: 'What happened stays without the person; the reason is deleted.',
    },
  },
  import: {
    title: { nb: 'Filer med søknader', en: 'Files of applications' },
    holds: {
      nb: 'Linjene i en fil som ventet på å bli lest inn, hvem som la den inn, og hvem den var den første til å nevne',
      en: 'The lines of a file that waited to be taken in, who brought it, and whom it was the first to name',
    },
    purpose: { nb: 'Å ta imot søknader fra et annet system', en: 'To take in applications from another system' },
    basis: 'contract',
    terms: BOTH,
    afterwards: {
      nb: 'Linjene slettes så snart filen er lest inn.',
      en: 'The lines are deleted as soon as the file is taken in.',
    },
  },
  role: {
    title: { nb: 'Roller', en: 'Roles' },
    holds: {
      nb: 'Hvem som er kontakt for en campus, fakultetet eller drift',
      en: 'Who is the contact of a campus, the faculty, or runs Stafett',
    },
    purpose: { nb: 'Å vite hvem som får logge inn, og se hva', en: 'To know who may sign in, and see what' },
    basis: 'security',
    terms: ['role'],
    afterwards: { nb: 'Rollen går til en annen.', en: 'The role goes to somebody else.' },
  },
  'calendar-feed': {
    title: { nb: 'Kalenderadresser', en: 'Calendar feeds' },
    holds: {
      nb: 'At du har laget en adresse for kalenderprogrammet ditt, når, og når det sist hentet fristene',
      en: 'That you made an address for your calendar program, when, and when it last fetched the deadlines',
    },
    purpose: {
      nb: 'Å vise fristene i din egen kalender, og at du ser om noen henter dem',
      en: 'To show the deadlines in your own calendar, and to let you see whether anybody fetches them',
    },
    basis: 'task',
    terms: ['feed'],
    afterwards: DELETED,
  },
  session: {
    title: { nb: 'Innlogginger', en: 'Sessions' },
    holds: {
      nb: 'Hvem som er logget inn, siden når, når det sist ble brukt, og det innloggingstjenesten sa om deg',
      en: "Who is signed in, since when, when it was last used, and what the sign-in's provider said of you",
    },
    purpose: { nb: 'At bare den som er logget inn, ser noe', en: 'That only whoever is signed in sees anything' },
    basis: 'security',
    terms: ['session'],
    afterwards: DELETED,
  },
} as const satisfies Readonly<Record<string, Kind>>;

export type KindName = keyof typeof KINDS;

/** For how long a kind is kept, in words. */
export const sayTerms = ({ terms }: Kind, days: RetentionDays, locale: PageLocale): string =>
  terms
    .map((term) =>
      TERMS[term][locale].replace(/\{(\w+)\}/g, (_sign, name: string) => String(days[name as keyof RetentionDays])),
    )
    .join('; ');
