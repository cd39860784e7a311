import express from 'express';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.argv[2], max: 20 });
const app = express();
app.get('/', async (_request, response) => {
  const { rows } = await pool.query('select id, state from offer limit 1');
  response.send(`<!doctype html><title>Offer</title><p>${rows[0].id} is ${rows[0].state}.</p>`);
});
// As many applicants, in one query and as plain text, filled up to as many bytes as our page has.
app.get('/applicants', async (request, response) => {
  const { rows } = await pool.query(
    `select a.id, s.name, s.email, s.laos, a.priority, f.text
     from application a join person s on s.id = a.person_id left join application_form f on f.person_id = s.id
     where a.position_id = 'many' order by a.priority, s.name`,
  );
  const list = rows.map(
    (row) => `<li id="${row.id}">${row.name} ${row.email} ${row.laos} ${row.priority} ${row.text}</li>`,
  );
  response.send(
    `<!doctype html><title>Applicants</title><ol>${list.join('')}</ol>`.padEnd(Number(request.query.bytes)),
  );
});
const server = app.listen(0, '127.0.0.1', () => process.send(server.address().port));
