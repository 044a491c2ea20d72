'use strict';

const at = (id) => document.getElementById (id);
const say = (text) => { at ('status').textContent = text; };
const log = [];
let stream = null, drawing = 0;
const facts = { status: '', ended: [], outcomes: null, firstFrame: 0, errors: [] };

const show = (table, name, text) => {
  const body = at (table).tBodies[0];
  const row = document.getElementById (table + '-' + name) || body.insertRow ();
  row.id = table + '-' + name;
  row.replaceChildren ();
  row.insertCell ().textContent = name;
  const cell = row.insertCell ();
  cell.textContent = text;
  cell.className = /^(works|granted)/.test (text) ? 'works' : /^(absent|prompt)/.test (text) ? 'absent' : 'refused';
};

const drawLoop = () => {
  cancelAnimationFrame (drawing);
  const step = () => {
    if (at ('video').videoWidth) at ('canvas').getContext ('2d').drawImage (at ('video'), 0, 0, 320, 240);
    drawing = requestAnimationFrame (step);
  };
  step ();
};

const play = async (captured, words) => {
  stream = captured;
  for (const track of stream.getTracks ())
    track.addEventListener ('ended', () => { facts.ended.push (track.kind); say ('The browser ended the ' + track.kind + '.'); });
  at ('video').srcObject = stream;
  await at ('video').play ();
  while (at ('video').readyState < 2) await pause (20);
  facts.firstFrame = Date.now ();
  drawLoop ();
  say (words + ' Isolated: ' + stream.getTracks ().map ((track) => track.kind + ' ' + track.isolated).join (', ') + '.');
  facts.status = 'playing';
};

const start = async (ask, words) => {
  facts.status = 'asking';
  facts.outcomes = null;
  facts.firstFrame = 0;
  say ('Asking…');
  try { await play (await ask (), words); } catch (error) {
    facts.status = 'refused: ' + error.name;
    facts.errors.push (error.name);
    say ('Refused: ' + error.name + '. ' + error.message);
  }
};

const hangUp = () => {
  cancelAnimationFrame (drawing);
  if (stream) for (const track of stream.getTracks ()) track.stop ();
  stream = null;
  at ('video').srcObject = null;
  at ('canvas').width = 320;
  facts.status = 'idle';
  say ('Hung up.');
};

at ('plain').onclick = () => start (() => navigator.mediaDevices.getUserMedia ({ audio: true, video: true }), 'A plain call.');
at ('isolated').onclick = () => start (() => navigator.mediaDevices.getUserMedia (
  { audio: true, video: true, peerIdentity: 'bob@idp.example' }), 'An isolated call.');
at ('screen').onclick = () => start (() => navigator.mediaDevices.getDisplayMedia ({ video: true }), 'Sharing.');
at ('hang-up').onclick = hangUp;
at ('try-all').onclick = async () => {
  if (!stream) return say ('Start a call first.');
  say ('Trying…');
  const outcomes = await trySinks (stream, at ('video'));
  for (const [name, text] of Object.entries (outcomes)) show ('sinks', name, text);
  facts.outcomes = outcomes;
  say ('Tried every sink.');
};

const watch = async () => {
  for (const name of ['camera', 'microphone', 'display-capture'])
    {
      const status = await navigator.permissions.query ({ name });
      show ('states', name, status.state);
      facts['state-' + name] = status.state;
      status.onchange = () => {
        show ('states', name, status.state);
        facts['state-' + name] = status.state;
        log.push (name + ' → ' + status.state);
        facts.changes = log.slice ();
        at ('changes').textContent = 'Changes: ' + log.slice (-4).join (', ');
      };
    }
};
watch ();
