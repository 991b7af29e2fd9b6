/** The composition root: puts the page together. Everything heavy is loaded after the first paint. */
import { mount } from 'svelte';
import App from './ui/app/App.svelte';
import { breath } from './ui/app/breath.ts';
import { notices } from './ui/app/notices.svelte.ts';
import { settings } from './ui/app/settings.svelte.ts';
import { t, useLanguage } from './ui/i18n/first.svelte.ts';
import './ui/theme/tokens.css';
import './ui/theme/base.css';

const target = document.getElementById('app');
if (target === null) throw new Error('the page has no #app');
settings.apply(document.documentElement);
// English is here already; another language is fetched first, so that no word is drawn twice.
const hasWords = settings.language === 'en' || (await useLanguage(settings.language));
if (!hasWords) notices.offer(t().app.chineseFailed, { label: t().app.reload, run: reload });
await breath();

function reload(): void {
  location.reload();
}

// Made beside the document; where the build has put a picture of the first view, it takes its place.
const page = target.cloneNode(false) as HTMLElement;
mount(App, {
  target: page,
  props: {
    onwhole: () => {
      target.replaceWith(page);
      // The watchdog may rest.
      document.documentElement.dataset['whole'] = '';
    },
  },
});
