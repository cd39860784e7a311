import { z } from 'zod';

const uuid = z.guid();

/** Whether a text can be the id of a row; anything else would make the database refuse the query. */
export const isUUID = (text: string) => uuid.safeParse(text).success;
