#!/usr/bin/env node
// Writes a scenario (see README.md) to standard output. The same arguments give the same scenario.
//   node generate.mjs --seed 1 --positions 40 --students 600 --applications 3 --silent 0.25 --decline 0.2
import { parseArgs } from 'node:util';

const { values: arg } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    positions: { type: 'string', default: '40' },
    students: { type: 'string', default: '600' },
    applications: { type: 'string', default: '3' }, // applications per student, at most
    openings: { type: 'string', default: '6' }, // openings per position, at most
    decline: { type: 'string', default: '0.2' }, // share of offers that are declined
    silent: { type: 'string', default: '0.25' }, // share of offers that are never answered
    unsuited: { type: 'string', default: '0.1' }, // share of applicants that a teacher rates unsuited
    late: { type: 'string', default: '0' }, // share of teachers who rate after the deadline
    start: { type: 'string', default: '2026-09-21' }, // first day; the calendar follows from it
  },
});
const number = (name) => Number(arg[name]);

/** mulberry32: a small seeded generator, uniform in [0, 1). */
function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const random = seeded(number('seed'));
const below = (n) => Math.floor(random() * n);
const pick = (list) => list[below(list.length)];
function shuffled(list) {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i -= 1) {
    const j = below(i + 1);
    [copy[i], copy[j]] = [copy[j], copy[i]];
  }
  return copy;
}

const day = (offset, time) => {
  const date = new Date(`${arg.start}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + offset);
  return `${date.toISOString().slice(0, 10)}T${time}`;
};
const calendar = {
  demandOpens: day(0, '08:00'),
  demandDue: day(14, '23:59'),
  reportDue: day(18, '15:00'),
  announceAt: day(21, '09:00'),
  applyDue: day(35, '23:59'),
  rateDue: day(45, '23:59'),
  offersAt: day(46, '09:00'),
  closesAt: day(150, '12:00'),
};

const campuses = [
  {
    id: 'trondheim',
    name: 'Trondheim',
    locale: 'nb',
    announceTo: 'students.trondheim@uni.example',
    contact: { name: 'Kontakt Trondheim', email: 'contact.trondheim@uni.example', phone: '+47 73 00 00 01' },
  },
  {
    id: 'gjovik',
    name: 'Gjøvik',
    locale: 'nb',
    announceTo: 'students.gjovik@uni.example',
    contact: { name: 'Kontakt Gjøvik', email: 'contact.gjovik@uni.example', phone: '+47 61 00 00 01' },
  },
];
const rounds = campuses.map((campus) => ({
  id: `2027V-${campus.id}`,
  campus: campus.id,
  semester: '2027V',
  calendar,
  positions: [],
}));

const given = [
  'Åse',
  'Bjørn',
  'Cecilie',
  'Dag',
  'Eirik',
  'Frøya',
  'Guro',
  'Håkon',
  'Ingrid',
  'Jørgen',
  'Kari',
  'Lars',
  'Maja',
  'Nils',
  'Oda',
  'Pål',
  'Ragnhild',
  'Sverre',
  'Tuva',
  'Ulrik',
  "O'Brien",
  'José',
  'Łukasz',
  'Trần',
];
const family = [
  'Aas',
  'Berg',
  'Dahl',
  'Eide',
  'Foss',
  'Grønn',
  'Hauge',
  'Iversen',
  'Johnsen',
  'Kvåle',
  'Lie',
  'Moen',
  'Næss',
  'Olsen',
  'Prestø',
  'Rød',
  'Solli',
  'Tveit',
  'Ødegård',
  'Aabø',
];

// real course codes and titles; the people are made up
const courses = {
  trondheim: [
    'TDT4100 Objektorientert programmering',
    'TDT4109 Informasjonsteknologi, grunnkurs',
    'TDT4120 Algoritmer og datastrukturer',
    'TDT4136 Introduksjon til kunstig intelligens',
    'TDT4140 Programvareutvikling',
    'TDT4145 Datamodellering og databasesystemer',
    'TDT4160 Datamaskiner og digitalteknikk',
    'TDT4180 Menneske-maskin-interaksjon',
    'TDT4186 Operativsystemer',
    'TMA4100 Matematikk 1',
    'TMA4240 Statistikk',
    'TTM4100 Kommunikasjon, tjenester og nett',
    'TTK4105 Reguleringsteknikk',
    'TTK4235 Tilpassede datasystemer',
    'TFE4101 Krets- og digitalteknikk',
    'TET4100 Kretsanalyse',
  ],
  gjovik: [
    'PROG1001 Grunnleggende programmering',
    'PROG1003 Objektorientert programmering',
    'IDATG2102 Algoritmiske metoder',
    'IDATG2204 Datamodellering og databasesystemer',
    'DCSG1005 Infrastruktur: sikre grunntjenester',
    'DCSG2003 Robuste og skalerbare tjenester',
  ],
};

const positions = [];
for (let i = 0; i < number('positions'); i += 1) {
  const round = rounds[random() < 0.7 ? 0 : 1];
  const teacher = { name: `${pick(given)} ${pick(family)}`, email: `teacher${i}@uni.example` };
  const known = courses[round.campus];
  const [code, ...title] = known[round.positions.length % known.length].split(' ');
  const again = Math.floor(round.positions.length / known.length); // more positions than courses: a suffix tells them apart
  const position = {
    id: `P${String(i).padStart(4, '0')}`,
    course: again ? `${code}-${again}` : code,
    title: title.join(' '),
    kind: random() < 0.7 ? 'learning-assistant' : 'teaching-assistant',
    openings: 1 + below(number('openings')),
    hours: 80 + 10 * below(5),
    teacher,
  };
  round.positions.push(position);
  positions.push(position);
}

const applicantsOf = new Map(positions.map((position) => [position.id, []]));
const applicants = [];
const students = {};
for (let i = 0; i < number('students'); i += 1) {
  const email = `student${i}@stud.example`;
  const wanted = shuffled(positions.map((position) => position.id)).slice(0, 1 + below(number('applications')));
  applicants.push({
    name: `${pick(given)} ${pick(family)}`,
    email,
    locale: random() < 0.8 ? 'nb' : 'en',
    laos: random() < 0.4,
    applications: wanted.map((position, index) => ({ position, priority: index + 1 })),
  });
  students[email] = {};
  for (const position of wanted) {
    applicantsOf.get(position).push(email);
    const chance = random();
    // minutes are never 0, so that no answer falls on the instant of a reminder or of an expiry
    const after = `P${below(13)}DT${below(14)}H${1 + below(58)}M`;
    if (chance < number('silent')) students[email][position] = { answer: 'silent' };
    else if (chance < number('silent') + number('decline')) students[email][position] = { answer: 'decline', after };
    else students[email][position] = { answer: 'accept', after };
  }
}

const teachers = {};
for (const position of positions) {
  const ranked = [];
  const unsuited = [];
  for (const email of shuffled(applicantsOf.get(position.id)))
    (random() < number('unsuited') ? unsuited : ranked).push(email);
  const late = random() < number('late');
  teachers[position.teacher.email] = {
    demand: { after: `P${1 + below(12)}DT3H7M` },
    ratings: {
      [position.id]: { ranked, unsuited, after: late ? `P${12 + below(9)}DT2H11M` : `P${1 + below(8)}DT2H11M` },
    },
  };
}

process.stdout.write(
  `${JSON.stringify({ scenario: 1, timeZone: 'Europe/Oslo', faculty: { name: 'IE Faculty', email: 'faculty@uni.example' }, campuses, rounds, applicants, behaviour: { teachers, students } }, null, 1)}\n`,
);
