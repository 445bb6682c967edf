//! Names of the countries whose people come here most, in four languages. Others are shown by their code.

use crate::base::Locale;

/// Code, and the name in en, ru, uz, kk; our two countries first.
const NAMES: [(&str, [&str; 4]); 34] = [
    ("KAZ", ["Kazakhstan", "Казахстан", "Qozogʻiston", "Қазақстан"]),
    ("UZB", ["Uzbekistan", "Узбекистан", "Oʻzbekiston", "Өзбекстан"]),
    ("AFG", ["Afghanistan", "Афганистан", "Afgʻoniston", "Ауғанстан"]),
    ("ARM", ["Armenia", "Армения", "Armaniston", "Армения"]),
    ("AZE", ["Azerbaijan", "Азербайджан", "Ozarbayjon", "Әзербайжан"]),
    ("BLR", ["Belarus", "Беларусь", "Belarus", "Беларусь"]),
    ("CAN", ["Canada", "Канада", "Kanada", "Канада"]),
    ("CHN", ["China", "Китай", "Xitoy", "Қытай"]),
    ("CZE", ["Czechia", "Чехия", "Chexiya", "Чехия"]),
    ("FRA", ["France", "Франция", "Fransiya", "Франция"]),
    ("GEO", ["Georgia", "Грузия", "Gruziya", "Грузия"]),
    ("DEU", ["Germany", "Германия", "Germaniya", "Германия"]),
    ("IND", ["India", "Индия", "Hindiston", "Үндістан"]),
    ("IRN", ["Iran", "Иран", "Eron", "Иран"]),
    ("ISR", ["Israel", "Израиль", "Isroil", "Израиль"]),
    ("ITA", ["Italy", "Италия", "Italiya", "Италия"]),
    ("JPN", ["Japan", "Япония", "Yaponiya", "Жапония"]),
    ("KOR", ["South Korea", "Южная Корея", "Janubiy Koreya", "Оңтүстік Корея"]),
    ("KGZ", ["Kyrgyzstan", "Кыргызстан", "Qirgʻiziston", "Қырғызстан"]),
    ("LVA", ["Latvia", "Латвия", "Latviya", "Латвия"]),
    ("LTU", ["Lithuania", "Литва", "Litva", "Литва"]),
    ("MDA", ["Moldova", "Молдова", "Moldova", "Молдова"]),
    ("MNG", ["Mongolia", "Монголия", "Moʻgʻuliston", "Моңғолия"]),
    ("PAK", ["Pakistan", "Пакистан", "Pokiston", "Пәкістан"]),
    ("POL", ["Poland", "Польша", "Polsha", "Польша"]),
    ("RUS", ["Russia", "Россия", "Rossiya", "Ресей"]),
    ("SAU", ["Saudi Arabia", "Саудовская Аравия", "Saudiya Arabistoni", "Сауд Арабиясы"]),
    ("TJK", ["Tajikistan", "Таджикистан", "Tojikiston", "Тәжікстан"]),
    ("TUR", ["Türkiye", "Турция", "Turkiya", "Түркия"]),
    ("TKM", ["Turkmenistan", "Туркменистан", "Turkmaniston", "Түрікменстан"]),
    ("UKR", ["Ukraine", "Украина", "Ukraina", "Украина"]),
    ("ARE", ["United Arab Emirates", "ОАЭ", "BAA", "БАӘ"]),
    ("GBR", ["United Kingdom", "Великобритания", "Buyuk Britaniya", "Ұлыбритания"]),
    ("USA", ["United States", "США", "AQSH", "АҚШ"]),
];

const fn pick(names: &[&'static str; 4], locale: Locale) -> &'static str {
    let [en, ru, uz, kk] = *names;
    match locale {
        Locale::En => en,
        Locale::Ru => ru,
        Locale::Uz => uz,
        Locale::Kk => kk,
    }
}

/// Codes and names, our two countries first.
pub fn all(locale: Locale) -> Vec<(&'static str, &'static str)> {
    NAMES.iter().map(|(code, names)| (*code, pick(names, locale))).collect()
}

/// The name of a country; its code where there is no name.
pub fn name(code: &str, locale: Locale) -> String {
    let known = NAMES.iter().find(|(known, _)| *known == code);
    known.map_or_else(|| code.to_owned(), |(_, names)| pick(names, locale).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::country::country;

    #[test]
    fn every_named_country_exists_once() {
        for (n, (code, _)) in NAMES.iter().enumerate() {
            assert_eq!(country(code), Some(*code));
            assert!(NAMES.iter().skip(n + 1).all(|(other, _)| other != code), "{code}");
        }
        assert_eq!(name("KAZ", Locale::Kk), "Қазақстан");
        assert_eq!(name("ABW", Locale::Kk), "ABW");
    }
}
