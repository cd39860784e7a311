import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boardPart, signInPage } from '../../dist/src/board/board.js';
import { signedPath } from '../../dist/src/links/signature.js';
import { renderMail } from '../../dist/src/outbox/render.js';
import { transact } from '../../dist/src/platform/app.js';
import { readConfig } from '../../dist/src/platform/config.js';
import { databaseAt } from '../../dist/src/platform/database.js';
import { startEmbeddedPostgres } from '../../dist/src/platform/embedded-postgres.js';
import { createLog } from '../../dist/src/platform/log.js';
import { migrate } from '../../dist/src/platform/migrate.js';
import { publicRoutes } from '../../dist/src/process/application/public.pages.js';
import { startApplication } from '../../dist/src/process/application/start-application.js';
import { submitApplication } from '../../dist/src/process/application/submit-application.js';
import { answerDemand } from '../../dist/src/process/demand/answer-demand.js';
import { actOnOffer } from '../../dist/src/process/offer/act-on-offer.js';
import { ADVANCE, LINK_PAGES } from '../../dist/src/process/process.js';
import { submitRating } from '../../dist/src/process/rating/submit-rating.js';
import { importScenario } from '../../dist/src/rounds/import/import-scenario.js';
import { instantOf } from '../../dist/src/rounds/wall-clock.js';
import { createWeb, listen } from '../../dist/src/web/web.js';

/**
 * Plays a scenario's semester over a database of its own, as far as one lets it, and serves its pages meanwhile.
 * @param scenario a scenario as its schema reads it
 */
export async function openSemester(scenario) {
  const directory = await mkdtemp(join(tmpdir(), 'stafett-screens-'));
  const postgres = await startEmbeddedPostgres({ directory, flags: ['-c', 'fsync=off'] });
  await migrate(postgres.url);
  const database = await databaseAt(postgres.url).initialize();
  const config = { ...readConfig({ BASE_URL: 'http://stafett.example' }), databaseUrl: postgres.url };
  const app = {
    config: { ...config, secret: 'a secret for pictures only, nothing else' },
    database,
    log: createLog('warn'),
    setAlarms: async () => undefined,
  };
  const board = boardPart(app, { databaseUrl: postgres.url, queues: [] });
  const site = { linkPages: [...LINK_PAGES, signInPage], parts: [board, { path: '/', routes: publicRoutes(app) }] };
  const server = await listen(await createWeb(app, site), 0);
  const url = `http://127.0.0.1:${server.port}`;
  const query = (sql, ...values) => database.query(sql, values);
  const setClock = (at) => query('update clock set at = $1', at);
  const one = async (sql, ...values) => {
    const [row] = await query(sql, ...values);
    if (!row) throw new Error(`Nothing found: ${sql.replace(/\s+/g, ' ')} (${values.join(', ')})`);
    return row;
  };
  const idOf = async (email) => (await one('select id from person where email = $1', email)).id;
  const mailTo = (kind, email, campus) =>
    one(
      `select kind, locale, facts from mail
       where kind = $1 and address = $2 and ($3::text is null or facts->>'campus' = $3) order by created_at desc, ctid desc
       limit 1`,
      kind,
      email,
      campus,
    );

  await setClock(instantOf('2026-09-01T12:00', scenario.timeZone));
  await importScenario(app, scenario);

  return {
    url,
    one,
    /** Moves the clock, through every instant at which something is due on the way. */
    async until(local) {
      const end = instantOf(local, scenario.timeZone);
      for (;;) {
        const [due] = await query(
          `select stage, id, next_due_at as at from subject where next_due_at <= $1 order by next_due_at, stage limit 1`,
          end,
        );
        await setClock(due?.at ?? end);
        if (!due) return;
        await transact(app, (tx) => ADVANCE[due.stage](tx, due.id));
      }
    },
    /** Every teacher but those whose course is in `silent` answers as the scenario wants. */
    async answerDemands(silent) {
      for (const { id, kind, openings, hours, teacher } of positionsOf(scenario)) {
        if (silent.includes(id)) continue;
        const answer = { need: true, kind, openings, hours, comment: '' };
        await answerDemand(app, { positionId: id, personId: await idOf(teacher.email), answer });
      }
    },
    /** Everybody applies for what the scenario has them want. */
    async applyAll() {
      const roundOf = new Map(scenario.rounds.flatMap(({ id, positions }) => positions.map((one) => [one.id, id])));
      for (const { name, email, locale, laos, applications } of scenario.applicants)
        for (const roundId of new Set(applications.map(({ position }) => roundOf.get(position)))) {
          await startApplication(app, { roundId, email, locale });
          const priorities = applications
            .filter(({ position }) => roundOf.get(position) === roundId)
            .map(({ position, priority }) => ({ positionId: position, priority }));
          const text = 'Jeg tok emnet i fjor og fikk B. Jeg har vært læringsassistent ett semester før.';
          await submitApplication(app, { roundId, personId: await idOf(email), name, laos, text, priorities });
        }
    },
    /** Every teacher but those whose course is in `silent` rates as the scenario wants. */
    async rateAll(silent) {
      for (const [email, { ratings = {} }] of Object.entries(scenario.behaviour.teachers))
        for (const [positionId, { ranked, unsuited }] of Object.entries(ratings)) {
          if (silent.includes(positionId)) continue;
          const applications = await query(
            `select a.id, p.email from application a join person p on p.id = a.person_id where a.position_id = $1`,
            positionId,
          );
          const idsOf = (emails) =>
            emails.flatMap((email) => applications.find((one) => one.email === email)?.id ?? []);
          const personId = await idOf(email);
          const link = await one(
            `select id from link where purpose = 'rating' and subject = $1 and person_id = $2`,
            positionId,
            personId,
          );
          const order = { ranked: idsOf(ranked), unsuited: idsOf(unsuited), unplaced: [] };
          await submitRating(app, { positionId, personId, linkId: link.id, basedOn: 0, order });
        }
    },
    /** Whoever has an open offer answers as the scenario wants, but for those in `silent`. */
    async answerOffers(silent = []) {
      const open = await query(
        `select o.id, o.position_id as position, p.id as person, p.email from offer o join person p on p.id = o.person_id
         where o.state = 'open' order by o.issued_at, o.rank`,
      );
      for (const { id, position, person, email } of open) {
        const answer = scenario.behaviour.students[email]?.[position]?.answer ?? 'silent';
        if (answer === 'silent' || silent.includes(email)) continue;
        await actOnOffer(app, { offerId: id, personId: person, answer });
      }
    },
    /** The address in the newest mail of a kind to somebody, about a campus when one is told. */
    async linkTo(kind, email, campus) {
      const { facts } = await mailTo(kind, email, campus);
      return url + signedPath(app.config.secret, facts.link);
    },
    /** The HTML of the newest mail of a kind to somebody. */
    async htmlOf(kind, email) {
      const mail = await mailTo(kind, email);
      return renderMail(mail.kind, mail.locale, mail.facts, app.config).html;
    },
    async close() {
      await server.close();
      await board.close();
      await database.destroy();
      await postgres.stop({ force: true });
      for (const path of new Set([directory, postgres.home])) await rm(path, { recursive: true, force: true });
    },
  };
}

const positionsOf = (scenario) => scenario.rounds.flatMap(({ positions }) => positions);
