// Puts drag and drop, moves without reload and a draft that saves itself on top of the rating form, which works without.
(() => {
  const form = document.getElementById('rating');
  if (!form) return;

  const status = form.querySelector('.draft-status');
  const said = form.querySelector('[data-said]');
  const first = Number(form.dataset.first);
  const lists = [...form.querySelectorAll('[data-list]')];
  const listOf = (name) => form.querySelector(`[data-list="${name}"]`);
  const rowsIn = (list) => [...list.querySelectorAll('[data-applicant]')];
  const nameOf = (row) => row.querySelector('.who-name').textContent;
  const placeOf = (row) => row.querySelector('.place');
  const tickOf = (row) => row.querySelector('[name^="unsuited."]');
  const idOf = (row) => row.id.slice('row-'.length);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  // Moves.

  /** Puts a row into a list, before another row or last, and keeps the focus where it is. */
  function put(row, list, before = null) {
    const focused = document.activeElement;
    list.insertBefore(row, before);
    settle(row, focused);
  }

  /** After a row came to its place: its buttons, every number, what is said and saved. */
  function settle(row, focused) {
    const list = row.closest('[data-list]').dataset.list;
    const held = row.contains(focused) ? focused : null;
    dress(row, list);
    tickOf(row).checked = list === 'unsuited';
    if (list !== 'ranked') placeOf(row).value = '';
    clearFault(row);
    renumber();
    for (const other of form.querySelectorAll('.moved')) other.classList.remove('moved');
    row.classList.add('moved');
    if (held) (held.isConnected ? held : row.querySelector('.moves button')).focus();
    tell(row, list);
    changed();
  }

  /** Gives a row the buttons of its list. */
  function dress(row, list) {
    if (row.dataset.dressed === list) return;
    const moves = row.querySelector('.moves');
    moves.replaceChildren(form.querySelector(`template[data-buttons="${list}"]`).content.cloneNode(true));
    const values = { id: idOf(row), name: nameOf(row) };
    for (const button of moves.querySelectorAll('button')) {
      for (const name of ['id', 'value', 'aria-label'])
        if (button.hasAttribute(name)) button.setAttribute(name, fill(button.getAttribute(name), values));
      const hidden = button.querySelector('.ds-sr-only');
      if (hidden) hidden.textContent = fill(hidden.textContent, values);
    }
    row.dataset.dressed = list;
  }

  function renumber() {
    rowsIn(listOf('ranked')).forEach((row, index) => {
      placeOf(row).value = String(first + index);
    });
    for (const list of lists)
      form.querySelector(`[data-count="${list.dataset.list}"]`).textContent = String(rowsIn(list).length);
  }

  function tell(row, list) {
    const values = { name: nameOf(row), place: placeOf(row).value, count: first - 1 + rowsIn(listOf('ranked')).length };
    said.textContent = fill(form.dataset[`said${list[0].toUpperCase()}${list.slice(1)}`], values);
  }

  function step(row, what) {
    const list = row.closest('[data-list]');
    if (what === 'back') return put(row, listOf('unplaced'));
    if (list.dataset.list !== 'ranked') return what === 'up' ? put(row, listOf('ranked')) : undefined;
    const rows = rowsIn(list);
    const at = rows.indexOf(row);
    if (what === 'up' && at > 0) return put(row, list, rows[at - 1]);
    if (what === 'down' && at < rows.length - 1) return put(row, list, rows[at + 2] ?? null);
    said.textContent = fill(form.dataset[what === 'up' ? 'saidTop' : 'saidBottom'], { name: nameOf(row) });
  }

  /** Takes a place that was written to mean where its row is to stand. */
  function place(row) {
    const written = placeOf(row).value.trim();
    if (written === '') return put(row, listOf(tickOf(row).checked ? 'unsuited' : 'unplaced'));
    if (!/^\d{1,4}$/.test(written) || Number(written) < 1) return fault(row);
    const ranked = listOf('ranked');
    const others = rowsIn(ranked).filter((other) => other !== row);
    put(row, ranked, others[Math.max(0, Number(written) - first)] ?? null);
  }

  function fault(row) {
    row.classList.add('faulty');
    placeOf(row).setAttribute('aria-invalid', 'true');
    show(form.dataset.number);
  }

  function clearFault(row) {
    row.classList.remove('faulty');
    placeOf(row).removeAttribute('aria-invalid');
    placeOf(row).removeAttribute('aria-describedby');
    row.querySelector('.ds-validation-message')?.remove();
  }

  form.addEventListener('click', (event) => {
    const button = event.target.closest('button[name="move"]');
    if (!button) return;
    event.preventDefault();
    step(button.closest('[data-applicant]'), button.value.split('.')[0]);
  });

  form.addEventListener('keydown', (event) => {
    const row = event.target.closest('[data-applicant]');
    if (!row) return;
    if (event.key === 'Enter' && event.target === placeOf(row)) {
      event.preventDefault();
      return place(row);
    }
    const what = { ArrowUp: 'up', ArrowDown: 'down' }[event.key];
    if (!what || !event.target.matches('button[name="move"]')) return;
    event.preventDefault();
    step(row, what);
  });

  form.addEventListener('change', (event) => {
    const row = event.target.closest('[data-applicant]');
    if (!row) return changed();
    if (event.target === placeOf(row)) {
      // A row that moves takes the focus with it: the focus has to have gone on first.
      setTimeout(() => place(row));
    } else if (event.target === tickOf(row)) put(row, listOf(event.target.checked ? 'unsuited' : 'unplaced'));
  });

  for (const list of lists) {
    for (const row of rowsIn(list)) {
      row.dataset.dressed = list.dataset.list;
      const grip = document.createElement('span');
      grip.className = 'grip';
      grip.textContent = '⠿';
      grip.title = form.dataset.drag;
      grip.setAttribute('aria-hidden', 'true');
      row.querySelector('.rank-fields').prepend(grip);
    }
    Sortable.create(list, {
      group: 'rating',
      draggable: '[data-applicant]',
      handle: '.grip',
      animation: 150,
      // One way to drag for a mouse and a finger.
      forceFallback: true,
      onEnd: ({ item, from, to, oldIndex, newIndex }) => {
        if (from !== to || oldIndex !== newIndex) settle(item, document.activeElement);
      },
    });
  }
  for (const button of form.querySelectorAll('[data-plain]')) button.hidden = true;

  // The draft.

  const PAUSE = 1000;
  const RETRY = 10_000;
  let timer = 0;
  let saving = null;
  let dirty = false;
  let over = false;

  function changed() {
    dirty = true;
    if (!over) wait(PAUSE);
  }

  function wait(pause) {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  }

  function show(content) {
    status.textContent = content;
  }

  function bodyOf() {
    const body = new URLSearchParams(new FormData(form));
    body.set('act', 'autosave');
    return body;
  }

  function save() {
    clearTimeout(timer);
    timer = 0;
    if (saving !== null || !dirty || over || form.querySelector('.place[aria-invalid]')) return;
    dirty = false;
    saving = fetch(form.action, { method: 'POST', body: bodyOf() })
      .then(async (response) => take(new DOMParser().parseFromString(await response.text(), 'text/html')))
      .catch(() => {
        dirty = true;
        show(form.dataset.unsaved);
        wait(RETRY);
      })
      .finally(() => {
        saving = null;
        if (dirty && !over && !timer) wait(PAUSE);
      });
  }

  /** Shows what came of saving. */
  function take(answer) {
    const outcome = answer.querySelector('[data-state]');
    const state = outcome?.dataset.state;
    if (state === undefined || state === 'closed') over = true;
    if (state === undefined) return show(form.dataset.lost);
    status.replaceChildren(...answer.body.childNodes);
    if (state === 'saved' || state === 'overtaken') {
      form.elements.draft.value = outcome.dataset.version;
      form.elements.discard.hidden = false;
    }
    if (state !== 'stale') return;
    over = true;
    status.querySelector('[data-keep]').addEventListener('click', () => {
      form.elements.draft.value = outcome.dataset.version;
      over = false;
      dirty = true;
      save();
    });
  }

  let leaving = false;
  form.addEventListener('submit', (event) => {
    // Two posts of one form at a time would not know of each other.
    if (saving !== null) {
      event.preventDefault();
      const { submitter } = event;
      void saving.finally(() => form.requestSubmit(submitter));
      return;
    }
    clearTimeout(timer);
    leaving = true;
  });

  addEventListener('pagehide', () => {
    if (dirty && saving === null && !over && !leaving)
      void fetch(form.action, { method: 'POST', body: bodyOf(), keepalive: true });
  });
  addEventListener('pageshow', (event) => {
    if (event.persisted) location.reload();
  });
})();
