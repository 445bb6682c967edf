//! Preferences, the copy of all data, the end of an account; documents; the first page.

crate::texts! {
    /// Preferences, the copy of all data, the end of an account.
    pub struct Custody;

    lead =>
        "Your preferences, a copy of everything we keep, and the end of your account.",
        "Настройки, копия всех данных и удаление аккаунта.",
        "Sozlamalar, barcha maʼlumotlar nusxasi va hisobni oʻchirish.",
        "Баптаулар, барлық деректің көшірмесі және аккаунтты жою.";
    preferences => "Preferences", "Настройки", "Sozlamalar", "Баптаулар";
    language_for => "Language of pages and messages", "Язык страниц и сообщений", "Sahifalar va xabarlar tili", "Беттер мен хабарлардың тілі";
    theme => "Theme", "Тема", "Mavzu", "Тақырып";
    theme_auto => "As on the device", "Как на устройстве", "Qurilmadagidek", "Құрылғыдағыдай";
    theme_light => "Light", "Светлая", "Yorugʻ", "Ашық";
    theme_dark => "Dark", "Тёмная", "Qorongʻi", "Қараңғы";
    notices => "Notifications", "Уведомления", "Bildirishnomalar", "Хабарламалар";
    notices_security =>
        "About your security: always on",
        "О безопасности: всегда включены",
        "Xavfsizlik haqida: har doim yoqilgan",
        "Қауіпсіздік туралы: әрқашан қосулы";
    notices_news => "Also news of Freedom ID", "Также новости Freedom ID", "Freedom ID yangiliklari ham", "Freedom ID жаңалықтары да";
    time_zone => "Time zone", "Часовой пояс", "Vaqt mintaqasi", "Уақыт белдеуі";
    save => "Save", "Сохранить", "Saqlash", "Сақтау";
    export_title => "Get a copy of your data", "Получить копию данных", "Maʼlumotlar nusxasini olish", "Деректер көшірмесін алу";
    export_what =>
        "One file (JSON) with your profile, contacts, devices, apps, activity and messages. One a day.",
        "Один файл (JSON): профиль, контакты, устройства, приложения, история и сообщения. Раз в сутки.",
        "Bitta fayl (JSON): profil, kontaktlar, qurilmalar, ilovalar, amallar va xabarlar. Kuniga bir marta.",
        "Бір файл (JSON): профиль, байланыстар, құрылғылар, қолданбалар, әрекеттер мен хабарлар. Күніне бір рет.";
    export_careful =>
        "Keep the file safe: whoever has it knows everything in it.",
        "Храните файл в надёжном месте: в нём все ваши данные.",
        "Faylni ehtiyot saqlang: unda barcha maʼlumotlaringiz bor.",
        "Файлды сенімді жерде сақтаңыз: онда барлық деректеріңіз бар.";
    export_next => "The next copy:", "Следующая копия:", "Keyingi nusxa:", "Келесі көшірме:";
    export_go => "Download", "Скачать", "Yuklab olish", "Жүктеп алу";
    delete_title => "Delete your account", "Удалить аккаунт", "Hisobni oʻchirish", "Аккаунтты жою";
    delete_short =>
        "You have 14 days to change your mind. Then everything is erased.",
        "Передумать можно 14 дней. Потом всё будет стёрто.",
        "14 kun ichida fikringizni oʻzgartirishingiz mumkin. Soʻng hammasi oʻchiriladi.",
        "14 күн ішінде райыңыздан қайта аласыз. Содан кейін бәрі өшіріледі.";
    delete_lead =>
        "Read what happens, then confirm with a code.",
        "Прочитайте, что произойдёт, и подтвердите кодом.",
        "Nima boʻlishini oʻqing, soʻng kod bilan tasdiqlang.",
        "Не болатынын оқып, кодпен растаңыз.";
    delete_what => "What happens", "Что произойдёт", "Nima boʻladi", "Не болады";
    delete_now =>
        "At once: you are signed out everywhere, and no app can read your data.",
        "Сразу: вы выйдете на всех устройствах, приложения больше не смогут читать ваши данные.",
        "Darhol: barcha qurilmalardan chiqasiz, ilovalar maʼlumotlaringizni oʻqiy olmaydi.",
        "Бірден: барлық құрылғыдан шығасыз, қолданбалар деректеріңізді оқи алмайды.";
    delete_grace(date) =>
        "Until {date} you can sign in and keep the account.",
        "До {date} можно войти и сохранить аккаунт.",
        "{date} gacha kirib, hisobni saqlab qolishingiz mumkin.",
        "Аккаунтқа кіріп, сақтап қалуға болатын соңғы күн: {date}.";
    delete_then =>
        "Then your name, contacts, data, devices and access of apps are erased for good.",
        "Затем имя, контакты, данные, устройства и доступы приложений стираются навсегда.",
        "Soʻng ism, kontaktlar, maʼlumotlar, qurilmalar va ilovalar ruxsatlari butunlay oʻchiriladi.",
        "Содан кейін аты-жөніңіз, байланыстар, деректер, құрылғылар мен қолданба рұқсаттары біржола өшіріледі.";
    delete_kept =>
        "Kept: the bare number of the account, so that nobody gets it again, and dates of events without any data about you.",
        "Остаётся: номер аккаунта, чтобы его никто не получил снова, и даты событий без данных о вас.",
        "Qoladi: hisob raqami (boshqaga berilmasligi uchun) va siz haqingizda maʼlumotsiz voqealar sanasi.",
        "Қалатыны: басқаға берілмеуі үшін аккаунт нөмірі және сіз туралы дерексіз оқиға күндері.";
    delete_apps =>
        "Apps that you can no longer sign in to with Freedom ID",
        "В эти приложения больше не войти через Freedom ID",
        "Freedom ID orqali endi kirib boʻlmaydigan ilovalar",
        "Freedom ID арқылы енді кіруге болмайтын қолданбалар";
    delete_no_apps => "No app is connected.", "Подключённых приложений нет.", "Ulangan ilova yoʻq.", "Қосылған қолданба жоқ.";
    delete_why => "Why are you leaving?", "Почему вы уходите?", "Nega ketyapsiz?", "Неге кетіп барасыз?";
    reason_none => "I would rather not say", "Не хочу указывать", "Aytishni istamayman", "Айтқым келмейді";
    reason_unused => "I do not need it", "Аккаунт не нужен", "Menga kerak emas", "Маған керек емес";
    reason_another => "I have another account", "Есть другой аккаунт", "Boshqa hisobim bor", "Басқа аккаунтым бар";
    reason_privacy => "For my privacy", "Ради приватности", "Shaxsiy daxlsizlik uchun", "Жеке өмірім үшін";
    reason_trouble => "Something does not work", "Что-то не работает", "Nimadir ishlamayapti", "Бірдеңе жұмыс істемейді";
    understand =>
        "I understand what happens",
        "Понимаю, что произойдёт",
        "Nima boʻlishini tushunaman",
        "Не болатынын түсінемін";
    delete_go => "Delete my account", "Удалить мой аккаунт", "Hisobimni oʻchirish", "Аккаунтымды жою";
    delete_open => "Delete account", "Удалить аккаунт", "Hisobni oʻchirish", "Аккаунтты жою";
    closed_title =>
        "Your account is set to be deleted",
        "Аккаунт будет удалён",
        "Hisobingiz oʻchiriladi",
        "Аккаунтыңыз жойылады";
    closed_text(date) =>
        "You are signed out everywhere. Until {date} you can sign in and keep it.",
        "Вы вышли на всех устройствах. До {date} можно войти и сохранить аккаунт.",
        "Barcha qurilmalardan chiqdingiz. {date} gacha kirib, uni saqlab qolishingiz mumkin.",
        "Барлық құрылғыдан шықтыңыз. Кіріп, сақтап қалуға болатын соңғы күн: {date}.";
    closing_title(date) =>
        "Your account is set to be deleted on {date}",
        "Ваш аккаунт будет удалён {date}",
        "Hisobingiz {date} kuni oʻchiriladi",
        "Аккаунтыңыз жойылатын күн: {date}";
    closing_text =>
        "You can keep it. Everything in it is still there; you sign in to apps again.",
        "Его можно сохранить. Все данные на месте, в приложения нужно будет войти заново.",
        "Uni saqlab qolishingiz mumkin. Barcha maʼlumotlar joyida, ilovalarga qayta kirish kerak boʻladi.",
        "Оны сақтап қалуға болады. Барлық дерек орнында, қолданбаларға қайта кіру керек болады.";
    closing_keep => "Keep my account", "Сохранить аккаунт", "Hisobimni saqlash", "Аккаунтымды сақтау";
    closing_go_on => "Continue deletion", "Продолжить удаление", "Oʻchirishni davom ettirish", "Жоюды жалғастыру";
    closing_left =>
        "It stays as you decided. Nobody is signed in here.",
        "Всё остаётся по вашему решению. Здесь никто не вошёл.",
        "Siz qaror qilganingizdek qoladi. Bu yerda hech kim kirmagan.",
        "Сіз шешкендей қалады. Мұнда ешкім кірген жоқ.";
    kept =>
        "Your account is kept.",
        "Аккаунт сохранён.",
        "Hisobingiz saqlab qolindi.",
        "Аккаунтыңыз сақталды.";
    to_home => "Go to the first page", "На главную", "Bosh sahifaga", "Басты бетке";
}

crate::texts! {
    /// Documents and the check of identity.
    pub struct Identity;

    lead =>
        "How well your identity is confirmed, and by what.",
        "Насколько подтверждена ваша личность и чем.",
        "Shaxsingiz qanchalik va nima bilan tasdiqlangan.",
        "Жеке басыңыздың қаншалықты және немен расталғаны.";
    level(n) => "Level {n} of 3", "Уровень {n} из 3", "{n}-daraja, jami 3 ta", "{n}-деңгей, барлығы 3";
    not_verified => "Identity not verified", "Личность не подтверждена", "Shaxsingiz tasdiqlanmagan", "Жеке басыңыз расталмаған";
    phone => "Phone number", "Телефон", "Telefon raqami", "Телефон нөмірі";
    email => "E-mail", "Эл. почта", "Elektron pochta", "Электрондық пошта";
    document => "Document", "Документ", "Hujjat", "Құжат";
    confirmed => "Confirmed", "Подтверждено", "Tasdiqlangan", "Расталған";
    missing => "Not confirmed", "Не подтверждено", "Tasdiqlanmagan", "Расталмаған";
    no_documents => "No documents", "Документов нет", "Hujjatlar yoʻq", "Құжаттар жоқ";
    no_documents_how =>
        "When a service checks your document, it appears here with its status.",
        "Когда сервис проверит ваш документ, он появится здесь со статусом.",
        "Xizmat hujjatingizni tekshirganda, u holati bilan shu yerda koʻrinadi.",
        "Қызмет құжатыңызды тексергенде, ол күйімен осында көрінеді.";
    levels => "What the levels mean", "Что значат уровни", "Darajalar nimani anglatadi", "Деңгейлер нені білдіреді";
    level_one => "1: one contact is confirmed.", "1: подтверждён один контакт.", "1: bitta kontakt tasdiqlangan.", "1: бір байланыс расталған.";
    level_two =>
        "2: a phone number and an e-mail address are confirmed.",
        "2: подтверждены телефон и эл. почта.",
        "2: telefon raqami va elektron pochta tasdiqlangan.",
        "2: телефон нөмірі мен электрондық пошта расталған.";
    level_three =>
        "3: a document confirms who you are.",
        "3: личность подтверждена документом.",
        "3: shaxsingiz hujjat bilan tasdiqlangan.",
        "3: жеке басыңыз құжатпен расталған.";
}

crate::texts! {
    /// The first page of the console.
    pub struct Glance;

    title => "Your account", "Ваш аккаунт", "Sizning hisobingiz", "Сіздің аккаунтыңыз";
    identity => "Identity", "Личность", "Shaxs", "Жеке бас";
    password => "Password", "Пароль", "Parol", "Құпиясөз";
    password_none => "None", "Нет", "Yoʻq", "Жоқ";
    changed => "Changed", "Изменён", "Oʻzgartirilgan:", "Өзгертілген:";
    second_step => "Second step", "Второй шаг", "Ikkinchi qadam", "Екінші қадам";
    passkeys => "Passkeys", "Ключи доступа", "Kirish kalitlari", "Кіру кілттері";
    on => "On", "Включён", "Yoqilgan", "Қосулы";
    off => "Off", "Выключен", "Oʻchirilgan", "Өшірулі";
    recent => "Recent activity", "Недавние действия", "Soʻnggi amallar", "Соңғы әрекеттер";
    see_all => "See all", "Смотреть всё", "Hammasini koʻrish", "Барлығын көру";
    manage => "Manage", "Настроить", "Boshqarish", "Басқару";
    apps(n) => "Connected apps: {n}", "Подключённых приложений: {n}", "Ulangan ilovalar: {n}", "Қосылған қолданбалар: {n}";
    advice => "Recommendation", "Рекомендация", "Tavsiya", "Ұсыныс";
    later => "Not now", "Не сейчас", "Hozir emas", "Қазір емес";
    first_steps => "First steps", "Первые шаги", "Dastlabki qadamlar", "Алғашқы қадамдар";
    first_steps_why =>
        "Three things make your account safe and useful.",
        "Три шага сделают аккаунт безопасным и удобным.",
        "Uch qadam hisobingizni xavfsiz va qulay qiladi.",
        "Үш қадам аккаунтыңызды қауіпсіз әрі ыңғайлы етеді.";
    done => "Done", "Готово", "Bajarildi", "Орындалды";
    do_contact =>
        "Add a second contact",
        "Добавьте второй контакт",
        "Ikkinchi kontakt qoʻshing",
        "Екінші байланыс қосыңыз";
    do_contact_why =>
        "If you lose one, the other brings you back in.",
        "Если потеряете один, другой вернёт доступ.",
        "Birini yoʻqotsangiz, ikkinchisi kirishni tiklaydi.",
        "Бірін жоғалтсаңыз, екіншісі кіруге көмектеседі.";
    do_second =>
        "Turn on the second step",
        "Включите второй шаг",
        "Ikkinchi qadamni yoqing",
        "Екінші қадамды қосыңыз";
    do_second_why =>
        "A stolen password alone then opens nothing.",
        "Тогда одного украденного пароля не хватит для входа.",
        "Shunda oʻgʻirlangan parolning oʻzi yetarli boʻlmaydi.",
        "Сонда ұрланған құпиясөздің өзі жеткіліксіз болады.";
    do_passkey => "Add a passkey", "Добавьте ключ доступа", "Kirish kalitini qoʻshing", "Кіру кілтін қосыңыз";
    do_passkey_why =>
        "Sign in with your fingerprint or face, without a password.",
        "Входите по отпечатку или лицу, без пароля.",
        "Barmoq izi yoki yuz bilan, parolsiz kiring.",
        "Саусақ ізімен немесе бет-әлпетпен, құпиясөзсіз кіріңіз.";
    do_name => "Complete your name", "Укажите имя и фамилию", "Ism va familiyangizni toʻldiring", "Аты-жөніңізді толтырыңыз";
    do_name_why =>
        "Apps that you allow can greet you by it.",
        "Приложения с вашим разрешением смогут к вам обращаться.",
        "Siz ruxsat bergan ilovalar sizga ismingiz bilan murojaat qiladi.",
        "Сіз рұқсат берген қолданбалар сізге атыңызбен сөйлеседі.";
}
