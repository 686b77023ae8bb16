/** What every call of a dead process ends with. No error that a server or a journal could raise, so nobody retries it. */
export class DeathError extends Error {
  constructor() {
    super('the process is dead');
    this.name = 'DeathError';
  }
}
