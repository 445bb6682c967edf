//! Words that every page shares.

crate::texts! {
    /// Words that every page shares.
    pub struct Common;

    brand => "Freedom ID", "Freedom ID", "Freedom ID", "Freedom ID";
    go_on => "Continue", "Продолжить", "Davom etish", "Жалғастыру";
    change => "Change", "Изменить", "Oʻzgartirish", "Өзгерту";
    copy => "Copy", "Скопировать", "Nusxa olish", "Көшіру";
    copied => "Copied", "Скопировано", "Nusxa olindi", "Көшірілді";
    show => "Show", "Показать", "Koʻrsatish", "Көрсету";
    optional => "optional", "необязательно", "ixtiyoriy", "міндетті емес";
    required => "Required", "Обязательно", "Majburiy", "Міндетті";
    required_by(app) =>
        "Required by {app}",
        "Нужно приложению «{app}»",
        "{app} ilovasi uchun kerak",
        "«{app}» қолданбасына қажет";
    or => "or", "или", "yoki", "немесе";
    help => "Help", "Помощь", "Yordam", "Көмек";
    terms => "Terms of use", "Условия использования", "Foydalanish shartlari", "Пайдалану шарттары";
    privacy =>
        "Privacy notice",
        "Политика конфиденциальности",
        "Maxfiylik siyosati",
        "Құпиялылық саясаты";
    language => "Language", "Язык", "Til", "Тіл";
    language_changed =>
        "The language is now English.",
        "Теперь страница на русском языке.",
        "Endi sahifa oʻzbek tilida.",
        "Енді бет қазақ тілінде.";
    skip =>
        "Skip to main content",
        "Перейти к основному содержанию",
        "Asosiy qismga oʻtish",
        "Негізгі мазмұнға өту";
    step(n, total) =>
        "Step {n} of {total}",
        "Шаг {n} из {total}",
        "{n}-bosqich, jami {total} ta",
        "{n}-қадам, барлығы {total}";
    error_prefix => "Error", "Ошибка", "Xato", "Қате";
    problem => "There is a problem", "Нужно исправить", "Tuzatish kerak", "Түзету керек";
    checking => "Checking…", "Проверяем…", "Tekshirilmoqda…", "Тексерілуде…";
    still_working =>
        "Still working. Do not close this page.",
        "Ещё выполняется. Не закрывайте страницу.",
        "Hali bajarilmoqda. Sahifani yopmang.",
        "Әлі орындалып жатыр. Бетті жаппаңыз.";
    try_again => "Try again", "Повторить попытку", "Qayta urinish", "Қайталап көру";
    new_tab =>
        "opens in a new tab",
        "откроется в новой вкладке",
        "yangi varaqda ochiladi",
        "жаңа қойындыда ашылады";
    reference(id) =>
        "Reference: {id}",
        "Номер обращения: {id}",
        "Murojaat raqami: {id}",
        "Өтініш нөмірі: {id}";
    sign_out => "Sign out", "Выйти", "Chiqish", "Шығу";
    saved => "Saved", "Сохранено", "Saqlandi", "Сақталды";
    show_password => "Show password", "Показать пароль", "Parolni koʻrsatish", "Құпиясөзді көрсету";
    hide_password => "Hide password", "Скрыть пароль", "Parolni yashirish", "Құпиясөзді жасыру";
    refreshed =>
        "We refreshed this page for your safety. Continue below.",
        "Мы обновили страницу ради вашей безопасности. Продолжайте ниже.",
        "Xavfsizligingiz uchun sahifani yangiladik. Quyida davom eting.",
        "Қауіпсіздігіңіз үшін бетті жаңарттық. Төменде жалғастырыңыз.";
    other_tab =>
        "This step was already completed in another tab",
        "Этот шаг уже выполнен в другой вкладке",
        "Bu bosqich boshqa varaqda bajarilgan",
        "Бұл қадам басқа қойындыда орындалған";
    return_to(app) =>
        "Return to {app}",
        "Вернуться в приложение «{app}»",
        "{app} ilovasiga qaytish",
        "«{app}» қолданбасына оралу";
    to_account => "Go to my account", "Перейти в мой аккаунт", "Hisobimga oʻtish", "Аккаунтыма өту";
    development =>
        "Development mode: messages are not sent",
        "Режим разработки: сообщения не отправляются",
        "Ishlab chiqish rejimi: xabarlar yuborilmaydi",
        "Әзірлеу режимі: хабарлар жіберілмейді";
    open_outbox => "Outbox", "Исходящие", "Chiquvchi xabarlar", "Шығыс хабарлар";
}
