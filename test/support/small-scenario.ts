import type { Scenario } from '../../src/rounds/import/scenario.schema.js';
import { calendar } from './calendar.js';

const position = (id: string, course: string, teacher: { name: string; email: string }) => ({
  id,
  course,
  title: `Om ${course}`,
  kind: 'learning-assistant' as const,
  openings: 1,
  hours: 100,
  teacher: { ...teacher },
});

const applicant = (name: string, first: string, second?: string) => ({
  name,
  email: `${name.toLowerCase()}@stud.example`,
  locale: 'nb' as const,
  laos: name === 'Frida',
  applications: [first, second].flatMap((id, index) => (id ? [{ position: id, priority: index + 1 }] : [])),
});

const ingrid = { name: 'Ingrid Lie', email: 'ingrid@uni.example' };
const jonas = { name: 'Jonas Moen', email: 'jonas@uni.example' };
const kari = { name: 'Kari Næss', email: 'kari@uni.example' };

/** A fresh valid scenario: 2 campuses, 2 rounds, 4 positions (Ingrid has two of them), 6 applicants. */
export function smallScenario(): Scenario {
  return {
    scenario: 1,
    timeZone: 'Europe/Oslo',
    faculty: { name: 'Fakultetet', email: 'faculty@uni.example' },
    campuses: [
      {
        id: 'trondheim',
        name: 'Trondheim',
        locale: 'nb',
        announceTo: 'students.trondheim@uni.example',
        contact: { name: 'Tone Berg', email: 'tone@uni.example', phone: '+47 73 00 00 01' },
      },
      {
        id: 'gjøvik',
        name: 'Gjøvik',
        locale: 'en',
        announceTo: 'students.gjovik@uni.example',
        contact: { name: 'Geir Dahl', email: 'geir@uni.example' },
      },
    ],
    rounds: [
      {
        id: '2027V-trondheim',
        campus: 'trondheim',
        semester: '2027V',
        calendar: { ...calendar },
        positions: [
          position('P1', 'TDT4100', ingrid),
          position('P2', 'TDT4120', ingrid),
          position('P3', 'TMA4100', jonas),
        ],
      },
      {
        id: '2027V-gjøvik',
        campus: 'gjøvik',
        semester: '2027V',
        calendar: { ...calendar },
        positions: [position('P4', 'PROG1001', kari)],
      },
    ],
    applicants: [
      applicant('Anna', 'P1', 'P2'),
      applicant('Bo', 'P1'),
      applicant('Carl', 'P2', 'P4'),
      applicant('Dina', 'P3'),
      applicant('Emil', 'P4'),
      applicant('Frida', 'P1', 'P4'),
    ],
    behaviour: {
      teachers: {
        'ingrid@uni.example': {
          demand: { after: 'P1DT3H7M' },
          ratings: {
            P1: {
              ranked: ['anna@stud.example', 'bo@stud.example'],
              unsuited: ['frida@stud.example'],
              after: 'P2DT2H11M',
            },
          },
        },
        'kari@uni.example': { demand: { after: 'P20D' } },
      },
      students: {
        'anna@stud.example': { P1: { answer: 'accept', after: 'P1DT1H1M' }, P2: { answer: 'silent' } },
        'bo@stud.example': { P1: { answer: 'decline', after: 'PT5M' } },
      },
    },
  };
}
