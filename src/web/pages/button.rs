//! The gallery of login buttons for other sites.

use askama::Template;

use crate::base::Locale;
use crate::domain::words;
use crate::web::page::Chrome;
use crate::web::pages::developers::{Room, room};
use crate::web::text::Button;

/// The colours of a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// White on green.
    Green,
    /// Dark on white, with a border.
    Light,
    /// Dark on grey.
    Neutral,
    /// Light on black.
    Dark,
}
words!(Look { Green = "green", Light = "light", Neutral = "neutral", Dark = "dark" });

/// The size of a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// 48 pixels high.
    Usual,
    /// 40 pixels high.
    Small,
    /// The mark alone; the words are for those who listen.
    Icon,
}
words!(Size { Usual = "48", Small = "40", Icon = "icon" });

/// What a button says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wording {
    /// Log in.
    Login,
    /// Continue.
    Continue,
    /// Sign up.
    Register,
}
words!(Wording { Login = "login", Continue = "continue", Register = "register" });

/// How the pages of Freedom ID open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// In place of the site's page.
    Redirect,
    /// In a window of their own.
    Popup,
}
words!(Mode { Redirect = "redirect", Popup = "popup" });

impl Look {
    const fn name(self, t: Button) -> &'static str {
        match self {
            Self::Green => t.look_green(),
            Self::Light => t.look_light(),
            Self::Neutral => t.look_neutral(),
            Self::Dark => t.look_dark(),
        }
    }

    /// WCAG 2.2 §1.4.3, of the colours in the widget's style sheet.
    const fn contrast(self) -> &'static str {
        match self {
            Self::Green => "6.56",
            Self::Light => "16.75",
            Self::Neutral => "14.56",
            Self::Dark => "14.58",
        }
    }
}

impl Size {
    const fn name(self, t: Button) -> &'static str {
        match self {
            Self::Usual => t.size_48(),
            Self::Small => t.size_40(),
            Self::Icon => t.size_icon(),
        }
    }
}

impl Wording {
    const fn text(self, t: Button) -> &'static str {
        match self {
            Self::Login => t.login(),
            Self::Continue => t.go_on(),
            Self::Register => t.register(),
        }
    }
}

impl Mode {
    const fn name(self, t: Button) -> &'static str {
        match self {
            Self::Redirect => t.mode_redirect(),
            Self::Popup => t.mode_popup(),
        }
    }
}

/// What was chosen.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    /// `look`
    pub look: Look,
    /// `size`
    pub size: Size,
    /// `text`
    pub words: Wording,
    /// `mode`
    pub mode: Mode,
    /// `tongue`: the language of the button.
    pub tongue: Locale,
}

impl Choice {
    /// The choice as a query.
    pub fn query(self) -> String {
        let Self { look, size, words, mode, tongue } = self;
        format!("look={look}&size={size}&text={words}&mode={mode}&tongue={}", tongue.tag())
    }

    fn label(self) -> &'static str {
        self.words.text(Button(self.tongue))
    }

    /// The button as it stands in a page. Every part is a word of ours.
    fn button(self, href: &str, more: &str) -> String {
        let Self { look, size, mode, tongue, .. } = self;
        let (label, tag) = (self.label(), tongue.tag());
        let named = match mode {
            Mode::Redirect => String::new(),
            Mode::Popup => format!(" aria-label=\"{label} ({})\"", Button(tongue).new_window()),
        };
        format!(
            "<a class=\"freedom-id-button\" href=\"{href}\" lang=\"{tag}\"{named}\n   data-freedom-id data-mode=\"{mode}\" \
             data-lang=\"{tag}\" data-theme=\"{look}\" data-size=\"{size}\"{more}>\n  {MARK}\n  <span>{label}</span></a>"
        )
    }
}

/// The mark, drawn in place: no other file, and no policy of the page is in its way.
const MARK: &str = "<svg viewBox=\"0 0 32 32\" width=\"24\" height=\"24\" aria-hidden=\"true\">\
    <rect width=\"32\" height=\"32\" rx=\"9\" fill=\"#0B6B45\"/>\
    <path fill=\"#fff\" d=\"M9 8.5A1.5 1.5 0 0 1 10.5 7H23a2 2 0 0 1 0 4H13v12.5a2 2 0 0 1-4 0z\
    M15 14.5h4.5a2 2 0 0 1 0 4H15zM20 22.5a2.5 2.5 0 0 0 5 0a2.5 2.5 0 0 0-5 0z\"/></svg>";

/// The files of the widget, and what pages compare them with.
#[derive(Clone, Debug)]
pub struct Files {
    /// Where the script is.
    pub script: String,
    /// `integrity` of the script.
    pub script_integrity: String,
    /// Where the style is.
    pub style: String,
    /// `integrity` of the style.
    pub style_integrity: String,
}

/// `/developers/button`
#[derive(Debug, Template)]
#[template(path = "pages/developers/button.html")]
pub struct ButtonPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// What was chosen.
    pub choice: Choice,
    /// What the markup loads.
    pub files: Files,
}

room!(ButtonPage, Button);

/// One line of a select: value, name, whether it is chosen.
type Line = (&'static str, &'static str, bool);

impl ButtonPage {
    fn looks(&self) -> Vec<Line> {
        let t = self.chrome.button();
        Look::ALL.iter().map(|look| (look.as_str(), look.name(t), *look == self.choice.look)).collect()
    }

    fn sizes(&self) -> Vec<Line> {
        let t = self.chrome.button();
        Size::ALL.iter().map(|size| (size.as_str(), size.name(t), *size == self.choice.size)).collect()
    }

    fn wordings(&self) -> Vec<Line> {
        let t = Button(self.choice.tongue);
        Wording::ALL.iter().map(|words| (words.as_str(), words.text(t), *words == self.choice.words)).collect()
    }

    fn modes(&self) -> Vec<Line> {
        let t = self.chrome.button();
        Mode::ALL.iter().map(|mode| (mode.as_str(), mode.name(t), *mode == self.choice.mode)).collect()
    }

    fn tongues(&self) -> Vec<Line> {
        Locale::ALL.into_iter().map(|l| (l.tag(), l.own_name(), l == self.choice.tongue)).collect()
    }

    fn contrast(&self) -> String {
        self.chrome.button().contrast(self.choice.look.contrast())
    }

    /// The button in this page; it leads nowhere.
    fn preview(&self) -> String {
        self.choice.button("#preview", "")
    }

    /// Every look, a row for each size.
    fn rows(&self) -> Vec<String> {
        let one = |look: Look, size| Choice { look, size, mode: Mode::Redirect, ..self.choice }.button("#all", "");
        Size::ALL.iter().map(|size| Look::ALL.iter().map(|look| one(*look, *size)).collect()).collect()
    }

    /// What is copied.
    fn markup(&self) -> String {
        let Files { script, script_integrity, style, style_integrity } = &self.files;
        let callback = match self.choice.mode {
            Mode::Redirect => "",
            Mode::Popup => "\n   data-callback=\"/login/freedom/callback\"",
        };
        let button = self.choice.button("/login/freedom", callback);
        format!(
            "<link rel=\"stylesheet\" href=\"{style}\"\n      integrity=\"{style_integrity}\" crossorigin=\"anonymous\">\n\
             {button}\n\
             <script src=\"{script}\"\n        integrity=\"{script_integrity}\" crossorigin=\"anonymous\" defer></script>"
        )
    }

    const fn events(&self) -> [(&'static str, &'static str); 4] {
        let t = self.chrome.button();
        [
            ("freedom-id:start", t.event_start()),
            ("freedom-id:success", t.event_success()),
            ("freedom-id:cancel", t.event_cancel()),
            ("freedom-id:error", t.event_error()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::assets;

    #[test]
    fn the_script_says_what_the_markup_says() {
        let (script, _) = assets::named("widget/freedom-id.js").unwrap();
        let script = String::from_utf8(script.into_owned()).unwrap();
        for locale in Locale::ALL {
            let t = Button(locale);
            let list = format!(
                "{}: [\"{}\", \"{}\", \"{}\", \"{}\"]",
                locale.tag(),
                t.login(),
                t.go_on(),
                t.register(),
                t.new_window()
            );
            assert!(script.contains(&list), "{list}");
        }
    }
}
