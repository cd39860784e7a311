// Keeps a page of the board up to date: when the server tells of a change, the page is asked for again and the parts that
// changed are put in its place. Without it, one reloads.
(() => {
  const told = document.querySelector('[data-live-source]');
  if (!told) return;

  // The words for what is left of the time change by themselves.
  const EVERY_MS = 60_000;
  const AGAIN_MS = 30_000;
  const status = told.querySelector('[role="status"]');
  let source = null;
  let busy = false;
  let missed = false;

  async function refresh() {
    missed = busy;
    if (busy) return;
    busy = true;
    try {
      const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
      if (answer.redirected) return signedOut();
      if (answer.ok) swap(new DOMParser().parseFromString(await answer.text(), 'text/html'));
    } catch {
      // The server is away for a moment; the stream comes back when it does, and asks anew.
    } finally {
      busy = false;
    }
    if (missed) await refresh();
  }

  function swap(fresh) {
    let changed = false;
    for (const part of document.querySelectorAll('[data-live]')) {
      const other = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
      if (!other) continue;
      const open = [...part.querySelectorAll('details[open][id]')].map(({ id }) => id);
      for (const id of open) other.querySelector(`#${id}`)?.setAttribute('open', '');
      if (part.innerHTML === other.innerHTML) continue;
      const focused = focusIn(part);
      part.replaceChildren(...other.childNodes);
      if (focused) part.querySelector(focused)?.focus({ preventScroll: true });
      changed = true;
    }
    const news = fresh.querySelector('[data-live-source] [role="status"]');
    if (changed && news) status.textContent = news.textContent;
  }

  /** A selector of the element in a part that has the focus; null when none has. */
  function focusIn(part) {
    const { activeElement: focused } = document;
    if (!focused || !part.contains(focused)) return null;
    const href = focused.getAttribute('href');
    if (href) return `a[href="${CSS.escape(href)}"]`;
    const details = focused.closest('details[id]');
    return focused.localName === 'summary' && details ? `#${details.id} > summary` : null;
  }

  function signedOut() {
    close();
    document.removeEventListener('visibilitychange', follow);
    clearInterval(clock);
    status.textContent = told.dataset.signedOut;
  }

  function listen() {
    if (source) return;
    source = new EventSource(told.dataset.liveSource);
    // Whatever happened before the stream was there.
    source.addEventListener('open', refresh);
    source.addEventListener('change', refresh);
    source.addEventListener('error', () => {
      // While it tries by itself there is nothing to do; once it has given up, the page tells whether we are signed out.
      if (source?.readyState !== EventSource.CLOSED) return;
      close();
      void refresh();
      setTimeout(follow, AGAIN_MS);
    });
  }

  function close() {
    source?.close();
    source = null;
  }

  // A browser keeps few connections to one server, and pages that nobody sees would take them all.
  function follow() {
    if (document.hidden || status.textContent === told.dataset.signedOut) close();
    else listen();
  }

  const clock = setInterval(() => {
    if (!document.hidden) void refresh();
  }, EVERY_MS);
  document.addEventListener('visibilitychange', follow);
  addEventListener('pagehide', close);
  follow();
})();
