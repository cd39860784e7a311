import type { MigrationInterface, QueryRunner } from 'typeorm';

export class DraftsAndWithdrawals1790100000000 implements MigrationInterface {
  name = 'DraftsAndWithdrawals1790100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE rating_draft (
          position_id text NOT NULL,
          person_id uuid NOT NULL,
          saved_at timestamptz NOT NULL,
          based_on integer NOT NULL,
          places jsonb NOT NULL,
          rest_unsuited boolean NOT NULL DEFAULT false,
          version uuid NOT NULL DEFAULT gen_random_uuid(),
          CONSTRAINT rating_draft_pkey PRIMARY KEY (position_id, person_id)
      );
      ALTER TABLE session ADD begun_at timestamptz NOT NULL DEFAULT clock_timestamp();
      ALTER TABLE session ADD used_at timestamptz NOT NULL DEFAULT clock_timestamp();
      ALTER TABLE person ADD sign_in_name text;
      ALTER TABLE person ADD CONSTRAINT person_sign_in_name_key UNIQUE (sign_in_name);
      ALTER TABLE round ADD paused_at timestamptz;
      ALTER TABLE round ADD ends_on_working_days boolean NOT NULL DEFAULT false;
      CREATE TABLE own_days (
          id uuid NOT NULL DEFAULT gen_random_uuid(),
          campus_id text,
          name text NOT NULL,
          first_day text NOT NULL,
          last_day text NOT NULL,
          CONSTRAINT own_days_pkey PRIMARY KEY (id),
          CONSTRAINT own_days_campus_id_fkey FOREIGN KEY (campus_id) REFERENCES campus(id)
      );
      CREATE TABLE planned_pause (
          round_id text NOT NULL,
          starts_at timestamptz NOT NULL,
          ends_at timestamptz NOT NULL,
          begun boolean NOT NULL DEFAULT false,
          planned_by_id uuid NOT NULL,
          reason text NOT NULL,
          CONSTRAINT planned_pause_pkey PRIMARY KEY (round_id),
          CONSTRAINT planned_pause_round_id_fkey FOREIGN KEY (round_id) REFERENCES round(id),
          CONSTRAINT planned_pause_planned_by_id_fkey FOREIGN KEY (planned_by_id) REFERENCES person(id)
      );
      ALTER TABLE subject ADD paused boolean NOT NULL DEFAULT false;
      ALTER TABLE application ADD withdrawn_at timestamptz;
      ALTER TABLE offer ADD moves integer NOT NULL DEFAULT 0;
      ALTER TABLE demand ADD removed_at timestamptz;
      ALTER TABLE demand ADD listed_at timestamptz;
      ALTER TABLE delegation ADD taken_back_at timestamptz;
      ALTER TABLE position ADD rated_by_id uuid;
      ALTER TABLE position ADD ratings integer NOT NULL DEFAULT 0;
      ALTER TABLE position ADD rate_due text;
      ALTER TABLE subject ADD failure text;
      CREATE TABLE last_run (
          name text NOT NULL,
          due_at timestamptz,
          ran_at timestamptz NOT NULL,
          took_ms integer NOT NULL,
          did integer NOT NULL,
          CONSTRAINT last_run_pkey PRIMARY KEY (name)
      );
      CREATE TABLE operator (
          person_id uuid NOT NULL,
          until timestamptz,
          CONSTRAINT operator_pkey PRIMARY KEY (person_id),
          CONSTRAINT operator_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
      );
      CREATE TABLE application_import (
          id uuid NOT NULL DEFAULT gen_random_uuid(),
          round_id text NOT NULL,
          actor_id uuid NOT NULL,
          file_name text NOT NULL,
          uploaded_at timestamptz NOT NULL,
          lines jsonb,
          columns jsonb NOT NULL,
          done_at timestamptz,
          created integer NOT NULL DEFAULT 0,
          known integer NOT NULL DEFAULT 0,
          left_out integer NOT NULL DEFAULT 0,
          told boolean NOT NULL DEFAULT false,
          newcomers uuid[] NOT NULL DEFAULT '{}',
          undone_at timestamptz,
          CONSTRAINT application_import_pkey PRIMARY KEY (id),
          CONSTRAINT application_import_round_id_fkey FOREIGN KEY (round_id) REFERENCES round(id),
          CONSTRAINT application_import_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES person(id)
      );
      CREATE INDEX application_import_round_id_idx ON application_import (round_id);
      ALTER TABLE application ADD import_id uuid;
      ALTER TABLE application ADD CONSTRAINT application_import_id_fkey FOREIGN KEY (import_id)
          REFERENCES application_import(id);
      CREATE INDEX application_import_id_idx ON application (import_id);
      ALTER TABLE application_form ADD import_id uuid;
      CREATE INDEX position_course_idx ON position (course);
      CREATE INDEX position_unsettled ON position (round_id) WHERE announced_at IS NOT NULL AND settled_at IS NULL;
      CREATE INDEX subject_failing ON subject (stage, id) WHERE failures > 0;
      ALTER TABLE mail ADD resent_at timestamptz;
      ALTER TABLE mail ADD slot_at timestamptz;
      CREATE TABLE domain_pace (
          domain text NOT NULL,
          free_at timestamptz NOT NULL,
          CONSTRAINT domain_pace_pkey PRIMARY KEY (domain)
      );
      CREATE INDEX mail_created_at_id_idx ON mail (created_at, id);
      CREATE INDEX mail_stopped ON mail (created_at, id) WHERE state IN ('rejected', 'bounced', 'dropped');
      CREATE INDEX mail_round_id_kind_state_idx ON mail (round_id, kind, state);
      CREATE INDEX mail_address_idx ON mail (address);
      CREATE INDEX mail_of_offer ON mail (offer_id) WHERE kind = 'offer';
      ALTER TABLE person ADD known_since timestamptz NOT NULL DEFAULT clock_timestamp();
      ALTER TABLE person ADD erased_at timestamptz;
      ALTER TABLE mail ADD erased_at timestamptz;
      CREATE INDEX event_person_id_at_idx ON event (person_id, at);
      CREATE INDEX event_kind_id_idx ON event (kind, id);
      CREATE INDEX event_actor_id_at_idx ON event (actor_id, at);
      CREATE TABLE api_token (
          id uuid NOT NULL DEFAULT gen_random_uuid(),
          name text NOT NULL,
          hash text NOT NULL,
          scopes text[] NOT NULL,
          campus_id text,
          made_by text NOT NULL,
          created_at timestamptz NOT NULL,
          expires_at timestamptz,
          revoked_at timestamptz,
          last_used_at timestamptz,
          CONSTRAINT api_token_pkey PRIMARY KEY (id),
          CONSTRAINT api_token_hash_key UNIQUE (hash),
          CONSTRAINT api_token_campus_id_fkey FOREIGN KEY (campus_id) REFERENCES campus(id)
      );
      CREATE UNIQUE INDEX api_token_name ON api_token (name) WHERE revoked_at IS NULL;
      CREATE TABLE webhook (
          id uuid NOT NULL DEFAULT gen_random_uuid(),
          url text NOT NULL,
          events text[] NOT NULL,
          campus_id text,
          private boolean NOT NULL,
          made_by text NOT NULL,
          created_at timestamptz NOT NULL,
          removed_at timestamptz,
          gone boolean NOT NULL DEFAULT false,
          CONSTRAINT webhook_pkey PRIMARY KEY (id),
          CONSTRAINT webhook_campus_id_fkey FOREIGN KEY (campus_id) REFERENCES campus(id)
      );
      CREATE TABLE webhook_delivery (
          id uuid NOT NULL DEFAULT gen_random_uuid(),
          webhook_id uuid NOT NULL,
          event_id bigint NOT NULL,
          state text NOT NULL DEFAULT 'waiting',
          reason text,
          attempts integer NOT NULL DEFAULT 0,
          created_at timestamptz NOT NULL,
          next_due_at timestamptz,
          delivered_at timestamptz,
          resent_at timestamptz,
          CONSTRAINT webhook_delivery_pkey PRIMARY KEY (id),
          CONSTRAINT webhook_delivery_webhook_id_event_id_key UNIQUE (webhook_id, event_id),
          CONSTRAINT webhook_delivery_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES webhook(id)
      );
      CREATE INDEX webhook_delivery_due ON webhook_delivery (next_due_at) WHERE state = 'waiting';
      CREATE INDEX webhook_delivery_created_at_id_idx ON webhook_delivery (created_at, id);
      CREATE TABLE calendar_template (
          id uuid NOT NULL DEFAULT gen_random_uuid(),
          campus_id text,
          name text NOT NULL,
          semester text NOT NULL,
          places jsonb NOT NULL,
          CONSTRAINT calendar_template_pkey PRIMARY KEY (id),
          CONSTRAINT calendar_template_campus_id_fkey FOREIGN KEY (campus_id) REFERENCES campus(id)
      );
      ALTER TABLE round ADD revision integer NOT NULL DEFAULT 0;
      ALTER TABLE round ADD revised_at timestamptz NOT NULL DEFAULT clock_timestamp();
      CREATE TABLE calendar_feed (
          id uuid NOT NULL DEFAULT gen_random_uuid(),
          person_id uuid NOT NULL,
          hash text NOT NULL,
          made_at timestamptz NOT NULL,
          fetched_at timestamptz,
          ended_at timestamptz,
          CONSTRAINT calendar_feed_pkey PRIMARY KEY (id),
          CONSTRAINT calendar_feed_person_id_key UNIQUE (person_id),
          CONSTRAINT calendar_feed_hash_key UNIQUE (hash),
          CONSTRAINT calendar_feed_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
      );
    `);
    // Ids are drawn in another order than their transactions commit in. This tells readers from which id on somebody who has
    // not committed yet may write events: all above the last that was drawn before.
    await runner.query(`
      create function event_begins() returns trigger language plpgsql as $$
      begin
        if coalesce(current_setting('stafett.event_begun', true), '') = '' then
          perform pg_advisory_xact_lock_shared(7230116, coalesce(pg_sequence_last_value('event_id_seq'::regclass), 0)::integer);
          perform set_config('stafett.event_begun', 'yes', true);
        end if;
        return null;
      end $$;
      create trigger event_begins before insert on event for each statement execute function event_begins();
    `);
    // A calendar that is subscribed to tells its readers which entries moved; whoever moves them need not think of that.
    await runner.query(`
      create function round_revised() returns trigger language plpgsql as $$
      begin
        new.revision := case tg_op when 'INSERT' then 0 else old.revision + 1 end;
        new.revised_at := (select date_trunc('milliseconds', coalesce(at, clock_timestamp())) from clock);
        return new;
      end $$;
      create trigger round_created before insert on round for each row execute function round_revised();
      create trigger round_revised before update on round for each row
        when (old.calendar is distinct from new.calendar or old.paused_at is distinct from new.paused_at)
        execute function round_revised();
    `);
    // What was rated before the ratings were counted has one.
    await runner.query(`update position set ratings = 1 where rated_at is not null`);
    // What has few rows that hardly change PostgreSQL never looks at by itself, and plans for as if it were large.
    await runner.query(`analyze clock, faculty, campus, round, position, person, subject`);
  }

  async down(): Promise<void> {
    throw new Error('This migration has no way back: what it keeps would be lost.');
  }
}
