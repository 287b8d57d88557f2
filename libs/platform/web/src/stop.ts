/** Resolves when the process is asked to stop: by a signal, or because its launcher is gone. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      resolve();
    };
    process.once('SIGTERM', stop);
    process.once('disconnect', stop);
    // Ctrl-C reaches the whole group; the launcher stops its children in order.
    process.on('SIGINT', () => undefined);
  });
}
