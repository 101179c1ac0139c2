/** What the API page can do beyond being read: search, copy, open what an address names, this coordinator's own address. */
const search = document.getElementById('search');
const none = document.getElementById('none');
const entries = [...document.querySelectorAll('.entry')];
const links = new Map(
  [...document.querySelectorAll('nav ul ul a')].map((link) => [link.hash.slice(1), link.parentElement]),
);

search.hidden = false;
search.addEventListener('input', () => {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const entry of entries) {
    entry.hidden = !words.every((word) => entry.dataset.words.includes(word));
    if (!entry.hidden) found++;
    const link = links.get(entry.id);
    if (link) link.hidden = entry.hidden;
  }
  for (const group of document.querySelectorAll('.group')) group.hidden = !group.querySelector('.entry:not([hidden])');
  none.hidden = found > 0;
});
addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
  event.preventDefault();
  search.focus();
});

const openNamed = () => {
  const named = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!(named instanceof HTMLDetailsElement)) return;
  named.open = true;
  named.scrollIntoView();
};
addEventListener('hashchange', openNamed);
openNamed();

for (const sample of document.querySelectorAll('.sample')) {
  const code = sample.querySelector('code');
  code.textContent = code.textContent.replace('$GANTRY_URL', location.origin);
  const button = sample.querySelector('.copy');
  button.hidden = !navigator.clipboard;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = 'Copied';
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 1_500);
  });
}
for (const entry of entries)
  entry.addEventListener('toggle', () => {
    if (entry.open && location.hash !== `#${entry.id}`) history.replaceState(null, '', `#${entry.id}`);
  });
