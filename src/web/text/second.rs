//! The second step of signing in.

crate::texts! {
    /// The second step of signing in.
    pub struct SecondStep;

    title => "Confirm it is you", "Подтвердите, что это вы", "Bu siz ekaningizni tasdiqlang", "Бұл сіз екеніңізді растаңыз";
    as_whom(name) =>
        "Signing in as {name}.",
        "Аккаунт для входа: {name}.",
        "Kirilayotgan hisob: {name}.",
        "Кіретін аккаунт: {name}.";
    not_you => "Not you?", "Это не вы?", "Bu siz emasmisiz?", "Бұл сіз емессіз бе?";
    totp =>
        "Enter the code from your authenticator app",
        "Введите код из приложения-аутентификатора",
        "Autentifikator ilovasidagi kodni kiriting",
        "Аутентификатор қолданбасындағы кодты енгізіңіз";
    totp_title => "Authenticator code", "Код аутентификатора", "Autentifikator kodi", "Аутентификатор коды";
    totp_hint =>
        "Six digits that change every 30 seconds",
        "Шесть цифр, которые меняются каждые 30 секунд",
        "Har 30 soniyada oʻzgaradigan olti raqam",
        "Әр 30 секунд сайын өзгеретін алты цифр";
    trust(n) =>
        "Do not ask on this device for {n} days",
        "Не спрашивать на этом устройстве {n} дн.",
        "Bu qurilmada {n} kun soʻralmasin",
        "Бұл құрылғыда {n} күн сұралмасын";
    other => "Try another way", "Выбрать другой способ", "Boshqa usulni tanlash", "Басқа тәсілді таңдау";
    use_recovery =>
        "Use a recovery code",
        "Использовать код восстановления",
        "Tiklash kodidan foydalanish",
        "Қалпына келтіру кодын пайдалану";
    recovery => "Enter a recovery code", "Введите код восстановления", "Tiklash kodini kiriting", "Қалпына келтіру кодын енгізіңіз";
    recovery_label => "Recovery code", "Код восстановления", "Tiklash kodi", "Қалпына келтіру коды";
    recovery_hint =>
        "One of the codes that you saved. Each works once.",
        "Один из сохранённых кодов. Каждый действует один раз.",
        "Saqlab qoʻygan kodlaringizdan biri. Har biri bir marta ishlaydi.",
        "Сақтап қойған кодтарыңыздың бірі. Әрқайсысы бір рет жарайды.";
    sms => "Confirm by SMS", "Подтвердите по SMS", "SMS orqali tasdiqlang", "SMS арқылы растаңыз";
    sms_lead(dest) =>
        "We will send a code to {dest}.",
        "Мы отправим код на {dest}.",
        "Kod yuboriladigan raqam: {dest}.",
        "Код жіберілетін нөмір: {dest}.";
    nothing =>
        "There is no way to confirm it is you. Support can help.",
        "Подтвердить личность нечем. Поможет поддержка.",
        "Tasdiqlash usuli yoʻq. Yordam xizmati koʻmaklashadi.",
        "Растайтын тәсіл жоқ. Қолдау қызметі көмектеседі.";
    sms_send => "Send the code", "Отправить код", "Kodni yuborish", "Кодты жіберу";
    password => "Enter your password", "Введите пароль", "Parolni kiriting", "Құпиясөзді енгізіңіз";

    way_passkey => "Passkey or security key", "Ключ доступа", "Kirish kaliti", "Кіру кілті";
    way_passkey_note =>
        "Your device asks for your fingerprint, face or screen lock",
        "Устройство запросит отпечаток пальца, лицо или код экрана",
        "Qurilmangiz barmoq izi, yuz yoki ekran qulfini soʻraydi",
        "Құрылғыңыз саусақ ізін, бетіңізді немесе экран құлпын сұрайды";
    way_totp => "Authenticator app", "Приложение-аутентификатор", "Autentifikator ilovasi", "Аутентификатор қолданбасы";
    way_totp_note =>
        "The six digits that the app shows",
        "Шесть цифр, которые показывает приложение",
        "Ilova koʻrsatadigan olti raqam",
        "Қолданба көрсететін алты цифр";
    way_sms => "Code by SMS", "Код по SMS", "SMS orqali kod", "SMS арқылы код";
    way_sms_note(dest) => "To {dest}", "На номер {dest}", "Raqam: {dest}", "Нөмір: {dest}";
    way_email => "Code by e-mail", "Код по эл. почте", "Elektron pochta orqali kod", "Электрондық пошта арқылы код";
    way_password => "Password", "Пароль", "Parol", "Құпиясөз";
    way_password_note =>
        "The password of your account",
        "Пароль вашего аккаунта",
        "Hisobingizning paroli",
        "Аккаунтыңыздың құпиясөзі";
    way_recovery => "Recovery code", "Код восстановления", "Tiklash kodi", "Қалпына келтіру коды";
    way_recovery_note =>
        "One of the codes that you saved",
        "Один из сохранённых кодов",
        "Saqlab qoʻygan kodlaringizdan biri",
        "Сақтап қойған кодтарыңыздың бірі";
    none_work => "None of these work", "Ничего не подходит", "Hech biri toʻgʻri kelmayapti", "Ешқайсысы келмейді";
    none_work_note =>
        "Support can help. Have your reference ready. An answer can take up to three working days, because we check first that it is you.",
        "Поможет поддержка. Назовите номер обращения. Ответ может занять до трёх рабочих дней: сначала мы убеждаемся, что это вы.",
        "Yordam xizmati koʻmaklashadi. Murojaat raqamini ayting. Javob uch ish kunigacha choʻzilishi mumkin: avval bu siz ekaningizga ishonch hosil qilamiz.",
        "Қолдау қызметі көмектеседі. Өтініш нөмірін айтыңыз. Жауап үш жұмыс күніне дейін созылуы мүмкін: алдымен бұл сіз екеніңізге көз жеткіземіз.";

    left_title => "You are signed in", "Вы вошли в аккаунт", "Hisobga kirdingiz", "Аккаунтқа кірдіңіз";
    left(n) =>
        "You used a recovery code. Codes left: {n}",
        "Вы использовали код восстановления. Осталось кодов: {n}",
        "Tiklash kodidan foydalandingiz. Qolgan kodlar: {n}",
        "Қалпына келтіру коды қолданылды. Қалған код саны: {n}";
    left_lead =>
        "If the app on your old phone is gone, set it up anew now.",
        "Если приложения на старом телефоне больше нет, настройте его заново сейчас.",
        "Eski telefoningizdagi ilova yoʻqolgan boʻlsa, uni hozir qaytadan sozlang.",
        "Ескі телефоныңыздағы қолданба жоқ болса, оны қазір қайта баптаңыз.";
    left_totp =>
        "Set up a new authenticator app",
        "Настроить новый аутентификатор",
        "Yangi autentifikatorni sozlash",
        "Жаңа аутентификаторды баптау";
    left_codes => "Make new codes", "Создать новые коды", "Yangi kodlar yaratish", "Жаңа кодтар жасау";

    lacking => "A second step is needed", "Нужен второй шаг", "Ikkinchi qadam kerak", "Екінші қадам қажет";
    lacking_for(app) =>
        "{app} asks for more than one proof that it is you. Your account has no second step yet.",
        "Приложение «{app}» просит подтвердить личность двумя способами. В аккаунте ещё нет второго шага.",
        "{app} ilovasi shaxsingizni bir nechta usulda tasdiqlashni soʻraydi. Hisobingizda hali ikkinchi qadam yoʻq.",
        "«{app}» қолданбасы кім екеніңізді бірнеше тәсілмен растауды сұрайды. Аккаунтыңызда әзірге екінші қадам жоқ.";
    lacking_strong(app) =>
        "{app} asks you to confirm with a passkey. Your account has none yet.",
        "Приложение «{app}» просит подтвердить вход ключом доступа. В аккаунте его ещё нет.",
        "{app} ilovasi kirish kaliti bilan tasdiqlashni soʻraydi. Hisobingizda u hali yoʻq.",
        "«{app}» қолданбасы кіру кілтімен растауды сұрайды. Аккаунтыңызда ол әзірге жоқ.";
    lacking_staff =>
        "Your role needs a second step at every sign-in. Set one up to go on.",
        "Для вашей роли второй шаг нужен при каждом входе. Настройте его, чтобы продолжить.",
        "Sizning vazifangizda har bir kirishda ikkinchi qadam kerak. Davom etish uchun uni sozlang.",
        "Сіздің рөліңізге әр кірген сайын екінші қадам қажет. Жалғастыру үшін оны баптаңыз.";
    lacking_then =>
        "It takes about two minutes. You come back here afterwards.",
        "Это займёт около двух минут. Потом вы вернётесь сюда.",
        "Bunga ikki daqiqacha vaqt ketadi. Keyin shu yerga qaytasiz.",
        "Бұған екі минуттай уақыт кетеді. Содан кейін осында ораласыз.";
    set_up_totp =>
        "Set up an authenticator app",
        "Настроить аутентификатор",
        "Autentifikatorni sozlash",
        "Аутентификаторды баптау";
    set_up_passkey => "Add a passkey", "Добавить ключ доступа", "Kirish kalitini qoʻshish", "Кіру кілтін қосу";
}
