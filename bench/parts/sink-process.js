import { setTimeout as pause } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';

const delayMs = Number(process.argv[2]);
let count = 0;
let arrivals = [];
let wanted = null;

const tell = () => {
  if (wanted === null || count < wanted) return;
  wanted = null;
  process.send(Date.now());
};

const server = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  disableReverseLookup: true,
  onData(stream, session, done) {
    stream.resume();
    stream.once('end', async () => {
      if (delayMs > 0) await pause(delayMs);
      arrivals.push([session.envelope.rcptTo[0].address, Date.now()]);
      count += 1;
      done(null, 'Taken.');
      tell();
    });
  },
});
server.on('error', () => undefined);
server.listen(0, '127.0.0.1', () => process.send(server.server.address().port));

process.on('message', (question) => {
  if (question.reset) {
    count = 0;
    arrivals = [];
    process.send('reset');
  } else if (question.arrivals) process.send(arrivals);
  else {
    wanted = question.count;
    tell();
  }
});
