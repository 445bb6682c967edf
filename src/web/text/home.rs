//! The front page, the account, and the texts that rule them.

crate::texts! {
    /// The front page and the account.
    pub struct Home;

    headline =>
        "One account for the sites and apps you trust",
        "Один аккаунт для сайтов и приложений, которым вы доверяете",
        "Siz ishonadigan sayt va ilovalar uchun bitta hisob",
        "Сіз сенетін сайттар мен қолданбаларға бір аккаунт";
    lead =>
        "Freedom ID signs you in without new passwords and shows what each app gets before it gets it.",
        "С Freedom ID не нужны новые пароли, а перед передачей данных видно, что получит каждое приложение.",
        "Freedom ID yangi parollarsiz kirishga yordam beradi va har bir ilova nima olishini oldindan koʻrsatadi.",
        "Freedom ID жаңа құпиясөздерсіз кіргізеді және әр қолданбаның не алатынын алдын ала көрсетеді.";
    sign_in => "Sign in", "Войти", "Kirish", "Кіру";
    create => "Create an account", "Создать аккаунт", "Hisob yaratish", "Аккаунт ашу";
    fact_one => "One account", "Один аккаунт", "Bitta hisob", "Бір аккаунт";
    fact_one_text =>
        "A phone number or an e-mail address is enough.",
        "Достаточно телефона или эл. почты.",
        "Telefon raqami yoki elektron pochta yetarli.",
        "Телефон нөмірі немесе электрондық пошта жеткілікті.";
    fact_see =>
        "You see what is shared",
        "Видно, что передаётся",
        "Nima yuborilishini koʻrasiz",
        "Не жіберілетінін көресіз";
    fact_see_text =>
        "Every app asks first and shows the exact values.",
        "Каждое приложение сначала спрашивает и показывает точные значения.",
        "Har bir ilova avval soʻraydi va aniq qiymatlarni koʻrsatadi.",
        "Әр қолданба алдымен сұрап, нақты мәндерді көрсетеді.";
    fact_end =>
        "You can end it",
        "Доступ можно прекратить",
        "Istalgan vaqtda toʻxtatasiz",
        "Тоқтату өз қолыңызда";
    fact_end_text =>
        "Remove the access of an app at any time in your account.",
        "Отозвать доступ приложения можно в любой момент в аккаунте.",
        "Ilova ruxsatini istalgan vaqtda hisobingizda bekor qilasiz.",
        "Қолданба рұқсатын аккаунтта кез келген уақытта қайтарып аласыз.";
    developers => "For developers", "Разработчикам", "Dasturchilar uchun", "Әзірлеушілерге";
    developers_text =>
        "Standard OpenID Connect: your library needs only this address.",
        "Стандартный OpenID Connect: вашей библиотеке нужен только этот адрес.",
        "Standart OpenID Connect: kutubxonangizga faqat shu manzil kerak.",
        "Стандартты OpenID Connect: кітапханаңызға тек осы мекенжай керек.";
    demo =>
        "Try the demo site",
        "Открыть демо-сайт",
        "Demo saytni sinab koʻrish",
        "Демо-сайтты ашып көру";
    hello(name) =>
        "Hello, {name}",
        "Здравствуйте, {name}",
        "Assalomu alaykum, {name}",
        "Сәлеметсіз бе, {name}";
    account => "Account", "Аккаунт", "Hisob", "Аккаунт";
    contacts => "Contacts", "Контакты", "Aloqa maʼlumotlari", "Байланыс деректері";
    contacts_why =>
        "You sign in with these and we write to them.",
        "С ними вы входите, на них мы пишем.",
        "Shular orqali kirasiz va biz shularga yozamiz.",
        "Осылар арқылы кіресіз, біз осыларға жазамыз.";
    not_confirmed => "not confirmed", "не подтверждено", "tasdiqlanmagan", "расталмаған";
    confirmed => "confirmed", "подтверждено", "tasdiqlangan", "расталған";
    apps => "Connected apps", "Подключённые приложения", "Ulangan ilovalar", "Қосылған қолданбалар";
    apps_empty =>
        "No apps yet. When you sign in somewhere with Freedom ID, it appears here.",
        "Пока нет приложений. Когда вы войдёте куда-нибудь через Freedom ID, оно появится здесь.",
        "Hozircha ilovalar yoʻq. Freedom ID orqali biror joyga kirsangiz, u shu yerda koʻrinadi.",
        "Әзірге қолданба жоқ. Freedom ID арқылы бір жерге кірсеңіз, ол осында көрінеді.";
    apps_since(date) =>
        "Access since {date}",
        "Доступ с {date}",
        "Ruxsat berilgan sana: {date}",
        "Рұқсат берілген күн: {date}";
    apps_until(date) =>
        "until {date}",
        "до {date}",
        "tugash sanasi: {date}",
        "аяқталатын күні: {date}";
    apps_data(list) => "Receives: {list}", "Получает: {list}", "Oladi: {list}", "Алатыны: {list}";
    apps_only_sign_in =>
        "Only knows that you have an account",
        "Знает только, что у вас есть аккаунт",
        "Faqat hisobingiz borligini biladi",
        "Тек аккаунтыңыз барын біледі";
    apps_open => "Open", "Открыть", "Ochish", "Ашу";
    apps_remove =>
        "Remove access",
        "Отозвать доступ",
        "Ruxsatni bekor qilish",
        "Рұқсатты қайтарып алу";
    apps_remove_note(app) =>
        "{app} can no longer read your data. What it already received stays with it.",
        "«{app}» больше не сможет читать ваши данные. Уже полученные данные останутся в приложении.",
        "{app} endi maʼlumotlaringizni oʻqiy olmaydi. Avval olgan maʼlumotlari unda qoladi.",
        "«{app}» енді деректеріңізді оқи алмайды. Бұрын алған деректері өзінде қалады.";
    apps_removed(app) =>
        "Access of {app} was removed.",
        "Доступ приложения «{app}» отозван.",
        "{app} ilovasining ruxsati bekor qilindi.",
        "«{app}» қолданбасының рұқсаты қайтарып алынды.";
}

crate::texts! {
    /// Terms, privacy and help.
    pub struct Papers;

    terms_what => "What this is", "Что это", "Bu nima", "Бұл не";
    terms_what_text =>
        "Freedom ID is an account for signing in to sites and apps. You may use it if you give true data about yourself and keep your password and codes to yourself.",
        "Freedom ID — это аккаунт для входа на сайты и в приложения. Им можно пользоваться, если вы указываете правдивые данные и никому не сообщаете пароль и коды.",
        "Freedom ID — sayt va ilovalarga kirish uchun hisob. Oʻzingiz haqingizda toʻgʻri maʼlumot bersangiz hamda parol va kodlarni hech kimga aytmasangiz, undan foydalanishingiz mumkin.",
        "Freedom ID — сайттар мен қолданбаларға кіруге арналған аккаунт. Өзіңіз туралы шын дерек беріп, құпиясөз бен кодтарды ешкімге айтпасаңыз, оны пайдалана аласыз.";
    terms_apps =>
        "Apps of other companies",
        "Приложения других компаний",
        "Boshqa kompaniyalar ilovalari",
        "Басқа компаниялардың қолданбалары";
    terms_apps_text =>
        "An app gets only what you allow. What it does with that data is ruled by its own terms. You can remove its access in your account.",
        "Приложение получает только то, что вы разрешили. Дальше с этими данными действуют его собственные условия. Отозвать доступ можно в аккаунте.",
        "Ilova faqat siz ruxsat bergan narsani oladi. Undan keyin oʻsha ilovaning oʻz shartlari amal qiladi. Ruxsatni hisobingizda bekor qilishingiz mumkin.",
        "Қолданба тек сіз рұқсат бергенді алады. Одан кейін сол қолданбаның өз шарттары қолданылады. Рұқсатты аккаунтта қайтарып ала аласыз.";
    terms_end =>
        "Pause and end",
        "Приостановка и прекращение",
        "Toʻxtatish va tugatish",
        "Тоқтату және аяқтау";
    terms_end_text =>
        "An account used for fraud or against the law may be paused. The operator of this server publishes the full terms here before opening it to the public.",
        "Аккаунт, который используют для мошенничества или в нарушение закона, может быть приостановлен. Полные условия оператор этого сервера публикует здесь до открытия для всех.",
        "Firibgarlik yoki qonunga zid maqsadda ishlatilgan hisob toʻxtatilishi mumkin. Server operatori toʻliq shartlarni hammaga ochishdan oldin shu yerda eʼlon qiladi.",
        "Алаяқтыққа немесе заңға қайшы қолданылған аккаунт тоқтатылуы мүмкін. Осы сервердің операторы толық шарттарды көпшілікке ашпас бұрын осында жариялайды.";
    privacy_keep => "What we keep", "Что мы храним", "Nimalarni saqlaymiz", "Нені сақтаймыз";
    privacy_keep_text =>
        "Your name, contacts and the data you add; a one-way digest of your password, never the password; the sign-ins of your account and the apps you allowed.",
        "Ваше имя, контакты и добавленные вами данные; необратимый отпечаток пароля, но не сам пароль; входы в аккаунт и приложения с вашим разрешением.",
        "Ismingiz, aloqa maʼlumotlaringiz va siz qoʻshgan maʼlumotlar; parolning oʻzi emas, faqat qaytarilmas izi; hisobga kirishlar va siz ruxsat bergan ilovalar.",
        "Атыңыз, байланыс деректеріңіз және өзіңіз қосқан деректер; құпиясөздің өзі емес, тек қайтымсыз ізі; аккаунтқа кіру тарихы және сіз рұқсат берген қолданбалар.";
    privacy_share => "Who gets it", "Кому передаём", "Kimga beramiz", "Кімге береміз";
    privacy_share_text =>
        "Only the apps you allow, and only the data shown on the page where you decide. We do not sell data and show no advertising.",
        "Только приложениям с вашего разрешения и только данные, показанные на странице решения. Мы не продаём данные и не показываем рекламу.",
        "Faqat siz ruxsat bergan ilovalarga va faqat qaror sahifasida koʻrsatilgan maʼlumotlar. Maʼlumot sotmaymiz, reklama koʻrsatmaymiz.",
        "Тек сіз рұқсат берген қолданбаларға және тек шешім бетінде көрсетілген деректер. Дерек сатпаймыз, жарнама көрсетпейміз.";
    privacy_cookies => "Cookies", "Файлы cookie", "Cookie fayllari", "Cookie файлдары";
    privacy_cookies_text =>
        "We use only cookies needed to keep you signed in and to remember your language and theme. Nothing is loaded from other companies.",
        "Мы используем только cookie, нужные для входа, языка и темы оформления. С серверов других компаний ничего не загружается.",
        "Faqat kirish, til va koʻrinish uchun kerakli cookie fayllaridan foydalanamiz. Boshqa kompaniyalardan hech narsa yuklanmaydi.",
        "Тек кіруге, тілге және көрініске қажет cookie файлдарын қолданамыз. Басқа компаниялардан ештеңе жүктелмейді.";
    help_code => "The code does not come", "Не приходит код", "Kod kelmayapti", "Код келмей жатыр";
    help_code_text =>
        "Check the number or address and the spam folder, wait for the time shown on the page and ask for a new code. Only the newest code works.",
        "Проверьте номер или адрес и папку со спамом, дождитесь времени на странице и запросите новый код. Действует только последний код.",
        "Raqam yoki manzilni va spam jildini tekshiring, sahifadagi vaqtni kutib, yangi kod soʻrang. Faqat eng yangi kod ishlaydi.",
        "Нөмірді немесе мекенжайды және спам қалтасын тексеріңіз, беттегі уақытты күтіп, жаңа код сұраңыз. Тек ең соңғы код жарамды.";
    help_password =>
        "The password does not work",
        "Не подходит пароль",
        "Parol mos kelmayapti",
        "Құпиясөз сәйкес келмейді";
    help_password_text =>
        "Sign in with a code by SMS or e-mail: it needs no password.",
        "Войдите по коду из SMS или письма: пароль для этого не нужен.",
        "SMS yoki pochtaga keladigan kod bilan kiring: buning uchun parol kerak emas.",
        "SMS немесе поштаға келетін кодпен кіріңіз: ол үшін құпиясөз қажет емес.";
    help_app =>
        "I no longer trust an app",
        "Приложению больше нет доверия",
        "Ilovaga endi ishonmayman",
        "Қолданбаға енді сенбеймін";
    help_app_text =>
        "Open your account and remove its access. Then ask the app itself to delete what it already has.",
        "Откройте аккаунт и отзовите доступ. Затем попросите само приложение удалить уже полученные данные.",
        "Hisobingizni oching va ruxsatni bekor qiling. Soʻng ilovaning oʻzidan olgan maʼlumotlarini oʻchirishni soʻrang.",
        "Аккаунтты ашып, рұқсатты қайтарып алыңыз. Содан кейін қолданбаның өзінен алған деректерін жоюды сұраңыз.";
}
