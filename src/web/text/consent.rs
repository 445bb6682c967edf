//! The decision about what an app gets.

crate::texts! {
    /// The decision about what an app gets.
    pub struct Consent;

    title(app) =>
        "Allow {app} to sign you in?",
        "Разрешить вход в приложение «{app}»?",
        "{app} ilovasiga kirishga ruxsat berasizmi?",
        "«{app}» қолданбасына кіруге рұқсат бересіз бе?";
    verified =>
        "Verified business",
        "Проверенная компания",
        "Tekshirilgan kompaniya",
        "Тексерілген компания";
    own => "Freedom service", "Сервис Freedom", "Freedom xizmati", "Freedom сервисі";
    unverified => "Not verified", "Не проверено", "Tekshirilmagan", "Тексерілмеген";
    unverified_warn =>
        "Freedom ID has not checked who runs this app. Allow only if you know and trust it.",
        "Freedom ID не проверял, кому принадлежит это приложение. Разрешайте, только если знаете его и доверяете ему.",
        "Freedom ID bu ilova kimga tegishli ekanini tekshirmagan. Faqat uni bilsangiz va unga ishonsangiz, ruxsat bering.",
        "Freedom ID бұл қолданба кімдікі екенін тексермеген. Оны білсеңіз және оған сенсеңіз ғана рұқсат беріңіз.";
    test => "Test app", "Тестовое приложение", "Sinov ilovasi", "Сынақ қолданбасы";
    signing_in_as =>
        "You are signing in as",
        "Вы входите как",
        "Quyidagi hisob bilan kiryapsiz",
        "Мына аккаунтпен кіріп жатырсыз";
    switch =>
        "Use another account",
        "Войти в другой аккаунт",
        "Boshqa hisobdan foydalanish",
        "Басқа аккаунтты пайдалану";
    receives(app) =>
        "{app} will receive",
        "«{app}» получит",
        "{app} quyidagilarni oladi",
        "«{app}» мыналарды алады";
    choose =>
        "You choose what else to share",
        "Выберите, чем ещё поделиться",
        "Yana nimalarni ulashishni oʻzingiz tanlaysiz",
        "Тағы немен бөлісетініңізді өзіңіз таңдайсыз";
    works_without(app) =>
        "{app} works without this data.",
        "«{app}» работает и без этих данных.",
        "{app} bu maʼlumotlarsiz ham ishlaydi.",
        "«{app}» бұл деректерсіз де жұмыс істейді.";
    no_data(app) =>
        "{app} will only learn that you have an account. No personal data is sent.",
        "«{app}» узнает только то, что у вас есть аккаунт. Личные данные не передаются.",
        "{app} faqat hisobingiz borligini biladi. Shaxsiy maʼlumotlar yuborilmaydi.",
        "«{app}» тек аккаунтыңыз бар екенін біледі. Жеке деректер жіберілмейді.";
    missing =>
        "Not in your account",
        "Нет в вашем аккаунте",
        "Hisobingizda yoʻq",
        "Аккаунтыңызда жоқ";
    add_continue =>
        "Add and continue",
        "Добавить и продолжить",
        "Qoʻshish va davom etish",
        "Қосу және жалғастыру";
    not_confirmed => "not confirmed", "не подтверждено", "tasdiqlanmagan", "расталмаған";
    sensitive => "Sensitive", "Конфиденциально", "Maxfiy", "Құпия";
    until(date) =>
        "Access lasts until {date}. You can end it any time in “Connected apps”.",
        "Доступ действует до {date}. Его можно прекратить в любой момент в разделе «Подключённые приложения».",
        "Ruxsat {date} gacha amal qiladi. Uni istalgan vaqtda “Ulangan ilovalar” boʻlimida bekor qilishingiz mumkin.",
        "Рұқсат мерзімі аяқталады: {date}. Оны кез келген уақытта «Қосылған қолданбалар» бөлімінде тоқтата аласыз.";
    until_end =>
        "Access lasts until you end it.",
        "Доступ действует, пока вы его не прекратите.",
        "Ruxsat siz bekor qilmaguningizcha amal qiladi.",
        "Рұқсат сіз тоқтатқанша жарамды.";
    allow => "Allow", "Разрешить", "Ruxsat berish", "Рұқсат беру";
    deny => "Don’t allow", "Не разрешать", "Ruxsat bermaslik", "Рұқсат бермеу";
    return_to(host) =>
        "You will return to {host}",
        "Вы вернётесь на сайт {host}",
        "Siz {host} saytiga qaytasiz",
        "Сіз {host} сайтына ораласыз";
    valid_until(time) =>
        "This request is valid until {time}",
        "Запрос действителен до {time}",
        "Soʻrov {time} gacha amal qiladi",
        "Сұраудың мерзімі аяқталады: {time}";
    more(app) =>
        "{app} asks for more access",
        "«{app}» запрашивает дополнительный доступ",
        "{app} qoʻshimcha ruxsat soʻrayapti",
        "«{app}» қосымша рұқсат сұрайды";
    policy(app) =>
        "Privacy policy of {app}",
        "Политика конфиденциальности «{app}»",
        "{app} maxfiylik siyosati",
        "«{app}» құпиялылық саясаты";
    account_changed(name) =>
        "You are now signed in as {name}. Check the request again.",
        "Теперь вы вошли как {name}. Проверьте запрос ещё раз.",
        "Endi siz {name} sifatida kirgansiz. Soʻrovni qayta tekshiring.",
        "Енді сіз {name} болып кірдіңіз. Сұрауды қайта тексеріңіз.";
    page(app) =>
        "Access for {app}",
        "Доступ для приложения «{app}»",
        "{app} ilovasi uchun ruxsat",
        "«{app}» қолданбасына рұқсат";
    confirmed => "confirmed", "подтверждено", "tasdiqlangan", "расталған";
    test_warn =>
        "This app is being tested. Continue only if its makers asked you to.",
        "Это приложение тестируется. Продолжайте, только если об этом просили его создатели.",
        "Bu ilova sinovdan oʻtmoqda. Faqat uni yaratuvchilar soʻragan boʻlsa, davom eting.",
        "Бұл қолданба сыналып жатыр. Жасаушылары сұраса ғана жалғастырыңыз.";
    about => "About this app", "Об этом приложении", "Bu ilova haqida", "Бұл қолданба туралы";
    site => "Website", "Сайт", "Sayt", "Сайт";
    support => "Support", "Поддержка", "Yordam xizmati", "Қолдау қызметі";
    owner => "Company", "Компания", "Kompaniya", "Компания";
    since => "With Freedom ID since", "С Freedom ID с", "Freedom ID bilan", "Freedom ID жүйесінде";
    nothing_sent =>
        "Not in your account, nothing will be sent",
        "Нет в вашем аккаунте, ничего не будет передано",
        "Hisobingizda yoʻq, hech narsa yuborilmaydi",
        "Аккаунтыңызда жоқ, ештеңе жіберілмейді";
    purpose(text, app) =>
        "“{text}” — {app}",
        "«{text}» — {app}",
        "“{text}” — {app}",
        "«{text}» — {app}";
    expected(app, hint) =>
        "{app} expected another account: {hint}",
        "«{app}» ожидает другой аккаунт: {hint}",
        "{app} boshqa hisobni kutmoqda: {hint}",
        "«{app}» басқа аккаунтты күтеді: {hint}";
    new_here => "New", "Новое", "Yangi", "Жаңа";
    already => "Already allowed", "Уже разрешено", "Avval ruxsat berilgan", "Бұрын рұқсат берілген";
    pairwise =>
        "It also gets a number that identifies you only to this app.",
        "Также передаётся номер, который обозначает вас только для этого приложения.",
        "Shuningdek, sizni faqat shu ilovada bildiradigan raqam yuboriladi.",
        "Сондай-ақ сізді тек осы қолданбаға танытатын нөмір жіберіледі.";
    terms(app) => "Terms of {app}", "Условия «{app}»", "{app} shartlari", "«{app}» шарттары";
    sending(app) =>
        "Sending you back to {app}…",
        "Возвращаем вас в приложение «{app}»…",
        "{app} ilovasiga qaytarilmoqda…",
        "«{app}» қолданбасына қайтарылуда…";
    review => "Check the choice", "Проверить выбор", "Tanlovni tekshirish", "Таңдауды тексеру";
    missing_title(app) =>
        "Add what {app} needs",
        "Добавьте то, что нужно приложению «{app}»",
        "{app} ilovasiga kerakli maʼlumotni qoʻshing",
        "«{app}» қолданбасына қажетін қосыңыз";
    missing_why =>
        "This will be added to your Freedom ID. You still decide on the next page.",
        "Данные сохранятся в вашем Freedom ID. Решение вы примете на следующей странице.",
        "Bu Freedom ID hisobingizga qoʻshiladi. Qarorni keyingi sahifada qabul qilasiz.",
        "Бұл Freedom ID аккаунтыңызға қосылады. Шешімді келесі бетте қабылдайсыз.";
    missing_save =>
        "Save and continue",
        "Сохранить и продолжить",
        "Saqlash va davom etish",
        "Сақтау және жалғастыру";
}

crate::texts! {
    /// Kinds of data, as people call them.
    pub struct Data;

    name => "Name", "Имя и фамилия", "Ism va familiya", "Аты-жөні";
    phone => "Phone number", "Номер телефона", "Telefon raqami", "Телефон нөмірі";
    phones =>
        "All your phone numbers",
        "Все ваши номера телефонов",
        "Barcha telefon raqamlaringiz",
        "Барлық телефон нөмірлеріңіз";
    email => "E-mail", "Эл. почта", "Elektron pochta", "Электрондық пошта";
    emails =>
        "All your e-mail addresses",
        "Все ваши адреса эл. почты",
        "Barcha elektron pochta manzillaringiz",
        "Барлық электрондық пошта мекенжайларыңыз";
    date_of_birth => "Date of birth", "Дата рождения", "Tugʻilgan sana", "Туған күні";
    gender => "Gender", "Пол", "Jins", "Жынысы";
    country => "Citizenship", "Гражданство", "Fuqarolik", "Азаматтығы";
    nationality =>
        "Nationality as in your document",
        "Национальность по документу",
        "Hujjatdagi millat",
        "Құжаттағы ұлты";
    identifier_kz =>
        "Individual identification number (IIN)",
        "Индивидуальный идентификационный номер (ИИН)",
        "Individual identifikatsiya raqami (IIN)",
        "Жеке сәйкестендіру нөмірі (ЖСН)";
    identifier_uz =>
        "Personal identification number (PINFL)",
        "Персональный идентификационный номер (ПИНФЛ)",
        "Shaxsiy identifikatsiya raqami (JShShIR)",
        "Дербес сәйкестендіру нөмірі (ПИНФЛ)";
    address => "Postal address", "Почтовый адрес", "Pochta manzili", "Пошталық мекенжай";
    profile =>
        "Extended profile",
        "Расширенный профиль",
        "Kengaytirilgan profil",
        "Кеңейтілген профиль";
    profile_hint =>
        "A report with everything your Freedom ID holds: name, date of birth, gender, citizenship, nationality, identification number, address, all phone numbers and e-mail addresses, how far you are verified, when the account was opened, how often you signed in and when last. What you have not added is left out. The app can ask for it again while access lasts.",
        "Отчёт обо всём, что есть в вашем Freedom ID: имя, дата рождения, пол, гражданство, национальность, идентификационный номер, адрес, все номера телефонов и адреса эл. почты, уровень подтверждения, дата создания аккаунта, число входов и время последнего. Чего вы не указали, того в отчёте нет. Приложение может запрашивать его снова, пока действует доступ.",
        "Freedom ID hisobingizdagi barcha maʼlumotlar boʻyicha hisobot: ism, tugʻilgan sana, jins, fuqarolik, millat, identifikatsiya raqami, manzil, barcha telefon raqamlari va elektron pochta manzillari, tasdiqlanganlik darajasi, hisob ochilgan sana, kirishlar soni va oxirgi kirish vaqti. Siz kiritmagan maʼlumot hisobotda boʻlmaydi. Ilova uni ruxsat amal qilib turganda qayta soʻrashi mumkin.",
        "Freedom ID аккаунтыңыздағы барлық дерек бойынша есеп: аты-жөні, туған күні, жынысы, азаматтығы, ұлты, сәйкестендіру нөмірі, мекенжайы, барлық телефон нөмірлері мен электрондық пошта мекенжайлары, расталу деңгейі, аккаунт ашылған күн, кіру саны және соңғы кіру уақыты. Сіз көрсетпеген дерек есепте болмайды. Қолданба оны рұқсат мерзімі ішінде қайта сұрай алады.";
    offline =>
        "Access while you are not using the app",
        "Доступ, когда вы не пользуетесь приложением",
        "Ilovadan foydalanmayotganingizda ham kirish",
        "Қолданбаны пайдаланбаған кездегі қолжетімділік";
    first_name => "First name", "Имя", "Ism", "Аты";
    last_name => "Last name", "Фамилия", "Familiya", "Тегі";
    patronymic => "Patronymic", "Отчество", "Otasining ismi", "Әкесінің аты";
}
