//! What must hold on every page: axe-core finds nothing, the page is built as promised, nothing is too small or cut
//! off. What is wrong is gathered, so that one walk tells everything.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use super::Browser;

/// The rules of axe-core that count, and its one rule that has to be switched on.
const AXE: &str = "
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
const BUILT: &str = "
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
        e.focus({ focusVisible: true, preventScroll: true });
        const look = getComputedStyle(document.activeElement === e ? e : document.body);
        if (document.activeElement === e && (look.outlineStyle === 'none' || parseFloat(look.outlineWidth) < 2.9)) {
            wrong.push('no sight of the focus: ' + e.outerHTML.slice(0, 120));
        }
        e.blur();
    }
    const text = document.body.innerText;
    const raw = text.match(/\\{[a-z_]+\\}|\\b(?:err|nav|common)\\.[a-z_]+\\b/);
    if (raw && !document.querySelector('pre, code')) wrong.push('a raw key: ' + raw[0]);
    return wrong;";

/// What is too small for a finger, too wide for the window, or cut off.
const FITS: &str = "
    const wrong = [];
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
    return wrong;";

/// What a page with a wrong form owes: the summary has the focus and speaks, its links lead to fields, each field says
/// the same beside itself, and the title warns.
const REFUSED: &str = "
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

/// Widths at which nothing may be cut off.
const NARROW: [u32; 2] = [320, 360];

/// Everything that was found wrong, and on which pages.
pub struct Audit {
    found: BTreeMap<String, Vec<String>>,
    axe: String,
}

impl Audit {
    /// Reads axe-core, which npm brings.
    pub fn new() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(&path).expect("axe-core is there: npm ci in tests/");
        Self { found: BTreeMap::new(), axe }
    }

    /// What axe-core says about the page as it stands.
    pub async fn axe(&mut self, browser: &Browser, name: &str) {
        let there = browser.client.execute("return typeof axe === 'object'", Vec::new()).await.expect("a script runs");
        if there != json!(true) {
            browser.client.execute(&self.axe, Vec::new()).await.expect("axe-core loads");
        }
        let answer = browser.client.execute_async(AXE, Vec::new()).await.expect("axe-core runs");
        self.keep(name, &answer);
    }

    /// How the page is built, and whether it fits on the narrowest windows.
    pub async fn built(&mut self, browser: &Browser, name: &str) {
        let answer = browser.client.execute(BUILT, Vec::new()).await.expect("a script runs");
        self.keep(name, &answer);
        for width in NARROW {
            browser.resize(width, 740).await;
            let answer = browser.client.execute(FITS, Vec::new()).await.expect("a script runs");
            self.keep(&format!("{name} at {width} px"), &answer);
        }
    }

    /// What a page says about a form that was wrong.
    pub async fn refused(&mut self, browser: &Browser, name: &str) {
        let answer = browser.client.execute(REFUSED, Vec::new()).await.expect("a script runs");
        self.keep(name, &answer);
    }

    /// One more thing that is wrong on a page.
    pub fn wrong(&mut self, page: &str, what: String) {
        self.found.entry(what).or_default().push(page.to_owned());
    }

    fn keep(&mut self, page: &str, answer: &Value) {
        for text in answer.as_array().expect("a list") {
            self.wrong(page, text.as_str().unwrap_or_default().to_owned());
        }
    }

    /// Fails with everything that was found.
    pub fn ends(self) {
        let lines = self.found.iter().map(|(what, pages)| format!("{what}\n    on {}", pages.join(", ")));
        assert!(self.found.is_empty(), "{} found:\n{}", self.found.len(), lines.collect::<Vec<_>>().join("\n"));
    }
}
