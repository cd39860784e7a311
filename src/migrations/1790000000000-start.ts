import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Start1790000000000 implements MigrationInterface {
  name = 'Start1790000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE person (
          id uuid NOT NULL DEFAULT gen_random_uuid(),
          email text NOT NULL,
          name text NOT NULL,
          locale text NOT NULL,
          phone text,
          laos boolean NOT NULL DEFAULT false,
          CONSTRAINT person_email_key UNIQUE (email),
          CONSTRAINT person_pkey PRIMARY KEY (id)
      );
      CREATE TABLE link (
          id uuid NOT NULL DEFAULT gen_random_uuid(),
          person_id uuid NOT NULL,
          purpose text NOT NULL,
          subject text NOT NULL,
          created_at timestamptz NOT NULL,
          expires_at timestamptz,
          revoked_at timestamptz,
          CONSTRAINT link_pkey PRIMARY KEY (id)
      );
      CREATE UNIQUE INDEX link_live ON link (person_id, purpose, subject)
      WHERE revoked_at is null;
      CREATE TABLE mail (
          id uuid NOT NULL DEFAULT gen_random_uuid(),
          kind text NOT NULL,
          person_id uuid,
          address text NOT NULL,
          locale text NOT NULL,
          round_id text,
          position_id text,
          offer_id uuid,
          facts jsonb NOT NULL,
          dedupe_key text NOT NULL,
          thread text NOT NULL,
          useless_at timestamptz,
          state text NOT NULL DEFAULT 'waiting',
          reason text,
          created_at timestamptz NOT NULL,
          next_due_at timestamptz,
          attempts integer NOT NULL DEFAULT 0,
          uncertain boolean NOT NULL DEFAULT false,
          sent_at timestamptz,
          CONSTRAINT mail_dedupe_key_key UNIQUE (dedupe_key),
          CONSTRAINT mail_pkey PRIMARY KEY (id)
      );
      CREATE INDEX mail_round_id_created_at_idx ON mail (round_id, created_at);
      CREATE INDEX mail_thread_address_idx ON mail (thread, address);
      CREATE INDEX mail_person_id_idx ON mail (person_id);
      CREATE INDEX mail_due ON mail (next_due_at)
      WHERE state = 'waiting';
      CREATE TABLE campus (
          id text NOT NULL,
          name text NOT NULL,
          locale text NOT NULL,
          announce_to text NOT NULL,
          contact_id uuid NOT NULL,
          CONSTRAINT campus_pkey PRIMARY KEY (id)
      );
      CREATE TABLE round (
          id text NOT NULL,
          campus_id text NOT NULL,
          semester text NOT NULL,
          calendar jsonb NOT NULL,
          CONSTRAINT round_pkey PRIMARY KEY (id)
      );
      CREATE TABLE position (
          id text NOT NULL,
          round_id text NOT NULL,
          course text NOT NULL,
          title text NOT NULL,
          teacher_id uuid NOT NULL,
          kind text,
          openings integer,
          hours integer,
          announced_at timestamptz,
          rating_requested_at timestamptz,
          rated_at timestamptz,
          settled_at timestamptz,
          final_lists integer NOT NULL DEFAULT 0,
          final_list_ids uuid array NOT NULL DEFAULT '{}',
          CONSTRAINT position_pkey PRIMARY KEY (id)
      );
      CREATE INDEX position_round_id_idx ON position (round_id);
      CREATE INDEX position_teacher_id_idx ON position (teacher_id);
      CREATE TABLE application (
          id uuid NOT NULL DEFAULT gen_random_uuid(),
          position_id text NOT NULL,
          person_id uuid NOT NULL,
          priority integer NOT NULL,
          applied_at timestamptz NOT NULL,
          CONSTRAINT application_position_id_person_id_key UNIQUE (position_id, person_id),
          CONSTRAINT application_pkey PRIMARY KEY (id)
      );
      CREATE INDEX application_person_id_idx ON application (person_id);
      CREATE TABLE application_form (
          round_id text NOT NULL,
          person_id uuid NOT NULL,
          started_at timestamptz NOT NULL,
          sent_at timestamptz,
          text text NOT NULL DEFAULT '',
          CONSTRAINT application_form_pkey PRIMARY KEY (round_id, person_id)
      );
      CREATE TABLE demand (
          position_id text NOT NULL,
          requested_at timestamptz,
          answered_at timestamptz,
          answered_by_id uuid,
          no_need boolean NOT NULL DEFAULT false,
          kind text,
          openings integer,
          hours integer,
          comment text NOT NULL DEFAULT '',
          CONSTRAINT demand_pkey PRIMARY KEY (position_id)
      );
      CREATE TABLE offer (
          id uuid NOT NULL DEFAULT gen_random_uuid(),
          position_id text NOT NULL,
          person_id uuid NOT NULL,
          rank integer NOT NULL,
          issued_at timestamptz NOT NULL,
          expires_at timestamptz NOT NULL,
          state text NOT NULL DEFAULT 'open',
          closed_at timestamptz,
          reinstated_by_id uuid,
          CONSTRAINT offer_pkey PRIMARY KEY (id)
      );
      CREATE INDEX offer_position_id_idx ON offer (position_id);
      CREATE INDEX offer_person_id_idx ON offer (person_id);
      CREATE UNIQUE INDEX offer_once ON offer (position_id, person_id)
      WHERE reinstated_by_id is null;
      CREATE TABLE delegation (
          position_id text NOT NULL,
          person_id uuid NOT NULL,
          delegated_by_id uuid NOT NULL,
          delegated_at timestamptz NOT NULL,
          CONSTRAINT delegation_pkey PRIMARY KEY (position_id, person_id)
      );
      CREATE TABLE rating (
          application_id uuid NOT NULL,
          position_id text NOT NULL,
          rank integer,
          CONSTRAINT rating_no_ties UNIQUE (position_id, rank) DEFERRABLE INITIALLY DEFERRED,
          CONSTRAINT rating_pkey PRIMARY KEY (application_id)
      );
      CREATE TABLE report (
          round_id text NOT NULL,
          requested_at timestamptz,
          reported_at timestamptz,
          reported_by_id uuid,
          closed_at timestamptz,
          CONSTRAINT report_pkey PRIMARY KEY (round_id)
      );
      CREATE TABLE faculty (
          id smallint NOT NULL DEFAULT '1',
          person_id uuid NOT NULL,
          CONSTRAINT faculty_pkey PRIMARY KEY (id)
      );
      CREATE TABLE subject (
          stage text NOT NULL,
          id text NOT NULL,
          next_due_at timestamptz,
          advanced_to timestamptz,
          failures integer NOT NULL DEFAULT 0,
          retry_at timestamptz,
          attempted_at timestamptz,
          CONSTRAINT subject_pkey PRIMARY KEY (stage, id)
      );
      CREATE INDEX subject_next_due_at_idx ON subject (next_due_at);
      CREATE TABLE clock (
          id smallint NOT NULL DEFAULT '1',
          at timestamptz,
          CONSTRAINT clock_pkey PRIMARY KEY (id)
      );
      CREATE TABLE event (
          id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL,
          at timestamptz NOT NULL,
          kind text NOT NULL,
          actor_id uuid,
          round_id text,
          position_id text,
          person_id uuid,
          data jsonb NOT NULL DEFAULT '{}',
          CONSTRAINT event_pkey PRIMARY KEY (id)
      );
      CREATE INDEX event_position_id_at_idx ON event (position_id, at);
      CREATE INDEX event_round_id_at_idx ON event (round_id, at);
      ALTER TABLE link
      ADD CONSTRAINT link_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE NO ACTION ON UPDATE NO ACTION;
      ALTER TABLE campus
      ADD CONSTRAINT campus_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES person(id) ON DELETE NO ACTION ON UPDATE NO ACTION;
      ALTER TABLE round
      ADD CONSTRAINT round_campus_id_fkey FOREIGN KEY (campus_id) REFERENCES campus(id) ON DELETE NO ACTION ON UPDATE NO ACTION;
      ALTER TABLE position
      ADD CONSTRAINT position_round_id_fkey FOREIGN KEY (round_id) REFERENCES round(id) ON DELETE NO ACTION ON UPDATE NO ACTION;
      ALTER TABLE position
      ADD CONSTRAINT position_teacher_id_fkey FOREIGN KEY (teacher_id) REFERENCES person(id) ON DELETE NO ACTION ON UPDATE NO ACTION;
      ALTER TABLE application
      ADD CONSTRAINT application_position_id_fkey FOREIGN KEY (position_id) REFERENCES position(id) ON DELETE NO ACTION ON UPDATE NO ACTION;
      ALTER TABLE application
      ADD CONSTRAINT application_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE NO ACTION ON UPDATE NO ACTION;
      ALTER TABLE demand
      ADD CONSTRAINT demand_position_id_fkey FOREIGN KEY (position_id) REFERENCES position(id) ON DELETE NO ACTION ON UPDATE NO ACTION;
      ALTER TABLE offer
      ADD CONSTRAINT offer_position_id_fkey FOREIGN KEY (position_id) REFERENCES position(id) ON DELETE NO ACTION ON UPDATE NO ACTION;
      ALTER TABLE offer
      ADD CONSTRAINT offer_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE NO ACTION ON UPDATE NO ACTION;
      ALTER TABLE rating
      ADD CONSTRAINT rating_application_id_fkey FOREIGN KEY (application_id) REFERENCES application(id) ON DELETE NO ACTION ON UPDATE NO ACTION;
      ALTER TABLE report
      ADD CONSTRAINT report_round_id_fkey FOREIGN KEY (round_id) REFERENCES round(id) ON DELETE NO ACTION ON UPDATE NO ACTION;
      ALTER TABLE faculty
      ADD CONSTRAINT faculty_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id) ON DELETE NO ACTION ON UPDATE NO ACTION;
    `);
    await runner.query(`insert into clock (id, at) values (1, null)`);
    await runner.query(`
      create function event_is_final() returns trigger language plpgsql as $$
      begin
        if current_setting('stafett.erasure', true) is distinct from 'on' then
          raise exception 'An event is never updated or deleted.';
        end if;
        return coalesce(new, old);
      end $$;
      create trigger event_is_final before update or delete on event
        for each row execute function event_is_final();
    `);
    // The store of the board's sessions; its shape is the session library's.
    await runner.query(`
      create table session (sid varchar primary key, sess json not null, expire timestamp(6) not null);
      create index session_expire_idx on session (expire);
    `);
  }

  async down(): Promise<void> {
    throw new Error('The first migration has no way back; drop the database instead.');
  }
}
