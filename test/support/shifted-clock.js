// Loaded before a daemon: its own clock is so many hours off.
const RealDate = Date;
const shift = Number(process.env.SHIFTED_CLOCK_HOURS) * 3_600_000;

globalThis.Date = class ShiftedDate extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + shift);
    else super(...given);
  }

  static now() {
    return RealDate.now() + shift;
  }
};
