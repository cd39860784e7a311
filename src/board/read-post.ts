import { type Request, type RequestHandler, raw } from 'express';
import { formOf } from '../links/link.routes.js';
import type { Form } from '../links/visit.js';

/** Takes in the body of a form that holds a file. One that is larger than `mostBytes` is an error of status 413. */
export const takeParts = (mostBytes: number): RequestHandler => raw({ type: 'multipart/form-data', limit: mostBytes });

/** What was posted: the fields, and the file where there is one. */
export interface Post {
  readonly form: Form;
  readonly file: Buffer | null;
  /** What the file is called where it comes from; empty where there is none. */
  readonly fileName: string;
}

/** Reads a form as browsers post it, with or without a file. A body that cannot be read is an empty form. */
export async function readPost(request: Request): Promise<Post> {
  if (!Buffer.isBuffer(request.body)) return { form: formOf(request), file: null, fileName: '' };
  const fields: Record<string, string> = {};
  let file: Buffer | null = null;
  let fileName = '';
  for (const [name, value] of await partsOf(request.body, request.get('Content-Type') ?? '')) {
    if (typeof value === 'string') fields[name] = value;
    // A browser posts a nameless file where none was chosen.
    else if (value.name !== '') {
      file = Buffer.from(await value.arrayBuffer());
      fileName = value.name;
    }
  }
  return { form: fields, file, fileName };
}

// The platform's own reader: what it holds in memory is bounded above.
async function partsOf(body: Buffer, type: string): Promise<[string, string | File][]> {
  try {
    return [...(await new Response(Uint8Array.from(body), { headers: { 'Content-Type': type } }).formData())];
  } catch {
    return [];
  }
}
