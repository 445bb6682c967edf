//! The pages that secure an account.

crate::texts! {
    /// The pages that secure an account.
    pub struct Security;

    lead =>
        "How you prove that it is you.",
        "Как вы подтверждаете, что это вы.",
        "Bu siz ekaningizni qanday tasdiqlaysiz.",
        "Бұл сіз екеніңізді қалай растайсыз.";
    recommend =>
        "A second step keeps your account safe even if somebody learns your password.",
        "Второй шаг защитит аккаунт, даже если кто-то узнает пароль.",
        "Kimdir parolingizni bilib olsa ham, ikkinchi qadam hisobingizni himoya qiladi.",
        "Біреу құпиясөзіңізді біліп алса да, екінші қадам аккаунтыңызды қорғайды.";
    on => "On", "Включено", "Yoqilgan", "Қосулы";
    off => "Off", "Выключено", "Oʻchirilgan", "Өшірулі";
    count(n) => "Number: {n}", "Количество: {n}", "Soni: {n}", "Саны: {n}";
    turn_on => "Turn on", "Включить", "Yoqish", "Қосу";
    turn_off => "Turn off", "Выключить", "Oʻchirish", "Өшіру";
    replace => "Replace", "Заменить", "Almashtirish", "Ауыстыру";
    since(date) => "On since {date}", "Включено с {date}", "Yoqilgan sana: {date}", "Қосылған күні: {date}";
    made(date) => "Made on {date}", "Созданы {date}", "Yaratilgan sana: {date}", "Жасалған күні: {date}";

    passkeys => "Passkeys", "Ключи доступа", "Kirish kalitlari", "Кіру кілттері";
    passkeys_note =>
        "Sign in with your fingerprint, face or screen lock. Nothing to remember, nothing to give away.",
        "Вход по отпечатку, лицу или коду экрана. Нечего запоминать и нечего выдать.",
        "Barmoq izi, yuz yoki ekran qulfi bilan kirish. Eslab qolish shart emas, aldab olib boʻlmaydi.",
        "Саусақ ізі, бет немесе экран құлпы арқылы кіру. Есте сақтаудың қажеті жоқ, алдап алу мүмкін емес.";
    passkeys_manage => "Manage passkeys", "Управлять ключами", "Kalitlarni boshqarish", "Кілттерді басқару";

    password => "Password", "Пароль", "Parol", "Құпиясөз";
    password_since(date) => "Changed on {date}", "Изменён {date}", "Oʻzgartirilgan sana: {date}", "Өзгертілген күні: {date}";
    password_none =>
        "No password. You sign in by code.",
        "Пароля нет. Вход по коду.",
        "Parol yoʻq. Kod orqali kirasiz.",
        "Құпиясөз жоқ. Код арқылы кіресіз.";
    change_password => "Change password", "Изменить пароль", "Parolni oʻzgartirish", "Құпиясөзді өзгерту";
    set_password => "Set a password", "Задать пароль", "Parol oʻrnatish", "Құпиясөз қою";
    password_lead =>
        "Use a password that you use nowhere else.",
        "Выберите пароль, которого нет больше нигде.",
        "Boshqa hech qayerda ishlatilmaydigan parol tanlang.",
        "Басқа еш жерде қолданылмайтын құпиясөз таңдаңыз.";
    current_password => "Current password", "Текущий пароль", "Joriy parol", "Қазіргі құпиясөз";
    new_password => "New password", "Новый пароль", "Yangi parol", "Жаңа құпиясөз";
    others_out =>
        "Sign out other devices",
        "Выйти на других устройствах",
        "Boshqa qurilmalardan chiqish",
        "Басқа құрылғылардан шығу";
    apps_stay =>
        "Apps you connected keep working.",
        "Подключённые приложения продолжат работать.",
        "Ulangan ilovalar ishlashda davom etadi.",
        "Қосылған қолданбалар жұмысын жалғастырады.";

    two_step => "Two-step verification", "Двухэтапная проверка", "Ikki bosqichli tekshiruv", "Екі қадамды тексеру";
    two_step_note =>
        "After your password, one more proof that it is you.",
        "После пароля нужно ещё одно подтверждение.",
        "Paroldan keyin yana bir tasdiq soʻraladi.",
        "Құпиясөзден кейін тағы бір растау сұралады.";
    totp => "Authenticator app", "Приложение-аутентификатор", "Autentifikator ilovasi", "Аутентификатор қолданбасы";
    totp_off_note =>
        "The app will no longer be asked for. Its recovery codes stop working if no other second step is left.",
        "Код приложения больше не понадобится. Если другого второго шага нет, коды восстановления перестанут действовать.",
        "Ilova kodi endi soʻralmaydi. Boshqa ikkinchi qadam qolmasa, tiklash kodlari ham ishlamay qoladi.",
        "Қолданба коды енді сұралмайды. Басқа екінші қадам қалмаса, қалпына келтіру кодтары да жарамайды.";
    sms => "Code by SMS", "Код по SMS", "SMS orqali kod", "SMS арқылы код";
    trusted =>
        "Devices that are not asked",
        "Устройства без второго шага",
        "Ikkinchi qadam soʻralmaydigan qurilmalar",
        "Екінші қадам сұралмайтын құрылғылар";
    distrust =>
        "Ask on every device again",
        "Снова спрашивать на всех устройствах",
        "Barcha qurilmalarda qayta soʻrash",
        "Барлық құрылғыда қайта сұрау";

    where_signed_in =>
        "Where you are signed in",
        "Где выполнен вход",
        "Hisobga kirilgan qurilmalar",
        "Аккаунтқа кірген құрылғылар";
    where_note =>
        "See every device and sign out those that you do not know.",
        "Посмотрите все устройства и завершите вход на незнакомых.",
        "Barcha qurilmalarni koʻring va notanishlaridan chiqing.",
        "Барлық құрылғыны қарап, бейтаныстарынан шығыңыз.";
    where_manage => "Show devices", "Показать устройства", "Qurilmalarni koʻrsatish", "Құрылғыларды көрсету";

    set_up =>
        "Set up an authenticator app",
        "Настройка аутентификатора",
        "Autentifikator ilovasini sozlash",
        "Аутентификатор қолданбасын баптау";
    step_install => "Install an app", "Установите приложение", "Ilovani oʻrnating", "Қолданбаны орнатыңыз";
    step_install_note =>
        "Any authenticator app will do: Aegis, Google Authenticator, Microsoft Authenticator or another one.",
        "Подойдёт любой аутентификатор: Aegis, Google Authenticator, Microsoft Authenticator или другой.",
        "Istalgan autentifikator mos keladi: Aegis, Google Authenticator, Microsoft Authenticator yoki boshqasi.",
        "Кез келген аутентификатор жарайды: Aegis, Google Authenticator, Microsoft Authenticator немесе басқасы.";
    step_scan => "Scan this code", "Отсканируйте этот код", "Bu kodni skanerlang", "Бұл кодты сканерлеңіз";
    qr_name =>
        "QR code; the same key is written below",
        "QR-код; тот же ключ записан ниже",
        "QR-kod; xuddi shu kalit quyida yozilgan",
        "QR-код; сол кілт төменде жазылған";
    cannot_scan =>
        "Cannot scan it? Enter this key:",
        "Не получается отсканировать? Введите ключ:",
        "Skanerlab boʻlmayaptimi? Kalitni kiriting:",
        "Сканерлеу мүмкін емес пе? Кілтті енгізіңіз:";
    open_here =>
        "Open in an app on this device",
        "Открыть в приложении на этом устройстве",
        "Shu qurilmadagi ilovada ochish",
        "Осы құрылғыдағы қолданбада ашу";
    app_account(account) =>
        "Account: Freedom ID ({account}), time based.",
        "Аккаунт: Freedom ID ({account}), по времени.",
        "Hisob: Freedom ID ({account}), vaqtga asoslangan.",
        "Аккаунт: Freedom ID ({account}), уақытқа негізделген.";
    until(time) =>
        "This key can be set up until {time}.",
        "Ключ можно настроить до {time}.",
        "Kalitni {time} gacha sozlash mumkin.",
        "Кілтті баптаудың соңғы уақыты: {time}.";
    step_code =>
        "Enter the code that the app shows",
        "Введите код из приложения",
        "Ilova koʻrsatgan kodni kiriting",
        "Қолданба көрсеткен кодты енгізіңіз";

    codes => "Recovery codes", "Коды восстановления", "Tiklash kodlari", "Қалпына келтіру кодтары";
    codes_lead =>
        "They let you in when your second step is out of reach. Each works once.",
        "Они помогут войти, когда второй шаг недоступен. Каждый действует один раз.",
        "Ikkinchi qadam qoʻl ostida boʻlmaganda kirishga yordam beradi. Har biri bir marta ishlaydi.",
        "Екінші қадам қолжетімсіз болғанда кіруге көмектеседі. Әрқайсысы бір рет жарайды.";
    codes_left(n) => "Codes left: {n}", "Осталось кодов: {n}", "Qolgan kodlar: {n}", "Қалған код саны: {n}";
    codes_manage => "Manage codes", "Управлять кодами", "Kodlarni boshqarish", "Кодтарды басқару";
    codes_die =>
        "New codes replace the old ones, which stop working at once.",
        "Новые коды заменят старые: те сразу перестанут действовать.",
        "Yangi kodlar eskilarining oʻrnini oladi, eskilari darhol ishlamay qoladi.",
        "Жаңа кодтар ескілерін алмастырады, ескілері бірден жарамай қалады.";
    make_codes => "Make new codes", "Создать новые коды", "Yangi kodlar yaratish", "Жаңа кодтар жасау";
    codes_not_yet => "No second step yet", "Второго шага ещё нет", "Hali ikkinchi qadam yoʻq", "Әзірге екінші қадам жоқ";
    codes_not_yet_how =>
        "You get recovery codes when you turn one on.",
        "Вы получите коды, когда включите его.",
        "Uni yoqqaningizda tiklash kodlarini olasiz.",
        "Оны қосқанда қалпына келтіру кодтарын аласыз.";
    codes_save =>
        "Save these codes. They are shown only once.",
        "Сохраните эти коды. Они показываются только один раз.",
        "Bu kodlarni saqlab qoʻying. Ular faqat bir marta koʻrsatiladi.",
        "Бұл кодтарды сақтап қойыңыз. Олар бір рет қана көрсетіледі.";
    codes_saved => "I saved these codes", "Коды сохранены", "Kodlarni saqladim", "Кодтарды сақтадым";
    download => "Download as a file", "Скачать файлом", "Fayl qilib yuklab olish", "Файл етіп жүктеу";
    print => "Print", "Распечатать", "Chop etish", "Басып шығару";
}
