import { parse } from 'node-html-parser';
import { CONTACT, openFaculty } from './faculty.js';

const SIZE = { positions: 500, students: 5000 };
const TIMES = 20;
const EMPTY = 'an empty page (there is no such)';

/** The board's pages for a contact with 500 positions and 5,000 students, each beside the page that asks for no data. */
export async function pages(say) {
  say(`Filling a database with ${SIZE.positions} positions and ${SIZE.students} students …`);
  const faculty = await openFaculty(SIZE);
  try {
    const ask = await signIn(faculty);
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
    return rows.map(({ name, median, worst }) => ({
      page: name,
      'median ms': median.toFixed(1),
      'worst ms': worst.toFixed(1),
      'times the empty page': (median / empty.median).toFixed(1),
    }));
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

/** A browser that is signed in as the contact: gives a page by its path, and throws when it is none. */
async function signIn({ database, url, signedPath }) {
  const cookies = new Map();
  const send = async (path, fields) => {
    const response = await fetch(url + path, {
      method: fields ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { 'Sec-Fetch-Site': 'same-origin', Cookie: [...cookies].map(([k, v]) => `${k}=${v}`).join('; ') },
      ...(fields && { body: new URLSearchParams(fields) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [name, value] = line.split(';')[0].split('=');
      cookies.set(name, value);
    }
    return { response, text: await response.text() };
  };
  await send('/board/sign-in', { email: CONTACT });
  const [mail] = await database.query(`select facts->>'link' as link from mail where kind = 'sign-in'`);
  const { response } = await send(signedPath(mail.link));
  const form = await send(response.headers.get('Location'));
  await send(parse(form.text).querySelector('main form').getAttribute('action'), {});
  return async (path) => {
    const page = await send(path);
    if (page.response.status !== (path === '/board/nothing' ? 404 : 200))
      throw new Error(`${path} answered ${page.response.status}.`);
  };
}
