//! Names of fields and what can be wrong with them.

crate::texts! {
    /// Names of fields and their hints.
    pub struct Fields;

    last_name => "Last name", "Фамилия", "Familiya", "Тегі";
    first_name => "First name", "Имя", "Ism", "Аты";
    patronymic => "Patronymic", "Отчество", "Otasining ismi", "Әкесінің аты";
    phone => "Phone number", "Номер телефона", "Telefon raqami", "Телефон нөмірі";
    email => "E-mail", "Эл. почта", "Elektron pochta", "Электрондық пошта";
    phone_hint =>
        "For example, +7 701 234 56 78 or +998 90 123 45 67",
        "Например, +7 701 234 56 78 или +998 90 123 45 67",
        "Masalan, +7 701 234 56 78 yoki +998 90 123 45 67",
        "Мысалы, +7 701 234 56 78 немесе +998 90 123 45 67";
    email_hint =>
        "For example, name@example.com",
        "Например, name@example.com",
        "Masalan, name@example.com",
        "Мысалы, name@example.com";
    password => "Password", "Пароль", "Parol", "Құпиясөз";
    code => "Code", "Код", "Kod", "Код";
    date_of_birth => "Date of birth", "Дата рождения", "Tugʻilgan sana", "Туған күні";
    day => "Day", "День", "Kun", "Күні";
    month => "Month", "Месяц", "Oy", "Айы";
    year => "Year", "Год", "Yil", "Жылы";
    date_hint =>
        "For example, 14 3 1994",
        "Например, 14 3 1994",
        "Masalan, 14 3 1994",
        "Мысалы, 14 3 1994";
    gender => "Gender", "Пол", "Jins", "Жынысы";
    female => "Female", "Женский", "Ayol", "Әйел";
    male => "Male", "Мужской", "Erkak", "Ер";
    country => "Citizenship", "Гражданство", "Fuqarolik", "Азаматтығы";
    kazakhstan => "Kazakhstan", "Казахстан", "Qozogʻiston", "Қазақстан";
    uzbekistan => "Uzbekistan", "Узбекистан", "Oʻzbekiston", "Өзбекстан";
    country_elsewhere => "Another country", "Другая страна", "Boshqa mamlakat", "Басқа ел";
    country_other =>
        "Code of the country, three letters",
        "Код страны, три буквы",
        "Mamlakat kodi, uchta harf",
        "Ел коды, үш әріп";
    nationality =>
        "Nationality as in your document",
        "Национальность по документу",
        "Hujjatdagi millat",
        "Құжаттағы ұлты";
    identifier =>
        "Identification number (IIN or PINFL)",
        "Идентификационный номер (ИИН или ПИНФЛ)",
        "Identifikatsiya raqami (IIN yoki JShShIR)",
        "Сәйкестендіру нөмірі (ЖСН немесе ПИНФЛ)";
    identifier_hint =>
        "12 digits in Kazakhstan, 14 digits in Uzbekistan",
        "12 цифр в Казахстане, 14 цифр в Узбекистане",
        "Qozogʻistonda 12 ta, Oʻzbekistonda 14 ta raqam",
        "Қазақстанда 12 цифр, Өзбекстанда 14 цифр";
    patronymic_hint => "If you have one", "Если есть", "Agar boʻlsa", "Бар болса";
}

crate::texts! {
    /// What can be wrong with a field or a form.
    pub struct Wrong;

    identifier_empty =>
        "Enter your phone number or e-mail",
        "Введите телефон или эл. почту",
        "Telefon raqamingiz yoki elektron pochtangizni kiriting",
        "Телефон нөміріңізді немесе электрондық поштаңызды енгізіңіз";
    identifier_shape =>
        "Enter a phone number with the country code, or an e-mail address",
        "Введите телефон с кодом страны или адрес эл. почты",
        "Telefon raqamini mamlakat kodi bilan yoki elektron pochta manzilini kiriting",
        "Телефон нөмірін ел кодымен немесе электрондық пошта мекенжайын енгізіңіз";
    password_empty =>
        "Enter your password",
        "Введите пароль",
        "Parolni kiriting",
        "Құпиясөзді енгізіңіз";
    login_mismatch =>
        "The phone number, e-mail or password does not match. Check them or get a code.",
        "Неверный телефон, почта или пароль. Проверьте данные или получите код.",
        "Telefon raqami, pochta yoki parol mos kelmadi. Tekshirib koʻring yoki kod oling.",
        "Телефон нөмірі, пошта немесе құпиясөз сәйкес келмейді. Тексеріңіз немесе код алыңыз.";
    too_many(time) =>
        "Too many attempts. Next attempt: {time}. You can also sign in another way.",
        "Слишком много попыток. Следующая попытка: {time}. Можно войти другим способом.",
        "Urinishlar juda koʻp. Keyingi urinish vaqti: {time}. Boshqa usul bilan ham kirishingiz mumkin.",
        "Тым көп әрекет жасалды. Келесі әрекет уақыты: {time}. Басқа тәсілмен де кіре аласыз.";
    paused =>
        "Sign-in is paused for this account. Contact support.",
        "Вход в этот аккаунт приостановлен. Обратитесь в поддержку.",
        "Bu hisobga kirish vaqtincha toʻxtatilgan. Yordam xizmatiga murojaat qiling.",
        "Бұл аккаунтқа кіру уақытша тоқтатылған. Қолдау қызметіне хабарласыңыз.";
    frozen =>
        "This account is frozen, because its owner objected to a change. Reset the password to come back.",
        "Этот аккаунт заморожен: его владелец не подтвердил изменение. Чтобы вернуться, сбросьте пароль.",
        "Bu hisob muzlatilgan: egasi oʻzgarishga eʼtiroz bildirgan. Qaytish uchun parolni tiklang.",
        "Бұл аккаунт бұғатталған: иесі өзгеріске қарсылық білдірді. Оралу үшін құпиясөзді қалпына келтіріңіз.";
    password_wrong =>
        "The password does not match",
        "Пароль не подходит",
        "Parol mos kelmadi",
        "Құпиясөз сәйкес келмейді";
    method_barred =>
        "This way of signing in is not available for this account. Choose another way.",
        "Этот способ входа недоступен для этого аккаунта. Выберите другой способ.",
        "Bu hisobga bunday usulda kirib boʻlmaydi. Boshqa usulni tanlang.",
        "Бұл аккаунтқа бұл тәсілмен кіруге болмайды. Басқа тәсілді таңдаңыз.";
    code_empty => "Enter the code", "Введите код", "Kodni kiriting", "Кодты енгізіңіз";
    code_format(n) =>
        "The code has {n} digits",
        "Код состоит из {n} цифр",
        "Kod {n} ta raqamdan iborat",
        "Код {n} цифрдан тұрады";
    code_wrong(n) =>
        "The code does not match. Attempts left: {n}",
        "Код не подходит. Осталось попыток: {n}",
        "Kod mos kelmadi. Qolgan urinishlar: {n}",
        "Код сәйкес келмейді. Қалған әрекет саны: {n}";
    code_expired =>
        "This code has expired. Ask for a new one.",
        "Срок действия кода истёк. Запросите новый.",
        "Kodning muddati tugagan. Yangisini soʻrang.",
        "Кодтың мерзімі өтті. Жаңасын сұраңыз.";
    code_used =>
        "This code was already used. Ask for a new one.",
        "Этот код уже использован. Запросите новый.",
        "Bu kod allaqachon ishlatilgan. Yangisini soʻrang.",
        "Бұл код бұрын қолданылған. Жаңасын сұраңыз.";
    code_too_many(time) =>
        "Too many wrong codes. You can ask for a new one at {time}.",
        "Слишком много неверных кодов. Новый можно запросить в {time}.",
        "Notoʻgʻri kodlar juda koʻp. Yangi kod soʻrash mumkin boʻlgan vaqt: {time}.",
        "Қате код тым көп енгізілді. Жаңа код сұрауға болатын уақыт: {time}.";
    code_wait(time) =>
        "No new code yet. You can ask for one at {time}.",
        "Новый код пока не отправить. Запросить его можно в {time}.",
        "Hozircha yangi kod yuborilmaydi. Uni soʻrash mumkin boʻlgan vaqt: {time}.",
        "Әзірге жаңа код жіберілмейді. Оны сұрауға болатын уақыт: {time}.";
    device_unknown =>
        "No device shows this code. Check it letter by letter.",
        "Такого кода нет ни на одном устройстве. Проверьте его по буквам.",
        "Bunday kodni hech bir qurilma koʻrsatmayapti. Uni harfma-harf tekshiring.",
        "Мұндай кодты ешбір құрылғы көрсетіп тұрған жоқ. Оны әріптеп тексеріңіз.";
    device_expired =>
        "This code has expired. Start again on your device.",
        "Срок действия кода истёк. Начните заново на устройстве.",
        "Kodning muddati tugagan. Qurilmada qaytadan boshlang.",
        "Кодтың мерзімі өтті. Құрылғыда қайта бастаңыз.";
    device_used =>
        "This code was already used. Start again on your device.",
        "Этот код уже использован. Начните заново на устройстве.",
        "Bu kod allaqachon ishlatilgan. Qurilmada qaytadan boshlang.",
        "Бұл код бұрын пайдаланылған. Құрылғыда қайта бастаңыз.";
    device_too_many(time) =>
        "Too many wrong codes. You can try again at {time}.",
        "Слишком много неверных кодов. Повторить попытку можно в {time}.",
        "Notoʻgʻri kodlar juda koʻp. Qayta urinish mumkin boʻlgan vaqt: {time}.",
        "Қате код тым көп енгізілді. Қайталап көруге болатын уақыт: {time}.";
    phone_empty =>
        "Enter your phone number",
        "Введите номер телефона",
        "Telefon raqamingizni kiriting",
        "Телефон нөміріңізді енгізіңіз";
    phone_shape =>
        "Enter the number with the country code, for example +7 701 234 56 78",
        "Введите номер с кодом страны, например +7 701 234 56 78",
        "Raqamni mamlakat kodi bilan kiriting, masalan +998 90 123 45 67",
        "Нөмірді ел кодымен енгізіңіз, мысалы +7 701 234 56 78";
    phone_unsupported =>
        "We cannot send SMS to this country. Use e-mail instead.",
        "Мы не отправляем SMS в эту страну. Укажите эл. почту.",
        "Bu mamlakatga SMS yubora olmaymiz. Elektron pochtani kiriting.",
        "Бұл елге SMS жібере алмаймыз. Электрондық поштаны көрсетіңіз.";
    email_empty =>
        "Enter your e-mail",
        "Введите эл. почту",
        "Elektron pochtangizni kiriting",
        "Электрондық поштаңызды енгізіңіз";
    email_shape =>
        "Enter an e-mail address with @ and a domain, for example name@example.com",
        "Введите адрес с @ и доменом, например name@example.com",
        "Manzilni @ va domen bilan kiriting, masalan name@example.com",
        "Мекенжайды @ және доменмен енгізіңіз, мысалы name@example.com";
    contact_taken =>
        "This contact belongs to another account. If it is yours, write to our support.",
        "Этот контакт привязан к другому аккаунту. Если он ваш, напишите в поддержку.",
        "Bu kontakt boshqa hisobga tegishli. U sizniki boʻlsa, qoʻllab-quvvatlash xizmatiga yozing.",
        "Бұл байланыс басқа аккаунтқа тиесілі. Ол сіздікі болса, қолдау қызметіне жазыңыз.";
    contact_yours =>
        "You have added and confirmed this already.",
        "Вы уже добавили и подтвердили этот контакт.",
        "Siz buni allaqachon qoʻshib, tasdiqlagansiz.",
        "Сіз мұны қосып, растап қойғансыз.";
    contacts_full =>
        "You can have at most 5. Remove one first.",
        "Можно добавить не больше 5. Сначала удалите один из них.",
        "Koʻpi bilan 5 ta boʻlishi mumkin. Avval bittasini oʻchiring.",
        "Ең көбі 5 бола алады. Алдымен біреуін жойыңыз.";
    contact_empty =>
        "Enter a phone number, an e-mail address or both",
        "Введите номер телефона, эл. почту или и то и другое",
        "Telefon raqami, elektron pochta yoki ikkalasini kiriting",
        "Телефон нөмірін, электрондық поштаны немесе екеуін де енгізіңіз";
    terms =>
        "Accept the terms to continue",
        "Чтобы продолжить, примите условия",
        "Davom etish uchun shartlarni qabul qiling",
        "Жалғастыру үшін шарттарды қабылдаңыз";
    password_short(n) =>
        "The password needs at least {n} characters",
        "В пароле должно быть не менее {n} символов",
        "Parol kamida {n} ta belgidan iborat boʻlishi kerak",
        "Құпиясөз кемінде {n} таңбадан тұруы керек";
    password_common =>
        "This password is easy to guess. Choose another.",
        "Этот пароль легко угадать. Придумайте другой.",
        "Bu parolni topish oson. Boshqasini tanlang.",
        "Бұл құпиясөзді табу оңай. Басқасын таңдаңыз.";
    password_breached =>
        "This password has leaked from another site. Choose another.",
        "Этот пароль утёк с другого сайта. Придумайте другой.",
        "Bu parol boshqa saytdan sizib chiqqan. Boshqasini tanlang.",
        "Бұл құпиясөз басқа сайттан тарап кеткен. Басқасын таңдаңыз.";
    password_personal =>
        "The password must not contain your phone number, e-mail or name",
        "Пароль не должен содержать ваш телефон, почту или имя",
        "Parolda telefon raqamingiz, pochtangiz yoki ismingiz boʻlmasligi kerak",
        "Құпиясөзде телефон нөміріңіз, поштаңыз немесе атыңыз болмауы керек";
    password_long(n) =>
        "The password can have up to {n} characters",
        "В пароле может быть не более {n} символов",
        "Parol koʻpi bilan {n} ta belgidan iborat boʻlishi mumkin",
        "Құпиясөзде ең көбі {n} таңба болуы мүмкін";
    name_first_empty =>
        "Enter your first name",
        "Введите имя",
        "Ismingizni kiriting",
        "Атыңызды енгізіңіз";
    name_last_empty =>
        "Enter your last name",
        "Введите фамилию",
        "Familiyangizni kiriting",
        "Тегіңізді енгізіңіз";
    name_chars =>
        "Use letters, spaces, hyphens and apostrophes",
        "Используйте буквы, пробелы, дефисы и апострофы",
        "Harf, boʻsh joy, chiziqcha va apostrofdan foydalaning",
        "Әріп, бос орын, дефис және апостроф қолданыңыз";
    dob_invalid =>
        "Enter a real date, for example 14 3 1994",
        "Введите существующую дату, например 14 3 1994",
        "Haqiqiy sanani kiriting, masalan 14 3 1994",
        "Дұрыс күнді енгізіңіз, мысалы 14 3 1994";
    dob_future =>
        "The date of birth is in the future",
        "Дата рождения ещё не наступила",
        "Tugʻilgan sana hali kelmagan",
        "Туған күн әлі келген жоқ";
    dob_age(n) =>
        "You must be at least {n} years old",
        "Вам должно быть не менее {n} лет",
        "Siz kamida {n} yoshda boʻlishingiz kerak",
        "Жасыңыз кемінде {n} болуы керек";
    totp_wrong =>
        "The code does not match. Check that the time on your phone is set automatically.",
        "Код не подходит. Проверьте, что время на телефоне устанавливается автоматически.",
        "Kod mos kelmadi. Telefonda vaqt avtomatik sozlanganini tekshiring.",
        "Код сәйкес келмейді. Телефондағы уақыт автоматты түрде қойылғанын тексеріңіз.";
    totp_replayed =>
        "This code was already used. Wait for the next one.",
        "Этот код уже использован. Дождитесь следующего.",
        "Bu kod allaqachon ishlatilgan. Keyingisini kuting.",
        "Бұл код қолданылып қойған. Келесісін күтіңіз.";
    recovery_wrong =>
        "This recovery code does not match",
        "Код восстановления не подходит",
        "Tiklash kodi mos kelmadi",
        "Қалпына келтіру коды сәйкес келмейді";
    recovery_used =>
        "This recovery code was already used",
        "Этот код восстановления уже использован",
        "Bu tiklash kodi allaqachon ishlatilgan",
        "Бұл қалпына келтіру коды бұрын қолданылған";
    way_closed =>
        "Too many wrong codes. Choose another way to confirm it is you.",
        "Слишком много неверных кодов. Выберите другой способ подтверждения.",
        "Notoʻgʻri kodlar juda koʻp. Boshqa tasdiqlash usulini tanlang.",
        "Қате код тым көп енгізілді. Басқа растау тәсілін таңдаңыз.";
    not_saved =>
        "Save the codes first, then tick the box",
        "Сначала сохраните коды, затем поставьте отметку",
        "Avval kodlarni saqlang, keyin belgini qoʻying",
        "Алдымен кодтарды сақтап, содан кейін белгі қойыңыз";
    step_needed =>
        "Your role needs a second step. Set up another one before you turn this one off.",
        "Для вашей роли нужен второй шаг. Настройте другой, прежде чем выключить этот.",
        "Sizning vazifangizga ikkinchi qadam kerak. Buni oʻchirishdan oldin boshqasini sozlang.",
        "Сіздің рөліңізге екінші қадам қажет. Мұны өшірмес бұрын басқасын баптаңыз.";
    value_empty =>
        "Fill in this field",
        "Заполните это поле",
        "Bu maydonni toʻldiring",
        "Бұл өрісті толтырыңыз";
    value_shape =>
        "Check this value",
        "Проверьте это значение",
        "Bu qiymatni tekshiring",
        "Бұл мәнді тексеріңіз";
    identifier_number =>
        "The identification number has 12 digits (IIN) or 14 digits (PINFL)",
        "Идентификационный номер состоит из 12 (ИИН) или 14 (ПИНФЛ) цифр",
        "Identifikatsiya raqami 12 (IIN) yoki 14 (JShShIR) ta raqamdan iborat",
        "Сәйкестендіру нөмірі 12 (ЖСН) немесе 14 (ПИНФЛ) цифрдан тұрады";
    required_missing =>
        "Add the data marked as missing, or choose “Don’t allow”",
        "Добавьте недостающие данные или выберите «Не разрешать»",
        "Yetishmayotgan maʼlumotlarni qoʻshing yoki “Ruxsat bermaslik”ni tanlang",
        "Жетіспейтін деректерді қосыңыз немесе «Рұқсат бермеу» таңдаңыз";
    changed_elsewhere =>
        "This was changed in another tab. Here is the current value; your text is kept below.",
        "Это изменили в другой вкладке. Вот текущее значение, а ваш текст сохранён ниже.",
        "Bu boshqa varaqda oʻzgartirilgan. Joriy qiymat shu yerda, matningiz quyida saqlangan.",
        "Бұл басқа қойындыда өзгертілген. Қазіргі мәні осында, мәтініңіз төменде сақталған.";
    not_understood =>
        "Tick the box to go on",
        "Отметьте, чтобы продолжить",
        "Davom etish uchun belgilang",
        "Жалғастыру үшін белгілеңіз";
    no_contact =>
        "There is no confirmed contact that can get a code. Add one first.",
        "Нет подтверждённого контакта для кода. Сначала добавьте его.",
        "Kod olish uchun tasdiqlangan kontakt yoʻq. Avval qoʻshing.",
        "Код алатын расталған байланыс жоқ. Алдымен қосыңыз.";
    export_later(time) =>
        "A copy was made recently. The next one: {time}.",
        "Копию уже скачивали. Следующая: {time}.",
        "Nusxa yaqinda olingan. Keyingisi: {time}.",
        "Көшірме жақында алынды. Келесісі: {time}.";
    passkey_unknown =>
        "This passkey is not accepted here. It may have been removed from the account. Choose another way.",
        "Этот ключ доступа здесь не подходит. Возможно, он удалён из аккаунта. Выберите другой способ.",
        "Bu kirish kaliti bu yerda qabul qilinmaydi. U hisobdan oʻchirilgan boʻlishi mumkin. Boshqa usulni tanlang.",
        "Бұл кіру кілті мұнда жарамайды. Ол аккаунттан жойылған болуы мүмкін. Басқа тәсілді таңдаңыз.";
    passkey_stale =>
        "The page was open for too long. Use the passkey once more.",
        "Страница была открыта слишком долго. Используйте ключ доступа ещё раз.",
        "Sahifa juda uzoq ochiq turdi. Kirish kalitini yana bir marta ishlating.",
        "Бет тым ұзақ ашық тұрды. Кіру кілтін тағы бір рет қолданыңыз.";
    passkey_cloned =>
        "This passkey seems to exist twice, so it was not accepted. Sign in another way and remove it in your account.",
        "Похоже, у этого ключа доступа есть копия, поэтому он не принят. Войдите другим способом и удалите его в аккаунте.",
        "Bu kirish kalitining nusxasi bor koʻrinadi, shuning uchun u qabul qilinmadi. Boshqa usulda kirib, uni hisobingizdan oʻchiring.",
        "Бұл кіру кілтінің көшірмесі бар сияқты, сондықтан ол қабылданбады. Басқа тәсілмен кіріп, оны аккаунтыңыздан жойыңыз.";
    passkey_taken =>
        "This passkey belongs to an account already.",
        "Этот ключ доступа уже привязан к аккаунту.",
        "Bu kirish kaliti allaqachon bir hisobga tegishli.",
        "Бұл кіру кілті бір аккаунтқа тіркелген.";
    passkey_name =>
        "Enter a name of at most 60 characters",
        "Введите название не длиннее 60 символов",
        "60 ta belgidan oshmaydigan nom kiriting",
        "60 таңбадан аспайтын атау енгізіңіз";
    last_way(name) =>
        "{name} is the only way into this account. Add a password, a passkey or a contact first.",
        "{name} — единственный способ войти в этот аккаунт. Сначала добавьте пароль, ключ доступа или контакт.",
        "{name} — bu hisobga kirishning yagona yoʻli. Avval parol, kirish kaliti yoki kontakt qoʻshing.",
        "{name} — осы аккаунтқа кірудің жалғыз жолы. Алдымен құпиясөз, кіру кілтін немесе байланыс қосыңыз.";
    waits_no_more =>
        "The sign-in with the other account has run out. Create the account without it; you can connect it afterwards.",
        "Время входа через другой аккаунт истекло. Создайте аккаунт без него, подключить его можно позже.",
        "Boshqa hisob orqali kirish muddati tugadi. Hisobni usiz yarating, keyin ulashingiz mumkin.",
        "Басқа аккаунт арқылы кіру мерзімі өтті. Аккаунтты онсыз жасаңыз, кейін қосуға болады.";
    not_allowed_yet =>
        "Nobody has allowed it yet. Allow it on your phone first.",
        "Разрешения ещё нет. Сначала разрешите вход на телефоне.",
        "Hali ruxsat berilmagan. Avval telefonda ruxsat bering.",
        "Әлі рұқсат берілген жоқ. Алдымен телефонда рұқсат беріңіз.";
}
