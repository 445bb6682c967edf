//! What happened to an account, in sentences.

crate::texts! {
    /// The page of the trail.
    pub struct Trail;

    lead =>
        "Sign-ins and changes of your account, the newest first.",
        "Входы и изменения в вашем аккаунте, сначала новые.",
        "Hisobingizdagi kirishlar va oʻzgarishlar, yangilari birinchi.",
        "Аккаунтыңыздағы кірулер мен өзгерістер, жаңалары бірінші.";
    filters => "Filter", "Фильтр", "Saralash", "Сүзгі";
    kind => "Type", "Тип", "Turi", "Түрі";
    result => "Result", "Результат", "Natija", "Нәтиже";
    period => "Period", "Период", "Davr", "Кезең";
    any => "All", "Все", "Hammasi", "Барлығы";
    apply => "Show", "Показать", "Koʻrsatish", "Көрсету";
    clear => "Clear filters", "Сбросить фильтр", "Filtrni tozalash", "Сүзгіні тазалау";
    days(n) => "Last {n} days", "Последние {n} дней", "Soʻnggi {n} kun", "Соңғы {n} күн";
    today => "Last 24 hours", "Последние 24 часа", "Soʻnggi 24 soat", "Соңғы 24 сағат";
    topic_account => "Account", "Аккаунт", "Hisob", "Аккаунт";
    topic_session => "Sign-ins", "Входы", "Kirishlar", "Кірулер";
    topic_security => "Security", "Безопасность", "Xavfsizlik", "Қауіпсіздік";
    topic_consent => "Apps", "Приложения", "Ilovalar", "Қолданбалар";
    topic_token => "Access of apps", "Доступ приложений", "Ilovalar kirishi", "Қолданбалардың қолжетімділігі";
    topic_admin => "Operator", "Оператор", "Operator", "Оператор";
    succeeded => "Succeeded", "Успешно", "Muvaffaqiyatli", "Сәтті";
    failed => "Failed", "Не удалось", "Muvaffaqiyatsiz", "Сәтсіз";
    denied => "Refused", "Отклонено", "Rad etildi", "Қабылданбады";
    when => "When", "Когда", "Qachon", "Қашан";
    what => "What", "Что", "Nima", "Не болды";
    place => "Where", "Откуда", "Qayerdan", "Қайдан";
    browser => "Browser", "Браузер", "Brauzer", "Браузер";
    unknown_browser => "Unknown browser", "Неизвестный браузер", "Nomaʼlum brauzer", "Белгісіз браузер";
    unknown_place => "Unknown", "Неизвестно", "Nomaʼlum", "Белгісіз";
    was_it_you => "Was this you?", "Это были вы?", "Bu sizmidingiz?", "Бұл сіз бе едіңіз?";
    not_me => "No, secure my account", "Нет, защитить аккаунт", "Yoʻq, hisobimni himoyalash", "Жоқ, аккаунтымды қорғау";
    older => "Older", "Раньше", "Oldingilari", "Бұрынғылары";
    newest => "To the newest", "К новым", "Yangilariga", "Жаңаларына";
    export => "Download as CSV", "Скачать CSV", "CSV yuklab olish", "CSV жүктеп алу";
    empty =>
        "Nothing has happened yet",
        "Пока ничего не произошло",
        "Hozircha hech narsa boʻlmagan",
        "Әзірге ештеңе болған жоқ";
    empty_how =>
        "Sign-ins and changes appear here.",
        "Здесь появятся входы и изменения.",
        "Kirishlar va oʻzgarishlar shu yerda koʻrinadi.",
        "Кірулер мен өзгерістер осында көрінеді.";
    empty_filtered =>
        "Nothing in this period",
        "За этот период ничего нет",
        "Bu davrda hech narsa yoʻq",
        "Бұл кезеңде ештеңе жоқ";
}

crate::texts! {
    /// The acts. Nouns, so that the sentence is right for whatever came of it.
    pub struct Happened;

    sign_in => "Sign-in", "Вход в аккаунт", "Hisobga kirish", "Аккаунтқа кіру";
    sign_out => "Sign-out", "Выход из аккаунта", "Hisobdan chiqish", "Аккаунттан шығу";
    sign_out_everywhere =>
        "Sign-out on all devices",
        "Выход на всех устройствах",
        "Barcha qurilmalardan chiqish",
        "Барлық құрылғыдан шығу";
    approve_sign_in =>
        "Sign-in allowed on another device",
        "Разрешение входа на другом устройстве",
        "Boshqa qurilmada kirishga ruxsat",
        "Басқа құрылғыда кіруге рұқсат";
    open => "Account created", "Создание аккаунта", "Hisob yaratildi", "Аккаунт ашылды";
    profile => "Profile changed", "Изменение профиля", "Profil oʻzgartirildi", "Профиль өзгертілді";
    merge =>
        "Records about you put together",
        "Объединение записей о вас",
        "Siz haqingizdagi yozuvlar birlashtirildi",
        "Сіз туралы жазбалар біріктірілді";
    preferences => "Preferences changed", "Изменение настроек", "Sozlamalar oʻzgartirildi", "Баптаулар өзгертілді";
    close =>
        "Deletion of the account requested",
        "Запрос на удаление аккаунта",
        "Hisobni oʻchirish soʻraldi",
        "Аккаунтты жою сұралды";
    keep => "Account kept", "Аккаунт сохранён", "Hisob saqlab qolindi", "Аккаунт сақталды";
    erase => "Account deleted", "Удаление аккаунта", "Hisob oʻchirildi", "Аккаунт жойылды";
    export =>
        "Copy of the data made",
        "Создание копии данных",
        "Maʼlumotlar nusxasi olindi",
        "Деректер көшірмесі алынды";
    show_identifier =>
        "Identification number shown in full",
        "Показ идентификационного номера полностью",
        "Identifikatsiya raqami toʻliq koʻrsatildi",
        "Сәйкестендіру нөмірі толық көрсетілді";
    leave_partner =>
        "Rights of a partner ended",
        "Прекращение прав партнёра",
        "Hamkorning huquqlari tugatildi",
        "Серіктестің құқықтары тоқтатылды";
    create_user =>
        "Record made by a partner",
        "Создание записи партнёром",
        "Hamkor yozuv yaratdi",
        "Серіктес жазба жасады";
    update_user =>
        "Data changed by a partner",
        "Изменение данных партнёром",
        "Hamkor maʼlumotlarni oʻzgartirdi",
        "Серіктес деректерді өзгертті";
    add_phone => "Phone number added", "Добавление телефона", "Telefon raqami qoʻshildi", "Телефон нөмірі қосылды";
    add_email => "E-mail address added", "Добавление эл. почты", "Elektron pochta qoʻshildi", "Электрондық пошта қосылды";
    remove_phone => "Phone number removed", "Удаление телефона", "Telefon raqami olib tashlandi", "Телефон нөмірі алып тасталды";
    remove_email => "E-mail address removed", "Удаление эл. почты", "Elektron pochta olib tashlandi", "Электрондық пошта алып тасталды";
    change_primary =>
        "Primary contact changed",
        "Смена основного контакта",
        "Asosiy kontakt almashtirildi",
        "Негізгі байланыс ауыстырылды";
    password => "Password changed", "Смена пароля", "Parol oʻzgartirildi", "Құпиясөз өзгертілді";
    recover => "Access regained", "Восстановление доступа", "Kirish tiklandi", "Қолжетімділік қалпына келтірілді";
    recover_refuse =>
        "Recovery refused by its link",
        "Отказ от восстановления по ссылке",
        "Tiklash havola orqali rad etildi",
        "Қалпына келтіру сілтеме арқылы тоқтатылды";
    object =>
        "“This was not me”: account frozen",
        "Возражение против изменения: аккаунт заморожен",
        "Oʻzgarishga eʼtiroz: hisob muzlatildi",
        "Өзгеріске қарсылық: аккаунт тоқтатылды";
    totp_on =>
        "Authenticator app turned on",
        "Включение приложения-аутентификатора",
        "Autentifikator ilovasi yoqildi",
        "Аутентификатор қолданбасы қосылды";
    totp_off =>
        "Authenticator app turned off",
        "Отключение приложения-аутентификатора",
        "Autentifikator ilovasi oʻchirildi",
        "Аутентификатор қолданбасы өшірілді";
    sms_step_on =>
        "Second step by SMS turned on",
        "Включение второго шага по SMS",
        "SMS orqali ikkinchi qadam yoqildi",
        "SMS арқылы екінші қадам қосылды";
    sms_step_off =>
        "Second step by SMS turned off",
        "Отключение второго шага по SMS",
        "SMS orqali ikkinchi qadam oʻchirildi",
        "SMS арқылы екінші қадам өшірілді";
    recovery_codes => "Recovery codes made", "Создание кодов восстановления", "Tiklash kodlari yaratildi", "Қалпына келтіру кодтары жасалды";
    recovery_code => "Recovery code used", "Использование кода восстановления", "Tiklash kodi ishlatildi", "Қалпына келтіру коды пайдаланылды";
    distrust_devices =>
        "Trusted browsers forgotten",
        "Отмена доверия браузерам",
        "Ishonchli brauzerlar unutildi",
        "Сенімді браузерлер ұмытылды";
    passkey_add => "Passkey added", "Добавление ключа доступа", "Kirish kaliti qoʻshildi", "Кіру кілті қосылды";
    passkey_remove => "Passkey removed", "Удаление ключа доступа", "Kirish kaliti olib tashlandi", "Кіру кілті алып тасталды";
    passkey_copied =>
        "Passkey that may have been copied",
        "Возможная копия ключа доступа",
        "Nusxalangan boʻlishi mumkin boʻlgan kirish kaliti",
        "Көшірілген болуы мүмкін кіру кілті";
    link_identity => "Account elsewhere linked", "Привязка другого аккаунта", "Boshqa hisob bogʻlandi", "Басқа аккаунт байланыстырылды";
    unlink_identity => "Account elsewhere unlinked", "Отвязка другого аккаунта", "Boshqa hisob uzildi", "Басқа аккаунт ажыратылды";
    allow_client => "Access allowed", "Разрешение доступа", "Kirishga ruxsat berildi", "Қолжетімділікке рұқсат берілді";
    deny_client => "Access not allowed", "Отказ в доступе", "Kirishga ruxsat berilmadi", "Қолжетімділікке рұқсат берілмеді";
    change_client => "Access changed", "Изменение доступа", "Kirish huquqi oʻzgartirildi", "Қолжетімділік өзгертілді";
    remove_client => "Access removed", "Отзыв доступа", "Kirish huquqi bekor qilindi", "Қолжетімділік қайтарып алынды";
    sign_in_to_client => "Sign-in to an app", "Вход в приложение", "Ilovaga kirish", "Қолданбаға кіру";
    deny_device => "Sign-in on a device refused", "Отказ во входе на устройстве", "Qurilmada kirish rad etildi", "Құрылғыда кіру қабылданбады";
    code_replay =>
        "Used sign-in code presented again: access ended",
        "Повторное использование кода входа: доступ прекращён",
        "Kirish kodi takror ishlatildi: ruxsat tugatildi",
        "Кіру коды қайта пайдаланылды: қолжетімділік тоқтатылды";
    refresh_reuse =>
        "Used access renewed again: access ended",
        "Повторное продление доступа: доступ прекращён",
        "Ruxsat takror uzaytirildi: ruxsat tugatildi",
        "Қолжетімділік қайта ұзартылды: тоқтатылды";
    exchange_token => "Access handed on to a service", "Передача доступа сервису", "Ruxsat xizmatga uzatildi", "Қолжетімділік сервиске берілді";
    revoke_tokens => "Access ended by the operator", "Прекращение доступа оператором", "Operator ruxsatni tugatdi", "Оператор қолжетімділікті тоқтатты";
    add_user => "Account created by the operator", "Создание аккаунта оператором", "Operator hisob yaratdi", "Оператор аккаунт ашты";
    import_user => "Account brought over by the operator", "Перенос аккаунта оператором", "Operator hisobni koʻchirdi", "Оператор аккаунтты көшірді";
    set_role => "Rights changed by the operator", "Изменение прав оператором", "Operator huquqlarni oʻzgartirdi", "Оператор құқықтарды өзгертті";
    set_password => "Password set by the operator", "Установка пароля оператором", "Operator parol oʻrnatdi", "Оператор құпиясөз қойды";
    block => "Account paused by the operator", "Приостановка аккаунта оператором", "Operator hisobni toʻxtatdi", "Оператор аккаунтты тоқтатты";
    unblock => "Account resumed by the operator", "Возобновление аккаунта оператором", "Operator hisobni tikladi", "Оператор аккаунтты қайта ашты";
    delete => "Account deleted by the operator", "Удаление аккаунта оператором", "Operator hisobni oʻchirdi", "Оператор аккаунтты жойды";
    other => "Other change", "Другое изменение", "Boshqa oʻzgarish", "Басқа өзгеріс";
}

impl Happened {
    /// The sentence for the word of an act; none for a word that nobody has put into words.
    pub fn of(self, action: &str) -> Option<&'static str> {
        Some(match action {
            "sign_in" => self.sign_in(),
            "sign_out" => self.sign_out(),
            "sign_out_everywhere" => self.sign_out_everywhere(),
            "approve_sign_in" => self.approve_sign_in(),
            "open" => self.open(),
            "profile" => self.profile(),
            "merge" => self.merge(),
            "preferences" => self.preferences(),
            "close" => self.close(),
            "keep" => self.keep(),
            "erase" => self.erase(),
            "export" => self.export(),
            "show_identifier" => self.show_identifier(),
            "leave_partner" => self.leave_partner(),
            "create_user" => self.create_user(),
            "update_user" => self.update_user(),
            "add_phone" => self.add_phone(),
            "add_email" => self.add_email(),
            "remove_phone" => self.remove_phone(),
            "remove_email" => self.remove_email(),
            "change_primary" => self.change_primary(),
            "password" => self.password(),
            "recover" => self.recover(),
            "recover_refuse" => self.recover_refuse(),
            "object" => self.object(),
            "totp_on" => self.totp_on(),
            "totp_off" => self.totp_off(),
            "sms_step_on" => self.sms_step_on(),
            "sms_step_off" => self.sms_step_off(),
            "recovery_codes" => self.recovery_codes(),
            "recovery_code" => self.recovery_code(),
            "distrust_devices" => self.distrust_devices(),
            "passkey_add" => self.passkey_add(),
            "passkey_remove" => self.passkey_remove(),
            "passkey_copied" => self.passkey_copied(),
            "link_identity" => self.link_identity(),
            "unlink_identity" => self.unlink_identity(),
            "allow_client" => self.allow_client(),
            "deny_client" => self.deny_client(),
            "change_client" => self.change_client(),
            "remove_client" => self.remove_client(),
            "sign_in_to_client" => self.sign_in_to_client(),
            "deny_device" => self.deny_device(),
            "code_replay" | "device_code_replay" => self.code_replay(),
            "refresh_reuse" => self.refresh_reuse(),
            "exchange_token" => self.exchange_token(),
            "revoke_tokens" => self.revoke_tokens(),
            "add_user" => self.add_user(),
            "import_user" => self.import_user(),
            "set_role" => self.set_role(),
            "set_password" => self.set_password(),
            "block" => self.block(),
            "unblock" => self.unblock(),
            "delete" => self.delete(),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::base::Locale;

    /// The words of acts in a source: literals of one word in a statement that writes to the trail.
    fn words(text: &str) -> Vec<&str> {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let mut words = Vec::new();
        let mut at = 0;
        for (n, piece) in code.split('"').enumerate() {
            let word = n % 2 == 1 && !piece.is_empty() && piece.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            if word && writes(&code[..at - 1], &code[at + piece.len() + 1..]) {
                words.push(piece);
            }
            at += piece.len() + 1;
        }
        words
    }

    fn writes(before: &str, after: &str) -> bool {
        const MARKS: [&str; 8] =
            ["Topic::", "let action", "action:", "activity::", "misused(", " line(", "note(", "stand("];
        let begin = before.rfind(';').into_iter().chain(before.rfind("}\n\n")).max().unwrap_or(0);
        let lines = before[begin..].lines().filter(|line| !line.trim_start().starts_with("//"));
        let statement: String = lines.collect::<Vec<_>>().join("\n");
        MARKS.iter().any(|mark| statement.contains(mark))
            || after.starts_with(", Event::")
            || statement.contains("changed(") && statement.contains("Event::")
    }

    fn look(folder: &Path, missing: &mut Vec<String>, seen: &mut usize) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                look(&path, missing, seen);
            } else {
                let text = fs::read_to_string(&path).expect("a source");
                for word in words(&text) {
                    *seen += 1;
                    if Happened(Locale::En).of(word).is_none() && !OPERATORS.contains(&word) {
                        missing.push(format!("{}: {word}", path.display()));
                    }
                }
            }
        }
    }

    /// Acts that are nobody's: no person ever sees these lines.
    const OPERATORS: [&str; 0] = [];

    #[test]
    fn every_act_that_is_written_to_the_trail_has_a_sentence() {
        let (mut missing, mut seen) = (Vec::new(), 0);
        look(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/service"), &mut missing, &mut seen);
        assert!(missing.is_empty(), "put these acts into words in `Happened`: {missing:#?}");
        assert!(seen > 25, "the acts are found: {seen}");
    }

    #[test]
    fn a_word_of_the_trail_is_found_wherever_it_stands() {
        let found = words(
            "fn a() { let x = \"no\"; let w = (Topic::Security, \"yes_one\", O); let action = match c { A => \"two\" }; \
             f(\"three\", Event::X); changed(core, (Event::Y, None), \"four\", o); }",
        );
        assert_eq!(found, ["yes_one", "two", "three", "four"]);
    }
}
