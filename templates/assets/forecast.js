// Shows how far a forecast has come, and puts it in its place when it is there. Whoever leaves or stops ends it; without
// this script a link leads to the finished page.
(() => {
  const place = document.querySelector('[data-forecast]');
  if (!place) return;
  const meter = place.querySelector('progress');
  const status = place.querySelector('[role="status"]');
  const { saidProgress, saidStopped, saidBusy, saidFailed } = place.dataset;
  const stop = place.querySelector('button');
  const begin = place.querySelector('[data-forecast-begin]');
  const bar = place.querySelector('[data-forecast-bar]');

  function run() {
    begin.hidden = true;
    bar.hidden = false;
    status.textContent = '';
    const source = new EventSource(place.dataset.forecast);
    const end = (said) => {
      source.close();
      stop.onclick = null;
      bar.hidden = true;
      begin.hidden = said === null;
      status.textContent = said ?? '';
    };
    stop.onclick = () => end(saidStopped);
    source.addEventListener('progress', ({ data }) => {
      const { done, of } = JSON.parse(data);
      meter.max = of;
      meter.value = done;
      meter.textContent = saidProgress.replace('#', done).replace('%', of);
    });
    source.addEventListener('busy', () => end(saidBusy));
    source.addEventListener('forecast', ({ data }) => {
      end(null);
      const { body } = new DOMParser().parseFromString(JSON.parse(data), 'text/html');
      place.querySelector('[data-forecast-result]').replaceChildren(...body.childNodes);
    });
    source.onerror = () => end(saidFailed);
  }

  begin.addEventListener('click', (event) => {
    event.preventDefault();
    run();
  });
  run();
})();
