/** The task that a side process was started with. */
export function taskGiven(): unknown {
  return JSON.parse(process.argv[2] ?? '');
}

/** Says that it is at work, and answers when it is asked. However the benchmark ends, this process ends with it. */
export function atWork<T>(answer: () => Promise<T> | T): void {
  process.once('disconnect', () => process.exit(0));
  process.once('message', () => {
    void Promise.resolve(answer()).then((given) => process.send?.({ type: 'answer', answer: given }));
  });
  process.send?.({ type: 'ready' });
}
