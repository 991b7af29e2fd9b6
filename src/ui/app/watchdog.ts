/**
 * The first script of the page: notices when the page does not come to life, and says in both
 * languages what is wrong and what to do. Until `main.ts` has marked the root element as whole,
 * what is seen is only a picture of the page.
 *
 * Written in the language of the oldest browsers (ES5), because it is there for them too; the build
 * refuses anything newer, and puts it into the page itself, where it can neither be missing nor late.
 */
/* eslint-disable no-var -- see above */
/** A part that is missing may have been asked for twice. */
var GRACE_MS = 700;
var PATIENCE_MS = 4000;
var root = document.documentElement;

interface Trouble {
  readonly en: readonly [what: string, todo: string];
  readonly zh: readonly [what: string, todo: string];
  /** The page can still come: the message leaves its picture to be seen. */
  readonly isLate?: boolean;
  /** Nothing that comes will be of use. */
  readonly isFinal?: boolean;
}

var OLD: Trouble = {
  en: [
    'This browser is too old for Ensemble.',
    'Open the page in a current version of Chrome, Edge, Firefox or Safari.',
  ],
  zh: [
    '此浏览器版本过旧，无法运行 Ensemble。',
    '请用最新版 Chrome、Edge、Firefox 或 Safari 打开本页。',
  ],
  isFinal: true,
};
var MISSING: Trouble = {
  en: ['A part of the page could not be loaded.', 'Check the connection, then reload the page.'],
  zh: ['页面的一部分无法加载。', '请检查网络，然后刷新页面。'],
};
var FAILED: Trouble = {
  en: [
    'The page failed while it was starting.',
    'Reload it. If that does not help, try another browser, or one without extensions.',
  ],
  zh: ['页面启动时出了故障。', '请刷新页面。如果仍然不行，请换一个浏览器，或停用扩展程序后再试。'],
};
var LATE: Trouble = {
  en: [
    'The page is not ready yet: its programs are still on their way.',
    'On a slow connection, wait a little. Otherwise check the connection and reload.',
  ],
  zh: ['页面尚未就绪：程序仍在加载。', '如果网速较慢，请稍候；否则请检查网络后刷新。'],
  isLate: true,
};

var message: HTMLElement | null = null;
var shown: Trouble | null = null;

/** What the page cannot do without. */
function lacking(): string {
  var html = HTMLElement.prototype;
  var array = Array.prototype;
  var needed: readonly (readonly [string, boolean])[] = [
    ['Array.findLast', 'findLast' in array],
    ['Array.with', 'with' in array],
    ['Object.hasOwn', 'hasOwn' in Object],
    ['ResizeObserver', 'ResizeObserver' in window],
    [
      'dialog.showModal',
      'HTMLDialogElement' in window && 'showModal' in window.HTMLDialogElement.prototype,
    ],
    ['popover', 'popover' in html],
    ['inert', 'inert' in html],
  ];
  return needed
    .filter(function (one) {
      return !one[1];
    })
    .map(function (one) {
      return one[0];
    })
    .join(', ');
}

function isWhole(): boolean {
  return root.getAttribute('data-whole') !== null;
}

function element(name: string, text: string, style: string): HTMLElement {
  var made = document.createElement(name);
  made.textContent = text;
  made.style.cssText = style;
  return made;
}

function paragraph(language: string, words: readonly [string, string]): HTMLElement {
  var made = element('div', '', 'margin:0 0 1em');
  made.lang = language;
  made.appendChild(element('strong', words[0], 'display:block'));
  made.appendChild(element('span', words[1], ''));
  return made;
}

function messageOf(trouble: Trouble, detail: string): HTMLElement {
  var isDark = root.getAttribute('data-theme') === 'dark';
  var made = element(
    'div',
    '',
    'position:fixed;left:0;right:0;bottom:0;z-index:1000;padding:1.2em;overflow:auto;' +
      'font:16px/1.55 system-ui,sans-serif;border-top:1px solid #8b9093;' +
      (isDark ? 'background:#1c2023;color:#eceae4;' : 'background:#fff;color:#1d2123;') +
      (trouble.isLate ? 'max-height:60%' : 'top:0'),
  );
  made.setAttribute('role', 'alert');
  made.id = 'trouble';
  var inner = element(
    'div',
    '',
    'max-width:36em;margin:0 auto;' + (trouble.isLate ? '' : 'padding-top:10vh'),
  );
  var isChinese = root.lang.slice(0, 2) === 'zh';
  inner.appendChild(isChinese ? paragraph('zh-Hans', trouble.zh) : paragraph('en', trouble.en));
  inner.appendChild(isChinese ? paragraph('en', trouble.en) : paragraph('zh-Hans', trouble.zh));
  if (!trouble.isFinal) {
    var button = element('button', 'Reload · 刷新', 'font:inherit;padding:.4em 1em;margin:0 0 1em');
    button.onclick = function () {
      location.reload();
    };
    inner.appendChild(button);
  }
  if (detail !== '') {
    inner.appendChild(
      element('small', detail, 'display:block;overflow-wrap:anywhere;color:inherit'),
    );
  }
  made.appendChild(inner);
  return made;
}

/** The picture looks alive; where the page will not come, it goes. */
function showPicture(isShown: boolean): void {
  var app = document.getElementById('app');
  if (app) app.style.display = isShown ? '' : 'none';
}

function say(trouble: Trouble, detail: string): void {
  if (!document.body || (isWhole() && !trouble.isFinal)) return;
  // A trouble that is known takes the place of mere lateness, and nothing else does.
  if (shown !== null && !shown.isLate) return;
  if (message !== null) document.body.removeChild(message);
  shown = trouble;
  message = messageOf(trouble, detail);
  document.body.appendChild(message);
  if (!trouble.isLate) showPicture(false);
}

function afterwards(trouble: Trouble, detail: string): void {
  setTimeout(function () {
    say(trouble, detail);
  }, GRACE_MS);
}

/** A browser's extensions fail here too. */
function isOurs(file: string): boolean {
  return file === '' || file.indexOf(location.protocol + '//' + location.host) === 0;
}

function onerror(event: Event): void {
  if (isWhole()) return;
  var target = event.target;
  if (target instanceof HTMLScriptElement) afterwards(MISSING, target.src);
  else if (event instanceof ErrorEvent && isOurs(event.filename)) {
    var isOld = event.error instanceof SyntaxError;
    afterwards(isOld ? OLD : FAILED, event.message);
  }
}

function onrejection(event: PromiseRejectionEvent): void {
  if (!isWhole()) afterwards(FAILED, String(event.reason));
}

/** The page has come after all. */
function look(): void {
  if (!isWhole()) return;
  clearInterval(looking);
  window.removeEventListener('error', onerror, true);
  window.removeEventListener('unhandledrejection', onrejection);
  if (message === null || (shown !== null && shown.isFinal)) return;
  document.body.removeChild(message);
  message = null;
  showPicture(true);
}

// Captured, because what a script element has to say about its file does not bubble.
window.addEventListener('error', onerror, true);
window.addEventListener('unhandledrejection', onrejection);
var looking = setInterval(look, 250);
setTimeout(function () {
  say(LATE, '');
}, PATIENCE_MS);
var missing = lacking();
if (missing !== '') {
  document.addEventListener('DOMContentLoaded', function () {
    say(OLD, missing);
  });
}

// A file of its own for the compiler; the build closes it off from the page's names.
export {};
