import type { EntityManager } from 'typeorm';
import type { Traits } from './traits.rule.js';

/**
 * What names people, now or in the mails that they had before their address or name was changed. A name that somebody else
 * has too, who stays, is left out: wherever it stands it may be that person's.
 */
export async function readTraits(manager: EntityManager, personIds: readonly string[]): Promise<Traits> {
  const [row] = await manager.query<{ names: string[]; addresses: string[]; phones: string[] }[]>(
    `with named as (
       select name from person where id = any($1)
       union select facts ->> 'recipient' from mail where person_id = any($1)
     ), addressed as (
       select lower(email) as address from person where id = any($1)
       union select lower(address) from mail where person_id = any($1)
     )
     select
       array(select n.name from named n where trim(n.name) <> '' and n.name not like '%@%' and not exists (
         select from person o where lower(o.name) = lower(n.name) and o.id <> all($1) and o.erased_at is null)) as names,
       array(select a.address from addressed a where not exists (
         select from person o where lower(o.email) = a.address and o.id <> all($1))) as addresses,
       array(select phone from person s where id = any($1) and trim(phone) <> '' and not exists (
         select from person o where o.phone = s.phone and o.id <> all($1))) as phones`,
    [personIds],
  );
  return row ?? { names: [], addresses: [], phones: [] };
}
