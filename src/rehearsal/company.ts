import type { Scenario } from '../rounds/import/scenario.schema.js';
import { type Act, Diary } from './diary.js';
import { said } from './durations.js';
import type { ReceivedMail } from './mailbox.js';
import { Browser } from './robots/browser.js';
import { type Cast, castOf } from './robots/cast.js';
import type { Meddling } from './robots/meddler.js';
import { UPSETS } from './robots/robot.js';
import type { RunningSystem } from './set-up.js';

/** The robots of a rehearsal, their diary, and what they met that should not be. */
export class Company {
  readonly diary = new Diary();
  /** Pages that were not the expected ones, and mails that made no sense, as lines to read. */
  readonly faults: string[] = [];
  readonly #cast: Cast;
  readonly #browsers = new Map<string, Browser>();
  #read = 0;

  constructor(
    private readonly scenario: Scenario,
    private readonly system: Pick<RunningSystem, 'clock' | 'mailbox' | 'home' | 'daemons'>,
    private readonly signal: AbortSignal,
    private readonly habits: {
      readonly meddling?: Meddling | null;
      readonly sendsAgain?: boolean;
      /** Who has applied before it began; null when it began before everything. */
      readonly applied?: ReadonlySet<string> | null;
    } = {},
  ) {
    const { meddling = null, applied = null } = habits;
    const { timeZone } = scenario;
    const { clock, home } = system;
    const world = {
      ...{ timeZone, home, clock, diary: this.diary, upsets: meddling || applied ? UPSETS : [] },
      browserOf: (address: string) => this.#browserOf(address),
    };
    this.#cast = castOf(scenario, world, meddling, applied ?? undefined);
  }

  /** Gives everybody the mail that has come since the last time, in an order that only depends on the mails. */
  readMail(): void {
    const { mails } = this.system.mailbox;
    this.readEach(mails.slice(this.#read));
    this.#read = mails.length;
  }

  /** Gives everybody some mails, such as those that came before it began. */
  readEach(mails: readonly ReceivedMail[]): void {
    for (const mail of mails.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))) {
      try {
        this.#cast.read(mail);
      } catch (error) {
        this.#note(mail.to, error);
      }
    }
  }

  /** Does an act. What goes wrong is noted and the play goes on, unless it was stopped. */
  async perform(act: Act): Promise<void> {
    try {
      await act.run();
    } catch (error) {
      this.signal.throwIfAborted();
      this.#note(act.who, error);
    }
  }

  #browserOf(address: string): Browser {
    const known = this.#browsers.get(address);
    if (known) return known;
    const caller = { localAddress: addressOf(this.#browsers.size), signal: this.signal };
    const browser = new Browser(caller, this.habits.sendsAgain ? this.system.daemons[0].served : null);
    this.#browsers.set(address, browser);
    return browser;
  }

  #note(who: string, error: unknown): void {
    const at = said(this.system.clock.now, this.scenario.timeZone);
    this.faults.push(`${who}, ${at}: ${messageOf(error)}`);
  }
}

/**
 * People sit at many computers, and the public form only takes so much from one of them. Linux lets a program call from
 * any address that begins with 127; elsewhere all share one.
 */
const addressOf = (index: number) => (process.platform === 'linux' ? `127.0.1.${(index % COMPUTERS) + 1}` : undefined);

const COMPUTERS = 100;

const keyOf = ({ to, kind, subject }: ReceivedMail) => [to, kind, subject].join('\n');

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
