//! Where a road ends: links that do not work, signing out, errors, the way back to the app.

crate::texts! {
    /// Links that do not work, signing out, the way back to the app.
    pub struct Ends;

    expired_title =>
        "This sign-in link has expired",
        "Срок действия ссылки для входа истёк",
        "Kirish havolasining muddati tugagan",
        "Кіру сілтемесінің мерзімі өтті";
    expired_text(time, app) =>
        "It was valid until {time}. Nothing was shared with {app}.",
        "Она действовала до {time}. Приложению «{app}» ничего не передано.",
        "U {time} gacha amal qilgan. {app} ilovasiga hech narsa yuborilmadi.",
        "Мерзімі аяқталған уақыт: {time}. «{app}» қолданбасына ештеңе жіберілген жоқ.";
    restart(app) =>
        "Go back to {app} and start again",
        "Вернуться в приложение «{app}» и начать заново",
        "{app} ilovasiga qaytib, qaytadan boshlash",
        "«{app}» қолданбасына оралып, қайта бастау";
    unknown =>
        "We cannot find this sign-in request",
        "Запрос на вход не найден",
        "Kirish soʻrovi topilmadi",
        "Кіру сұрауы табылмады";
    unknown_text =>
        "The link may be copied only in part, or it is too old. Start again in the app.",
        "Возможно, ссылка скопирована не полностью или устарела. Начните заново в приложении.",
        "Havola toʻliq nusxalanmagan yoki eskirgan boʻlishi mumkin. Ilovada qaytadan boshlang.",
        "Сілтеме толық көшірілмеген немесе ескірген болуы мүмкін. Қолданбада қайта бастаңыз.";
    answered =>
        "You already answered this request",
        "Вы уже ответили на этот запрос",
        "Bu soʻrovga allaqachon javob bergansiz",
        "Бұл сұрауға жауап беріп қойғансыз";
    answered_allowed(app, time) =>
        "You allowed access for {app} at {time}.",
        "Вы разрешили доступ приложению «{app}» в {time}.",
        "Siz {app} ilovasiga ruxsat bergansiz, vaqti: {time}.",
        "Сіз «{app}» қолданбасына рұқсат бердіңіз, уақыты: {time}.";
    answered_denied(app) =>
        "You did not allow access for {app}. Nothing was shared.",
        "Вы не разрешили доступ приложению «{app}». Ничего не передано.",
        "Siz {app} ilovasiga ruxsat bermagansiz. Hech narsa yuborilmadi.",
        "Сіз «{app}» қолданбасына рұқсат бермедіңіз. Ештеңе жіберілген жоқ.";
    manage =>
        "Manage access",
        "Управлять доступом",
        "Ruxsatlarni boshqarish",
        "Рұқсаттарды басқару";
    other_browser =>
        "This request was opened in another browser",
        "Этот запрос открыт в другом браузере",
        "Bu soʻrov boshqa brauzerda ochilgan",
        "Бұл сұрау басқа браузерде ашылған";
    other_browser_text =>
        "Return to the browser where you began, or start again in the app.",
        "Вернитесь в браузер, в котором начинали, или начните заново в приложении.",
        "Boshlagan brauzeringizga qayting yoki ilovada qaytadan boshlang.",
        "Бастаған браузеріңізге оралыңыз немесе қолданбада қайта бастаңыз.";
    logout_title =>
        "Sign out of Freedom ID?",
        "Выйти из Freedom ID?",
        "Freedom ID hisobidan chiqasizmi?",
        "Freedom ID аккаунтынан шығасыз ба?";
    logout_asked(app) =>
        "{app} asked to sign you out.",
        "«{app}» просит завершить сеанс.",
        "{app} seansni tugatishni soʻrayapti.",
        "«{app}» сеансты аяқтауды сұрайды.";
    logout_confirm =>
        "Sign out everywhere in this browser",
        "Выйти везде в этом браузере",
        "Bu brauzerda hamma joydan chiqish",
        "Осы браузерде барлық жерден шығу";
    logout_stay => "Stay signed in", "Не выходить", "Tizimda qolish", "Шықпау";
    logout_done =>
        "You are signed out",
        "Вы вышли из аккаунта",
        "Siz hisobdan chiqdingiz",
        "Сіз аккаунттан шықтыңыз";
    logout_also(apps) =>
        "You are also signed in at: {apps}.",
        "Вы также вошли в: {apps}.",
        "Siz bu yerda ham kirgansiz: {apps}.",
        "Сіз мына жерге де кіргенсіз: {apps}.";
    logout_text =>
        "Your Freedom ID session in this browser has ended.",
        "Вход в Freedom ID в этом браузере завершён.",
        "Bu brauzerda Freedom ID seansi tugadi.",
        "Бұл браузерде Freedom ID сеансы аяқталды.";
    logout_told =>
        "These apps were told to sign you out:",
        "Этим приложениям сообщено о выходе:",
        "Chiqish haqida bu ilovalarga xabar berildi:",
        "Шыққаныңыз туралы мына қолданбаларға хабарланды:";
    logout_not_reached(app) =>
        "{app} may keep you signed in. Sign out there too.",
        "«{app}» может не завершить сеанс. Выйдите и там.",
        "{app} seansni tugatmasligi mumkin. U yerda ham chiqing.",
        "«{app}» сеансты аяқтамауы мүмкін. Ол жерден де шығыңыз.";
    sign_in_again => "Sign in again", "Войти снова", "Qayta kirish", "Қайта кіру";
    returning(app) =>
        "Returning to {app}…",
        "Возвращаемся в приложение «{app}»…",
        "{app} ilovasiga qaytilmoqda…",
        "«{app}» қолданбасына оралудамыз…";
    go_app(app) =>
        "Continue to {app}",
        "Перейти в приложение «{app}»",
        "{app} ilovasiga oʻtish",
        "«{app}» қолданбасына өту";
    stuck(app) =>
        "Did not open? Continue to {app}",
        "Не открылось? Перейти в приложение «{app}»",
        "Ochilmadimi? {app} ilovasiga oʻtish",
        "Ашылмады ма? «{app}» қолданбасына өту";
    close_window =>
        "You can close this window after the app opens.",
        "Когда приложение откроется, это окно можно закрыть.",
        "Ilova ochilgach, bu oynani yopishingiz mumkin.",
        "Қолданба ашылған соң, бұл терезені жабуға болады.";
    app_title(app) =>
        "Open {app} on this device",
        "Откройте приложение «{app}» на этом устройстве",
        "Shu qurilmada {app} ilovasini oching",
        "Осы құрылғыда «{app}» қолданбасын ашыңыз";
    app_text(app) =>
        "This address belongs to the app. If it did not open by itself, install {app} or open it, and sign in there again.",
        "Этот адрес принадлежит приложению. Если оно не открылось само, установите или откройте «{app}» и войдите там ещё раз.",
        "Bu manzil ilovaga tegishli. U oʻzi ochilmagan boʻlsa, {app} ilovasini oʻrnating yoki oching va u yerda qayta kiring.",
        "Бұл мекенжай қолданбаға тиесілі. Ол өзі ашылмаса, «{app}» қолданбасын орнатыңыз немесе ашыңыз да, сонда қайта кіріңіз.";
    app_site(app) =>
        "Go to the site of {app}",
        "Перейти на сайт «{app}»",
        "{app} saytiga oʻtish",
        "«{app}» сайтына өту";
    return_page =>
        "Return to the page you came from",
        "Вернитесь на страницу, с которой пришли",
        "Kelgan sahifangizga qayting",
        "Келген бетіңізге оралыңыз";
    return_told(app) =>
        "{app} has your answer. You can close this window.",
        "Ответ передан в «{app}». Это окно можно закрыть.",
        "Javobingiz {app} ilovasiga yetkazildi. Bu oynani yopishingiz mumkin.",
        "Жауабыңыз «{app}» қолданбасына жеткізілді. Бұл терезені жабуға болады.";
}

crate::texts! {
    /// Error pages.
    pub struct Trouble;

    client =>
        "This app is not set up correctly",
        "Приложение настроено неверно",
        "Ilova notoʻgʻri sozlangan",
        "Қолданба дұрыс бапталмаған";
    client_text =>
        "To keep your data safe we did not send you back. Tell the app’s support.",
        "Чтобы защитить ваши данные, мы не стали возвращать вас. Сообщите в поддержку приложения.",
        "Maʼlumotlaringiz xavfsizligi uchun sizni qaytarmadik. Ilovaning yordam xizmatiga xabar bering.",
        "Деректеріңізді қорғау үшін сізді қайтармадық. Қолданбаның қолдау қызметіне хабарлаңыз.";
    request =>
        "The app sent a request we cannot answer",
        "Приложение отправило запрос, на который нельзя ответить",
        "Ilova javob berib boʻlmaydigan soʻrov yubordi",
        "Қолданба жауап беру мүмкін емес сұрау жіберді";
    forbidden =>
        "You cannot open this page",
        "У вас нет доступа к этой странице",
        "Bu sahifani ochish huquqingiz yoʻq",
        "Бұл бетті ашуға құқығыңыз жоқ";
    forbidden_text =>
        "If you think you should have access, sign in with another account.",
        "Если доступ должен быть, войдите в другой аккаунт.",
        "Ruxsat boʻlishi kerak deb hisoblasangiz, boshqa hisob bilan kiring.",
        "Рұқсат болуы керек деп ойласаңыз, басқа аккаунтпен кіріңіз.";
    form_old =>
        "The form was open for too long",
        "Форма была открыта слишком долго",
        "Shakl juda uzoq ochiq turdi",
        "Пішін тым ұзақ ашық тұрды";
    form_old_text =>
        "For your safety we did not accept it. Open it again and repeat the last step.",
        "Ради безопасности мы её не приняли. Откройте форму снова и повторите последний шаг.",
        "Xavfsizlik uchun uni qabul qilmadik. Shaklni qayta oching va oxirgi bosqichni takrorlang.",
        "Қауіпсіздік үшін оны қабылдамадық. Пішінді қайта ашып, соңғы қадамды қайталаңыз.";
    form_old_again =>
        "Show the form again",
        "Показать форму снова",
        "Shaklni qayta koʻrsatish",
        "Пішінді қайта көрсету";
    not_found => "Page not found", "Страница не найдена", "Sahifa topilmadi", "Бет табылмады";
    not_found_text =>
        "Check the address, or begin at the front page.",
        "Проверьте адрес или начните с главной страницы.",
        "Manzilni tekshiring yoki bosh sahifadan boshlang.",
        "Мекенжайды тексеріңіз немесе басты беттен бастаңыз.";
    home => "Front page", "На главную", "Bosh sahifa", "Басты бет";
    method =>
        "This page cannot be opened this way",
        "Эту страницу нельзя открыть таким способом",
        "Bu sahifani bunday usulda ochib boʻlmaydi",
        "Бұл бетті бұлай ашуға болмайды";
    method_text =>
        "Begin at the front page.",
        "Начните с главной страницы.",
        "Bosh sahifadan boshlang.",
        "Басты беттен бастаңыз.";
    too_large =>
        "Too much was sent",
        "Отправлено слишком много данных",
        "Juda koʻp maʼlumot yuborildi",
        "Тым көп дерек жіберілді";
    too_large_text =>
        "Send less and try again.",
        "Отправьте меньше данных и повторите.",
        "Kamroq maʼlumot yuborib, qayta urining.",
        "Аз дерек жіберіп, қайталап көріңіз.";
    media =>
        "This kind of content is not accepted",
        "Данные такого вида не принимаются",
        "Bunday turdagi maʼlumot qabul qilinmaydi",
        "Мұндай дерек түрі қабылданбайды";
    media_text =>
        "Use the form on the page.",
        "Воспользуйтесь формой на странице.",
        "Sahifadagi shakldan foydalaning.",
        "Беттегі пішінді пайдаланыңыз.";
    limit => "Too many requests", "Слишком много запросов", "Soʻrovlar juda koʻp", "Сұрау тым көп";
    limit_text(time) =>
        "Next attempt: {time}",
        "Следующая попытка: {time}",
        "Keyingi urinish vaqti: {time}",
        "Келесі әрекет уақыты: {time}";
    restricted =>
        "Freedom ID is not available from your location",
        "Freedom ID недоступен в вашем регионе",
        "Freedom ID sizning hududingizda ishlamaydi",
        "Freedom ID сіздің аймағыңызда қолжетімсіз";
    restricted_text =>
        "The law or the settings of the service do not allow sign-in from here.",
        "Вход отсюда не разрешён законом или настройками сервиса.",
        "Qonun yoki xizmat sozlamalari bu yerdan kirishga ruxsat bermaydi.",
        "Заң немесе сервис баптаулары бұл жерден кіруге рұқсат бермейді.";
    server =>
        "Something went wrong on our side",
        "Ошибка на нашей стороне",
        "Biz tomonda xatolik yuz berdi",
        "Біздің тараптан қате болды";
    server_text =>
        "Nothing was shared. Try again.",
        "Данные не переданы. Повторите попытку.",
        "Hech narsa yuborilmadi. Qayta urining.",
        "Ештеңе жіберілген жоқ. Қайталап көріңіз.";
    maintenance =>
        "Freedom ID is being updated",
        "Freedom ID обновляется",
        "Freedom ID yangilanmoqda",
        "Freedom ID жаңартылуда";
    maintenance_text =>
        "It usually takes a few minutes.",
        "Обычно это занимает несколько минут.",
        "Odatda bu bir necha daqiqa davom etadi.",
        "Әдетте бұл бірнеше минут алады.";
    maintenance_again => "Check again", "Проверить снова", "Qayta tekshirish", "Қайта тексеру";
    cookies =>
        "Your browser is blocking cookies",
        "Браузер блокирует файлы cookie",
        "Brauzeringiz cookie fayllarini bloklayapti",
        "Браузеріңіз cookie файлдарын бұғаттап тұр";
    cookies_text =>
        "Freedom ID needs one cookie to keep you signed in. Allow cookies for this site and try again.",
        "Freedom ID нужен один файл cookie, чтобы сохранить вход. Разрешите cookie для этого сайта и повторите попытку.",
        "Kirishni saqlash uchun Freedom ID ga bitta cookie kerak. Bu sayt uchun cookie fayllariga ruxsat bering va qayta urining.",
        "Кіруді сақтау үшін Freedom ID жүйесіне бір cookie керек. Осы сайтқа cookie файлдарына рұқсат беріп, қайталап көріңіз.";
    details =>
        "Details for developers",
        "Подробности для разработчиков",
        "Dasturchilar uchun tafsilotlar",
        "Әзірлеушілерге арналған мәліметтер";
}
