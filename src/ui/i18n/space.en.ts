/** English words of the space-time diagram and of the stage's legend. */
export const spaceEn = {
  title: 'Space-time diagram: one lane a host, time downwards',
  nothing: 'No messages yet.',
  nothingFits: 'No message fits the filter.',
  filter: 'Filter',
  filterHint: 'path:/app node:zk1 …',
  clear: 'Clear the filter',
  saved: 'The diagram is copied as Mermaid text.',
  exportSvg: 'Save as SVG',
  exportMermaid: 'Copy as Mermaid',
  messages: (shown: number, all: number) => `${shown} of ${all} messages`,
  cone: (past: number, future: number) =>
    `${past} ${past === 1 ? 'event' : 'events'} led here, ${future} came of it`,
  moments: 'Show what happens inside a host',
  help: 'How to filter and move',
  facets: {
    node: 'messages to or from a host',
    kind: 'by name of the message',
  },
  rules:
    'The same name twice means “either”; different names must all fit. A plain word is looked for everywhere, a minus in front leaves out.',
  keys: '↑ ↓ from event to event, ← to the cause, → to what came of it, + − 0 zoom. Ctrl and the wheel, or two fingers, zoom too.',
  onItsWay: (label: string, from: string, to: string) => `${label} on its way, ${from} → ${to}`,
  held: (label: string, from: string, to: string) => `${label} held back, ${from} → ${to}`,
};

export const legendEn = {
  title: 'What the signs mean',
  nodes: 'On the cards',
  exited: 'stopped',
  paused: 'paused',
  shapes: 'Shape of a message: its kind',
  held: 'held back by a cut',
  colours: 'Colour of a message: who sent it',
  lines: 'Connections',
  wires: { open: 'open', dialling: 'being opened', cut: 'cut' },
};
