import express from 'express';
import pg from 'pg';

const pool = new pg.Pool({ connectionString: process.argv[2], max: 20 });
const app = express();
app.get('/', async (_request, response) => {
  const { rows } = await pool.query('select id, state from offer limit 1');
  response.send(`<!doctype html><title>Offer</title><p>${rows[0].id} is ${rows[0].state}.</p>`);
});
const server = app.listen(0, '127.0.0.1', () => process.send(server.address().port));
