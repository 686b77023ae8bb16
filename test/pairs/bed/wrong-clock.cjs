// Loaded before tsmove: its calendar is as far off as CLOCK_AHEAD_MS says. What is measured with timers stays right.
const ahead = Number(process.env['CLOCK_AHEAD_MS'] ?? '0');
const RightDate = Date;

globalThis.Date = class extends RightDate {
  constructor(...given) {
    if (given.length === 0) super(RightDate.now() + ahead);
    else super(...given);
  }

  static now() {
    return RightDate.now() + ahead;
  }
};
