/** The terminal in the page: the keys, the pasted lines and the data of a real one, and no trap. */
import { expect, test } from 'vitest';
import { en } from '../../src/ui/i18n/en.ts';
import { useBuiltPage } from './visit.ts';
import {
  PATIENCE,
  connect,
  focusTerminal,
  openSandbox,
  terminalText,
  typeLine,
  untilTerminal,
} from './workbench.ts';

useBuiltPage();

test('zkCli.sh connects, answers, and prints the errors of the real tool', async () => {
  const { page, expectNoProblems, close } = await openSandbox();
  await connect(page);
  await typeLine(page, 'create /app blue');
  await untilTerminal(page, /Created \/app\n\[zk: zk1:2181\(CONNECTED\) 1\]$/);
  await typeLine(page, 'get /app');
  await untilTerminal(page, /\nblue\n/);
  await typeLine(page, 'get /none');
  await untilTerminal(page, /Node does not exist: \/none\n/);
  await typeLine(page, 'nonsense');
  await untilTerminal(page, /Command not found: Command not found nonsense/);
  expectNoProblems();
  await close();
});

test('arrows browse the history, and the line can be edited before it is sent', async () => {
  const { page, close } = await openSandbox();
  await connect(page);
  await typeLine(page, 'create /one 1');
  await untilTerminal(page, /CONNECTED\) 1\]$/);
  await typeLine(page, 'ls /');
  await untilTerminal(page, /CONNECTED\) 2\]$/);
  await page.keyboard.press('ArrowUp');
  await untilTerminal(page, /2\] ls \/$/);
  await page.keyboard.press('ArrowUp');
  await untilTerminal(page, /2\] create \/one 1$/);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowDown');
  await untilTerminal(page, /2\] ls \/$/);
  await page.keyboard.press('ArrowDown');
  await untilTerminal(page, /2\]$/);
  await page.keyboard.press('ArrowUp');
  for (let i = 0; i < 2; i++) await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('xyz');
  await untilTerminal(page, /2\] lxyz \/$/);
  await page.keyboard.press('Home');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('ls  /zookeeper');
  await page.keyboard.press('Control+w');
  await page.keyboard.type('/');
  await page.keyboard.press('Enter');
  await untilTerminal(page, /2\] ls {2}\/\n\[one, zookeeper\]\n/);
  await close();
});

test('Tab completes commands and paths, and shows what is possible', async () => {
  const { page, close } = await openSandbox();
  await connect(page);
  await focusTerminal(page);
  await page.keyboard.type('lis');
  await page.keyboard.press('Tab');
  await untilTerminal(page, /0\] listquota$/);
  await page.keyboard.type('/zoo');
  await page.keyboard.press('Tab');
  await untilTerminal(page, /0\] listquota \/zookeeper$/);
  await page.keyboard.press('Control+c');
  await untilTerminal(page, /[#$]$/);
  await page.keyboard.type('zk');
  await page.keyboard.press('Tab');
  const possible = page.getByRole('status', { name: en.terminal.candidates });
  await expect.poll(() => possible.textContent(), PATIENCE).toMatch(/zkCli\.sh.*zkServer\.sh/);
  await close();
});

test('Ctrl-C ends what runs, Ctrl-L clears the screen, Ctrl-D ends the input', async () => {
  const { page, close } = await openSandbox();
  await untilTerminal(page, /[#$]$/);
  await typeLine(page, 'sleep 100000');
  await untilTerminal(page, /sleep 100000$/);
  await page.keyboard.press('Control+c');
  await untilTerminal(page, /\^C\n\S+[#$]$/);
  await page.keyboard.type('not sent');
  await page.keyboard.press('Control+c');
  await untilTerminal(page, /not sent\^C\n\S+[#$]$/);
  await page.keyboard.press('Control+l');
  await untilTerminal(page, /^\S+[#$]$/);
  await typeLine(page, 'cat');
  await typeLine(page, 'echoed');
  await untilTerminal(page, /echoed\nechoed$/);
  await page.keyboard.press('Control+d');
  await untilTerminal(page, /echoed\nechoed\n\S+[#$]$/);
  await close();
});

test('several pasted lines are sent one by one; the unfinished last one stays on the line', async () => {
  const { page, expectNoProblems, close } = await openSandbox({
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await connect(page);
  await page.evaluate(() =>
    navigator.clipboard.writeText('create /p 1\ncreate /p/q 2\r\nls /p\nget /p/q'),
  );
  await focusTerminal(page);
  await page.keyboard.press('Control+v');
  await untilTerminal(page, /Created \/p\n[^]*Created \/p\/q\n[^]*\[q\]\n[^]*\) 3\] get \/p\/q$/);
  await page.keyboard.press('Enter');
  await untilTerminal(page, /get \/p\/q\n2\n/);
  expectNoProblems();
  await close();
});

test('the keyboard can leave the terminal: Escape, and Shift-Tab', async () => {
  const { page, close } = await openSandbox();
  await untilTerminal(page, /[#$]$/);
  const inTerminal = () => page.evaluate(() => document.activeElement?.closest('.xterm') !== null);
  const tab = page.locator('[data-pane=terminal] [role=tab][aria-selected=true]');
  await focusTerminal(page);
  expect(await inTerminal()).toBe(true);
  await page.keyboard.press('Escape');
  await expect.poll(inTerminal, PATIENCE).toBe(false);
  expect(await tab.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press('Enter');
  await expect.poll(inTerminal, PATIENCE).toBe(true);
  await page.keyboard.press('Shift+Tab');
  await expect.poll(inTerminal, PATIENCE).toBe(false);
  await close();
});

test('data that looks like HTML or like terminal escapes is shown as text', async () => {
  const { page, expectNoProblems, close } = await openSandbox();
  await untilTerminal(page, /[#$]$/);
  const client = 'zkCli.sh -server zk1:2181';
  await typeLine(page, `${client} create /html "<img/src=x/onerror=window.hasRun=1>" > /dev/null`);
  await untilTerminal(page, /dev\/null[^]*\n\S+[#$]$/);
  await typeLine(
    page,
    `${client} create /esc "$(printf 'a\\033[2Jb\\033]0;title\\007c')" > /dev/null`,
  );
  await untilTerminal(page, /title[^]*dev\/null[^]*\n\S+[#$]$/);
  await page.keyboard.press('Control+l');
  await connect(page);
  await typeLine(page, 'get /html');
  await untilTerminal(page, /<img\/src=x\/onerror=window\.hasRun=1>/);
  await typeLine(page, 'get /esc');
  await untilTerminal(page, /a\^\[\[2Jb\^\[\]0;title\^Gc/);
  await page.locator('[data-host=zk1]').click();
  const tree = page.locator('[data-pane=inspector]');
  await expect.poll(() => tree.innerText(), PATIENCE).toContain('<img/src=x/onerror');
  await expect.poll(() => tree.innerText(), PATIENCE).toContain('a^[[2Jb^[]0;title^Gc');
  expect(await page.evaluate(() => 'hasRun' in window)).toBe(false);
  expect(await page.locator('[data-pane=inspector] img').count()).toBe(0);
  expectNoProblems();
  await close();
});

test('text without keys reaches the line: an emoji picker, dictation, an input method', async () => {
  const { page, expectNoProblems, close } = await openSandbox();
  await untilTerminal(page, /[#$]$/);
  await focusTerminal(page);
  await page.keyboard.type('echo a');
  await page.keyboard.insertText('\u{1f418}');
  await page.keyboard.type('b ');
  await page.keyboard.insertText('said aloud ');
  const keyboard = await page.context().newCDPSession(page);
  const compose = (text: string) =>
    keyboard.send('Input.imeSetComposition', {
      ...{ text, selectionStart: text.length, selectionEnd: text.length },
    });
  await compose('ni');
  await compose('nihao');
  await keyboard.send('Input.insertText', { text: '\u4f60\u597d' });
  await untilTerminal(page, /echo a\u{1f418}b said aloud \u4f60\u597d$/u);
  await page.keyboard.press('Enter');
  await untilTerminal(page, /\na\u{1f418}b said aloud \u4f60\u597d\n\S+[#$]$/u);
  expectNoProblems();
  await close();
});

test('a watch that fires prints between the lines of whoever set it', async () => {
  const { page, close } = await openSandbox();
  await connect(page);
  await typeLine(page, 'create /watched old');
  await typeLine(page, 'get -w /watched');
  await untilTerminal(page, /\nold\n\[zk: zk1:2181\(CONNECTED\) 2\]$/);
  await page.getByLabel(en.terminal.open).selectOption('client1');
  await untilTerminal(page, /^\S+[#$]$/);
  await connect(page);
  await typeLine(page, 'set /watched new');
  await untilTerminal(page, /CONNECTED\) 1\]$/);
  await page.locator('[data-pane=terminal] [role=tab]').first().click();
  await untilTerminal(page, /WatchedEvent state:SyncConnected type:NodeDataChanged path:\/watched/);
  await close();
});

test('odd lines get an answer and never an exception', async () => {
  const { page, expectNoProblems, close } = await openSandbox({
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await untilTerminal(page, /[#$]$/);
  const odd = [
    '"',
    "'",
    '`',
    '$(',
    '${',
    '((',
    'if',
    'for x in',
    '|',
    '&& &&',
    '<',
    '>',
    '> /',
    'cat < /none',
    '$((1/0))',
    'echo ${x:?}',
    '\\',
    '\u4f60\u597d \u{1f418}',
    '[[ -f',
    'case x in',
    '!!',
    '{ }',
    ';;',
    'a'.repeat(2000),
    'cd /none',
    'zkCli.sh -server',
    'zkServer.sh nonsense',
    'echo "\u0007"',
  ];
  for (const line of odd) {
    await focusTerminal(page);
    await page.evaluate((text) => navigator.clipboard.writeText(text), `${line}\n`);
    await page.keyboard.press('Control+v');
    await page.keyboard.press('Control+c');
  }
  await page.waitForFunction(() =>
    document.querySelector('.xterm-rows')?.textContent.includes('^C'),
  );
  await typeLine(page, 'clear; echo still here');
  await untilTerminal(page, /^still here\n\S+[#$]$/);
  expect(await terminalText(page)).not.toContain('undefined');
  expectNoProblems();
  await close();
});
