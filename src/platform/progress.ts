const EVERY_MS = 5_000;
const REDRAW_MS = 100;

/** Where a long run stands, and lines beside it that stay. */
export interface Progress {
  /** Shows where the run stands: in place on a terminal, else a line every few seconds. */
  show(line: () => string): void;
  /** Writes a line that stays. */
  say(line: string): void;
  /** Removes what was shown in place. */
  end(): void;
}

/**
 * Progress on a stream, such as standard error.
 * @param say where lines that stay go
 */
export function progressOn(stream: NodeJS.WriteStream, say: (line: string) => void): Progress {
  let shownAt = -Infinity;
  let isDrawn = false;
  const erase = () => {
    if (isDrawn) stream.write('\r\x1b[2K');
    isDrawn = false;
  };
  return {
    show(line) {
      const now = performance.now();
      if (now - shownAt < (stream.isTTY ? REDRAW_MS : EVERY_MS)) return;
      shownAt = now;
      if (!stream.isTTY) return void stream.write(`${line()}\n`);
      erase();
      stream.write(line().slice(0, (stream.columns || 80) - 1));
      isDrawn = true;
    },
    say(line) {
      erase();
      say(line);
    },
    end: erase,
  };
}
