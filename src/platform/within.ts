/**
 * The same work with a time limit. While it hangs it is not begun anew, so that whoever asks again and again does not pile up
 * work before a store that does not answer.
 * @returns rejects with what the work throws, or with an error that says that it took too long
 */
export function within<T>(milliseconds: number, work: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => {
    running ??= work().finally(() => {
      running = null;
    });
    const begun = running;
    return new Promise<T>((resolve, reject) => {
      const late = () => reject(new Error(`There was no answer within ${milliseconds} ms.`));
      const timer = setTimeout(late, milliseconds);
      begun.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  };
}
