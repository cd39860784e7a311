import { NO_ADDRESS, UNKNOWN } from './import-fault-cases.js';

const CALENDAR = 'rounds[0].calendar';
const P1 = 'rounds[0].positions[0]';
const P2 = 'rounds[0].positions[1]';
const BO = 'behaviour.students["bo@stud.example"]';

/** What is wrong, the place, the value put there, and the whole line. */
export const LINES: readonly [string, string, unknown, string][] = [
  [
    'a wrong zone',
    'timeZone',
    'Europe/Helsinki',
    'timeZone: "Europe/Helsinki" is not the time zone of this installation, Europe/Oslo. Set TIME_ZONE=Europe/Helsinki, or correct the file.',
  ],
  [
    'a deadline at its opening',
    `${CALENDAR}.demandDue`,
    '2026-09-21T08:00',
    'rounds[0].calendar.demandDue: "2026-09-21T08:00" is not after demandOpens, 2026-09-21T08:00. Put it later.',
  ],
  [
    'a report before the demand',
    `${CALENDAR}.reportDue`,
    '2026-10-05T23:58',
    'rounds[0].calendar.reportDue: "2026-10-05T23:58" is before demandDue, 2026-10-05T23:59. Put it at that time or later.',
  ],
  [
    'offers before applications close',
    `${CALENDAR}.offersAt`,
    '2026-10-26T23:58',
    'rounds[0].calendar.offersAt: "2026-10-26T23:58" is before applyDue, 2026-10-26T23:59. Put it at that time or later.',
  ],
  [
    'a campus twice',
    'campuses[1].id',
    'trondheim',
    'campuses[1].id: "trondheim" is also the id of campuses[0]. Give each campus an id of its own.',
  ],
  [
    'a round twice',
    'rounds[1].id',
    '2027V-trondheim',
    'rounds[1].id: "2027V-trondheim" is also the id of rounds[0]. Give each round an id of its own.',
  ],
  [
    'a position in two rounds',
    'rounds[1].positions[0].id',
    'P1',
    'rounds[1].positions[0].id: "P1" is also the id of rounds[0].positions[0]. Give each position an id of its own.',
  ],
  [
    'a course twice',
    `${P2}.course`,
    'TDT4100',
    'rounds[0].positions[1].course: "TDT4100" is asked for by rounds[0].positions[0].course too. List a course once in a round.',
  ],
  [
    'two names for a teacher',
    `${P2}.teacher.name`,
    'Inger Lie',
    'rounds[0].positions[1].teacher.name: "Inger Lie" is another name for ingrid@uni.example than "Ingrid Lie" of rounds[0].positions[0].teacher. Write one name for one address.',
  ],
  [
    'an applicant twice, in other case',
    'applicants[1].email',
    'Anna@Stud.example',
    'applicants[1].email: "anna@stud.example" is also applicants[0].email. List an applicant once.',
  ],
  [
    'an unknown kind',
    `${P1}.kind`,
    'assistant',
    'rounds[0].positions[0].kind: "assistant" is not one of learning-assistant, teaching-assistant. Write learning-assistant or teaching-assistant.',
  ],
  [
    'a long title',
    `${P1}.title`,
    'x'.repeat(201),
    `rounds[0].positions[0].title: "${'x'.repeat(99)}… is not a title. Write 1 to 200 characters on one line.`,
  ],
  ['no rounds', 'rounds', [], 'rounds: […] is empty. List at least one.'],
  ['an object for a list', 'rounds', {}, 'rounds: {…} is not a list. Write [ … ].'],
  ['a misspelt list', 'aplicants', [], 'aplicants: […] belongs to no known property. Did you mean applicants?'],
  [
    'an unknown teacher',
    'behaviour.teachers["ingird@uni.example"]',
    {},
    'behaviour.teachers["ingird@uni.example"]: "ingird@uni.example" is not a teacher of this file. Did you mean ingrid@uni.example?',
  ],
  [
    'a teacher without address',
    'behaviour.teachers["ingrid"]',
    {},
    `behaviour.teachers.ingrid: "ingrid" ${NO_ADDRESS}`,
  ],
  [
    'a teacher twice, in other case',
    'behaviour.teachers["Kari@uni.example"]',
    {},
    'behaviour.teachers["Kari@uni.example"]: "Kari@uni.example" is the same address as kari@uni.example. Keep one of them.',
  ],
  [
    'a rating of no position',
    'behaviour.teachers["kari@uni.example"].ratings',
    { Q: { ranked: [], after: 'P1D' } },
    `behaviour.teachers["kari@uni.example"].ratings.Q: "Q" is not a position ${UNKNOWN}`,
  ],
  [
    "a rating of another's position",
    'behaviour.teachers["kari@uni.example"].ratings',
    { P3: { ranked: [], after: 'P1D' } },
    'behaviour.teachers["kari@uni.example"].ratings.P3: "P3" is not a position of kari@uni.example. Move the rating to the teacher of that position.',
  ],
  [
    'an unknown student',
    'behaviour.students["zoe@stud.example"]',
    {},
    `behaviour.students["zoe@stud.example"]: "zoe@stud.example" is not an applicant ${UNKNOWN}`,
  ],
  ['an answer about no position', `${BO}.Q`, { answer: 'silent' }, `${BO}.Q: "Q" is not a position ${UNKNOWN}`],
  [
    'an answer about no wish',
    `${BO}.P4`,
    { answer: 'silent' },
    `${BO}.P4: "P4" is not a position that bo@stud.example applies for. Add the application, or take this out.`,
  ],
];
