import { CONTACT, openFaculty } from './parts/faculty.js';
import { signIn } from './parts/sign-in.js';

const SIZE = { positions: 500, students: 5000 };
const TIMES = 20;
const EMPTY = 'an empty page (there is no such)';

/** The board's pages for a contact with 500 positions and 5,000 students, each beside the page that asks for no data. */
export async function board(say) {
  say(`Filling a database with ${SIZE.positions} positions and ${SIZE.students} students …`);
  const faculty = await openFaculty(SIZE);
  try {
    const open = await signIn({ ...faculty, query: (sql) => faculty.database.query(sql) }, CONTACT);
    const ask = async (path) => {
      const { status } = await open(path);
      if (status !== (path === '/board/nothing' ? 404 : 200)) throw new Error(`${path} answered ${status}.`);
    };
    const [{ id: person }] = await faculty.database.query(`select id from person where email = 's10@stud.example'`);
    const paths = {
      [EMPTY]: '/board/nothing',
      home: '/board',
      'a round, 500 positions': '/board/rounds/2027V-trondheim',
      'a search in it': '/board/rounds/2027V-trondheim?q=student+77',
      'a position, 500 applicants': '/board/positions/P1',
      'its record': '/board/positions/P1/record',
      mails: '/board/mails',
      'what will leave': '/board/rounds/2027V-trondheim/ahead',
      people: '/board/people?q=student+77',
      'a person': `/board/people/${person}`,
      'the log': '/board/events',
      'the files': '/board/rounds/2027V-trondheim/files',
    };
    const rows = [];
    for (const [name, path] of Object.entries(paths)) rows.push({ name, ...(await measure(() => ask(path))) });
    const [empty] = rows;
    return {
      rows: rows.map(({ name, median, worst }) => ({
        page: name,
        'median ms': median.toFixed(1),
        'worst ms': worst.toFixed(1),
        'times the empty page': (median / empty.median).toFixed(1),
      })),
    };
  } finally {
    await faculty.close();
  }
}

async function measure(work) {
  await work();
  const took = [];
  for (let time = 0; time < TIMES; time += 1) {
    const begun = performance.now();
    await work();
    took.push(performance.now() - begun);
  }
  took.sort((a, b) => a - b);
  return { median: took[TIMES / 2], worst: took.at(-1) };
}
