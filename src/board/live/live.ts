import type { App } from '../../platform/app.js';
import { trouble } from '../../platform/trouble.js';
import { type Change, readChanges, readSessions, type Seen } from './read-changes.js';

/** Somebody who has a page of the board open. */
export interface Listener {
  readonly sessionId: string;
  /** Whether what happened is theirs to see, and of the page that they have open. */
  wants(change: Change): boolean;
  changed(): void;
  /** They are signed out, or the daemon stops. */
  end(): void;
}

/** What tells every listener of this daemon when something has changed. */
export interface Live {
  /**
   * Adds a listener, from whom nothing that happens after this has resolved is kept.
   * @returns takes it away
   */
  listen(listener: Listener): Promise<() => void>;
  /** Ends all listeners, and whoever comes later. */
  close(): void;
}

const EVERY_MS = 2_000;

/** Looks at the database every two seconds for all listeners at once, and not at all when there is none. */
export function openLive(app: App): Live {
  const { manager } = app.database;
  const blind = trouble(
    (error) => app.log.warn({ err: error }, 'live-look-failed'),
    () => app.log.info('live-look-works-again'),
  );
  const listeners = new Set<Listener>();
  let seen: Seen | null = null;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function look(): Promise<void> {
    const news = await readChanges(manager, seen);
    seen = news.seen;
    const signedIn = await readSessions(
      manager,
      [...listeners].map(({ sessionId }) => sessionId),
    );
    for (const listener of listeners)
      if (!signedIn.has(listener.sessionId)) listener.end();
      else if (news.changes.some(listener.wants)) listener.changed();
  }

  function schedule(): void {
    timer = setTimeout(async () => {
      await look().then(blind.ends, blind.begins);
      if (listeners.size > 0) return schedule();
      timer = undefined;
      seen = null;
    }, EVERY_MS);
  }

  return {
    async listen(listener) {
      if (!closed && !seen) {
        const first = await readChanges(manager, null);
        // Whoever came at the same time may have looked earlier.
        seen ??= first.seen;
      }
      if (closed) listener.end();
      else {
        listeners.add(listener);
        if (!timer) schedule();
      }
      return () => listeners.delete(listener);
    },
    close() {
      closed = true;
      clearTimeout(timer);
      for (const listener of listeners) listener.end();
      listeners.clear();
    },
  };
}
