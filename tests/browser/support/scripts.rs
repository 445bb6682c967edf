//! What [`super::audit`] asks a page. Every script gives a list of what is wrong.

/// The rules of axe-core that count, and its one rule that has to be switched on.
pub const AXE: &str = "
    const done = arguments[arguments.length - 1];
    axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
        rules: { 'target-size': { enabled: true } },
        resultTypes: ['violations'],
        preload: false,
    }).then(
        (found) => done(found.violations.map((v) =>
            v.id + ': ' + v.help + ' ' + v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160)).join(' | '))),
        (error) => done(['axe: ' + error]),
    );";

/// How a page is built: landmarks, one heading, a way past the navigation, labels, a title, a language.
pub const BUILT: &str = "
    const wrong = [];
    const all = (css) => [...document.querySelectorAll(css)];
    const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0
        && !e.closest('[aria-hidden=true]');
    const one = (css) => { const n = all(css).length; if (n !== 1) wrong.push(n + ' × ' + css); };
    one('h1'); one('main'); one('body > header');
    if (!document.querySelector('.d-header')) one('body > footer');
    if (!document.title.trim()) wrong.push('no title');
    const first = all('a[href], button, input, select, textarea, summary, [tabindex]').find((e) => e.tabIndex >= 0);
    if (!first || !first.matches('.c-skip, .d-skip')) wrong.push('the first stop is not the way to the content');
    for (const input of all('input:not([type=hidden]), select, textarea').filter(shown)) {
        if (!input.labels || input.labels.length === 0) wrong.push('no label: ' + input.outerHTML.slice(0, 120));
        else if (![...input.labels].some((l) => l.textContent.trim())) wrong.push('an empty label: ' + input.name);
        if (/verification/.test(input.name)) wrong.push('a name that fillers misread: ' + input.name);
    }
    for (const time of all('time')) {
        if (!time.dateTime) wrong.push('a time without its machine form: ' + time.textContent);
    }
    for (const e of all('a[href], button, input:not([type=hidden]), select, textarea, summary').filter(shown)) {
        if (e.disabled || e.tabIndex < 0) continue;
        e.focus({ focusVisible: true });
        if (document.activeElement !== e) continue;
        const look = getComputedStyle(e);
        if (look.outlineStyle === 'none' || parseFloat(look.outlineWidth) < 2.9) {
            wrong.push('no sight of the focus: ' + e.outerHTML.slice(0, 120));
        }
        const box = e.getClientRects()[0];
        const within = (from, to, most) => to - from > most ? Math.min(Math.max(from, 0), most) + 1 : (from + to) / 2;
        const hit = document.elementFromPoint(within(box.left, box.right, innerWidth), within(box.top, box.bottom, innerHeight));
        if (!e.contains(hit)) {
            wrong.push('covered or out of sight with the focus: ' + e.outerHTML.slice(0, 120));
        }
        e.blur();
    }
    scrollTo(0, 0);
    const text = document.body.innerText;
    const raw = text.match(/\\{[a-z_]+\\}|\\b(?:err|nav|common)\\.[a-z_]+\\b/);
    if (raw && !document.querySelector('pre, code')) wrong.push('a raw key: ' + raw[0]);
    return wrong;";

/// What is too small for a finger, too wide for the window, sticks out of its box, or is cut off in letters of this size.
pub const FITS: &str = "
    const wrong = [];
    document.documentElement.style.fontSize = arguments[0];
    const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0
        && !e.closest('[aria-hidden=true]');
    const page = document.documentElement;
    if (page.scrollWidth > innerWidth) wrong.push(page.scrollWidth + ' px on ' + innerWidth + ' px');
    const controls = 'button, select, textarea, input:not([type=hidden]):not([type=checkbox]):not([type=radio])';
    for (const e of [...document.querySelectorAll(controls)].filter(shown)) {
        const box = e.getBoundingClientRect();
        if (box.height < 43.5 && !e.closest('.c-langs, pre, .p-dev, .p-outbox, .p-demo')) {
            wrong.push(Math.round(box.height) + ' px high: ' + e.outerHTML.slice(0, 120));
        }
        if (e.matches('button') && (e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)) {
            wrong.push('cut off: ' + e.outerHTML.slice(0, 120));
        }
    }
    // What may scroll by itself, is meant for ears only, stands in full in the menu that it opens, or goes to the edge.
    const may = 'pre, .p-table, .u-hidden, thead *, .c-me__name, input, select, svg, iframe, :has(> .c-actions--sticky),'
        + ' :has(> form > .c-actions--sticky)';
    const wide = [...document.querySelectorAll('body *')].filter((e) => e.clientWidth > 1
        && e.scrollWidth > e.clientWidth + 1 && !e.matches(may) && shown(e));
    for (const e of wide.filter((e) => !wide.some((other) => other !== e && e.contains(other)))) {
        wrong.push((e.scrollWidth - e.clientWidth) + ' px too wide: ' + e.outerHTML.slice(0, 160));
    }
    document.documentElement.style.fontSize = '';
    return wrong;";

/// What a page with a wrong form owes: the summary has the focus and speaks, its links lead to fields, each field says
/// the same beside itself, and the title warns.
pub const REFUSED: &str = "
    const wrong = [];
    const summary = document.getElementById('errors');
    if (!summary) return ['no summary of what is wrong'];
    if (document.activeElement !== summary) wrong.push('the summary has not the focus');
    if (summary.getAttribute('role') !== 'alert') wrong.push('the summary does not speak');
    for (const link of summary.querySelectorAll('a')) {
        const field = document.getElementById(link.hash.slice(1));
        if (!field) { wrong.push('leads nowhere: ' + link.hash); continue; }
        if (field.matches('input:not([type=checkbox]), select') && field.getAttribute('aria-invalid') !== 'true') {
            wrong.push('does not say that it is wrong: ' + link.hash);
        }
        const told = (field.getAttribute('aria-describedby') || '').split(' ').map((id) => document.getElementById(id));
        if (!told.some((e) => e && link.textContent.includes(e.textContent.trim()))) {
            wrong.push('says something else beside the field: ' + link.hash + ' ' + link.textContent);
        }
    }
    if (!document.title.includes(': ')) wrong.push('the title does not warn: ' + document.title);
    return wrong;";

/// The colours alone, where somebody asks for strong ones. What stands in a drawing, or before the shade at the edge of
/// a wide table, cannot be measured.
pub const CONTRAST: &str = "
    const done = arguments[arguments.length - 1];
    const plain = (n) => !document.querySelector(n.target[0])?.closest('svg, .p-table');
    const tell = (list, how) => list.flatMap((v) => v.nodes).filter(plain).map((n) => how + n.html.slice(0, 160));
    axe.run(document, { runOnly: ['color-contrast'], preload: false }).then(
        (found) => done([...tell(found.violations, 'pale in strong colours: '), ...tell(found.incomplete, 'unclear: ')]),
        (error) => done(['axe: ' + error]),
    );";

/// Where the system draws the colours, an edge is what tells a control from a text.
pub const EDGES: &str = "
    const wrong = [];
    const edge = (e) => ['Top', 'Bottom'].some((side) => getComputedStyle(e)['border' + side + 'Style'] !== 'none'
        && parseFloat(getComputedStyle(e)['border' + side + 'Width']) >= 1);
    for (const e of document.querySelectorAll('main button, main select, main input:not([type=hidden]), .c-button')) {
        const box = e.closest('.c-rows, .c-field__row') || e;
        if (e.checkVisibility({ visibilityProperty: true }) && !e.closest('[aria-hidden=true]')
            && !e.matches('[type=checkbox], [type=radio], .c-link, .p-console__out')
            && !edge(box) && !(box !== e && [...box.children].some(edge))) {
            wrong.push('no edge in forced colours: ' + e.outerHTML.slice(0, 160));
        }
    }
    return wrong;";

/// What moved by itself since the page was opened. Asked once of a page: later it moves because we make it.
pub const MOVED: &str = "
    const done = arguments[arguments.length - 1];
    if (window.stood) { done([]); return; }
    window.stood = true;
    const all = [];
    const observer = new PerformanceObserver((list) => all.push(...list.getEntries()));
    observer.observe({ type: 'layout-shift', buffered: true });
    const tell = () => requestAnimationFrame(() => requestAnimationFrame(() => {
        const moved = [...all, ...observer.takeRecords()].filter((e) => !e.hadRecentInput);
        const sum = moved.reduce((n, e) => n + e.value, 0);
        const what = moved.flatMap((e) => e.sources.map((s) => s.node && (s.node.outerHTML || s.node.data)));
        done(sum < 0.02 ? [] : ['moves by ' + sum.toFixed(3) + ': ' + what.slice(0, 3).join(' | ').slice(0, 300)]);
    }));
    if (document.readyState === 'complete') tell(); else addEventListener('load', tell);";
