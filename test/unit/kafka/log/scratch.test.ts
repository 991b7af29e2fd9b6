import { test } from 'vitest';
import { LogBench } from './log-bench.ts';
test('x', () => {
  const bench = new LogBench({ broker: {'log.cleaner.backoff.ms': 2000}, topics: { c: { 'cleanup.policy': 'compact', 'segment.bytes': '200', 'min.cleanable.dirty.ratio': '0.01', 'delete.retention.ms': '1000', 'file.delete.delay.ms': '2000' } } });
  bench.advance(37);
  bench.create('c');
  const ks = ['a','b','a','a','c','b','a','d'];
  ks.forEach((k, i) => { bench.send('c', `${k}:value-${i}`); bench.advance(10); });
  const t = bench.wallClockMs;
  const b = bench.batch(['a:x']);
  bench.append('c', { ...b, bytes: 69, records: [{ ...b.records[0]!, value: null }] }); bench.advance(10);
  for (let i=0;i<6;i++) { bench.send('c', `z:value-${i}`); bench.advance(10); }
  bench.advance(8000);
  for (let i=0;i<6;i++) { bench.send('c', `y:value-${i}`); bench.advance(10); }
  bench.advance(8000);
  console.log(bench.files('c-0').join('\n'));
  console.log(bench.lines('', 'log-cleaner').join('\n'));
  console.log(bench.lines('elet').join('\n'));
  console.log(bench.text('cleaner-offset-checkpoint'));
  console.log(bench.read('c', 0).records.map(r=>r.baseOffset), bench.read('c', 7).records.map(r=>r.baseOffset), bench.read('c', 20).records.map(r=>r.baseOffset));
});
