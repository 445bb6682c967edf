//! Connected apps.

crate::texts! {
    /// Connected apps: the list, one of them, removing it.
    pub struct Apps;

    lead =>
        "Apps and sites that you signed in to with this account, and what each receives.",
        "Приложения и сайты, куда вы вошли с этим аккаунтом, и что получает каждое.",
        "Shu hisob bilan kirgan ilova va saytlaringiz hamda har biri nima olishi.",
        "Осы аккаунтпен кірген қолданбалар мен сайттар және әрқайсысының не алатыны.";
    filter => "Find by name", "Найти по названию", "Nomi boʻyicha topish", "Атауы бойынша табу";
    find => "Find", "Найти", "Topish", "Табу";
    nothing_found =>
        "No app has this name.",
        "Приложения с таким названием нет.",
        "Bunday nomli ilova yoʻq.",
        "Мұндай атаулы қолданба жоқ.";
    show_all => "Show all", "Показать все", "Hammasini koʻrsatish", "Барлығын көрсету";
    since => "Access since", "Доступ с", "Ruxsat berilgan", "Рұқсат берілген";
    used => "Last used", "Последнее использование", "Oxirgi foydalanish", "Соңғы қолданылуы";
    details => "Details", "Подробнее", "Batafsil", "Толығырақ";
    off =>
        "This app is switched off and receives nothing.",
        "Приложение отключено и ничего не получает.",
        "Bu ilova oʻchirilgan va hech narsa olmaydi.",
        "Бұл қолданба өшірілген және ештеңе алмайды.";
    receives => "What it receives", "Что получает", "Nimalarni oladi", "Не алады";
    needs => "It needs", "Необходимо", "Kerak", "Қажет";
    may =>
        "It works without these. Untick what it should no longer receive: that counts at once. What you tick it gets when it next asks.",
        "Без этого оно работает. Снимите отметку с того, чего оно больше не должно получать: это действует сразу. Отмеченное оно получит при следующем запросе.",
        "Bularsiz ham ishlaydi. Endi olmasligi kerak boʻlgan belgini olib tashlang: bu darhol amal qiladi. Belgilanganini keyingi soʻrovda oladi.",
        "Бұларсыз да жұмыс істейді. Енді алмауы тиіс белгіні алып тастаңыз: бұл бірден күшіне енеді. Белгіленгенін келесі сұрағанда алады.";
    save => "Save", "Сохранить", "Saqlash", "Сақтау";
    links => "About the app", "О приложении", "Ilova haqida", "Қолданба туралы";
    site => "Its site", "Сайт", "Sayti", "Сайты";
    history => "History of access", "История доступа", "Ruxsat tarixi", "Рұқсат тарихы";
    history_empty => "Nothing yet.", "Пока ничего.", "Hozircha hech narsa.", "Әзірге ештеңе жоқ.";
    event_allow => "You allowed access", "Вы разрешили доступ", "Ruxsat berdingiz", "Рұқсат бердіңіз";
    event_deny => "You did not allow access", "Вы не разрешили доступ", "Ruxsat bermadingiz", "Рұқсат бермедіңіз";
    event_change =>
        "You changed what it receives",
        "Вы изменили, что оно получает",
        "Nima olishini oʻzgartirdingiz",
        "Не алатынын өзгерттіңіз";
    event_sign_in => "You signed in there", "Вы вошли в приложение", "Unga kirdingiz", "Оған кірдіңіз";
    event_remove => "You removed access", "Вы отозвали доступ", "Ruxsatni bekor qildingiz", "Рұқсатты қайтарып алдыңыз";
    event_token => "It got or used access", "Приложение получило или использовало доступ", "Ilova ruxsat oldi yoki ishlatdi", "Қолданба рұқсат алды немесе қолданды";

    remove_title(app) =>
        "Remove the access of {app}?",
        "Отозвать доступ приложения «{app}»?",
        "{app} ilovasining ruxsati bekor qilinsinmi?",
        "«{app}» қолданбасының рұқсатын қайтарып алу керек пе?";
    remove_ask =>
        "Ask it to delete what it has. You may be asked again the next time you sign in there.",
        "Попросите его удалить полученное. При следующем входе вас могут спросить снова.",
        "Undan olganini oʻchirishni soʻrang. Keyingi safar kirganingizda yana soʻralishi mumkin.",
        "Одан алғанын жоюды сұраңыз. Келесі жолы кіргенде қайта сұралуы мүмкін.";
    change_there(app) =>
        "To take something back that {app} has already, change it in your account.",
        "Чтобы отменить уже разрешённое приложению «{app}», измените это в аккаунте.",
        "{app} ilovasiga berilgan ruxsatni qaytarib olish uchun hisobingizda oʻzgartiring.",
        "«{app}» қолданбасына берілген рұқсатты қайтару үшін аккаунтыңызда өзгертіңіз.";
}
