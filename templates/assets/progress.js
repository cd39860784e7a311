// Shows that a form that takes a while is on its way, and how far it has come where the server can tell. The browser goes
// to the answer by itself; without this script too.
(() => {
  const EVERY_MS = 250;

  function follow(bar) {
    const meter = bar.querySelector('progress');
    const status = bar.querySelector('[role="status"]');
    bar.hidden = false;
    const { progressPath, progressSaid } = bar.dataset;
    if (!progressPath) return;
    setInterval(async () => {
      try {
        const told = await (await fetch(progressPath, { headers: { Accept: 'application/json' } })).json();
        if (!told) return;
        meter.max = told.of;
        meter.value = told.done;
        status.textContent = progressSaid.replace('#', told.done).replace('%', told.of);
      } catch {
        // The answer is what counts; it comes without this.
      }
    }, EVERY_MS);
  }

  for (const form of document.querySelectorAll('form[data-progress]')) {
    form.addEventListener('submit', () => {
      const bar = form.querySelector('[data-progress-bar]');
      if (bar) follow(bar);
      // A second press would send it again; the browser has taken the values when this runs.
      setTimeout(() => {
        for (const button of form.querySelectorAll('button')) button.disabled = true;
      });
    });
  }
  // Whoever comes back by the browser's own button finds the form as it was.
  addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
})();
