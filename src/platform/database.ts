import type { DataSource } from 'typeorm';
import { ApiToken } from '../api/tokens/api-token.entity.js';
import { CalendarFeed } from '../feeds/calendar-feed.entity.js';
import { Link } from '../links/link.entity.js';
import { Start1790000000000 } from '../migrations/1790000000000-start.js';
import { DraftsAndWithdrawals1790100000000 } from '../migrations/1790100000000-drafts-and-withdrawals.js';
import { DomainPace } from '../outbox/hold/domain-pace.entity.js';
import { Mail } from '../outbox/mail.entity.js';
import { Operator } from '../people/operator.entity.js';
import { Person } from '../people/person.entity.js';
import { Application } from '../process/application/application.entity.js';
import { ApplicationForm } from '../process/application/application-form.entity.js';
import { ApplicationImport } from '../process/application/import/application-import.entity.js';
import { Demand } from '../process/demand/demand.entity.js';
import { Offer } from '../process/offer/offer.entity.js';
import { PlannedPause } from '../process/planned-pause.entity.js';
import { Delegation } from '../process/rating/delegation.entity.js';
import { Rating } from '../process/rating/rating.entity.js';
import { RatingDraft } from '../process/rating/rating-draft.entity.js';
import { Report } from '../process/report/report.entity.js';
import { Campus } from '../rounds/campus.entity.js';
import { OwnDays } from '../rounds/days-off/own-days.entity.js';
import { Faculty } from '../rounds/faculty.entity.js';
import { Position } from '../rounds/position.entity.js';
import { Round } from '../rounds/round.entity.js';
import { CalendarTemplate } from '../rounds/templates/calendar-template.entity.js';
import { LastRun } from '../timetable/last-run.entity.js';
import { Subject } from '../timetable/subject.entity.js';
import { Webhook } from '../webhooks/webhook.entity.js';
import { WebhookDelivery } from '../webhooks/webhook-delivery.entity.js';
import { Clock } from './clock.entity.js';
import { Event } from './event.entity.js';
import { SnakeNaming } from './naming.js';
import { PreparedClient } from './prepared-client.js';
import { type PostgresOptions, SharedReads } from './shared-reads.js';

/**
 * The database, not yet connected.
 * @param url `postgres://…`
 * @param connections the most that are open at once
 * @param lines the most that many reads share, beside these
 */
export function databaseAt(url: string, connections: number, lines = 0): DataSource {
  const options: PostgresOptions = {
    type: 'postgres',
    url,
    applicationName: 'stafett',
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    // Whoever gets no connection in so long gives up what it holds, so that others go on.
    extra: { Client: PreparedClient, max: connections, connectionTimeoutMillis: 30_000 },
    namingStrategy: new SnakeNaming(),
    entities: [
      ...[Person, Operator, Faculty, Campus, Round, Position, OwnDays, PlannedPause],
      ...[Demand, Report, Application, ApplicationForm, ApplicationImport],
      ...[Rating, RatingDraft, Delegation, Offer],
      ...[Subject, LastRun, Link, Mail, DomainPace, Event, Clock],
      ...[ApiToken, Webhook, WebhookDelivery],
      ...[CalendarFeed, CalendarTemplate],
    ],
    migrations: [Start1790000000000, DraftsAndWithdrawals1790100000000],
    migrationsTableName: 'migration',
  };
  return new SharedReads(options, lines);
}
