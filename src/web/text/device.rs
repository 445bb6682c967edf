//! Letting a device in.

crate::texts! {
    /// Letting a device in: its code, what asks, the end.
    pub struct Device;

    title => "Connect a device", "Подключение устройства", "Qurilmani ulash", "Құрылғыны қосу";
    lead =>
        "Type the code shown on your TV, terminal or other device.",
        "Введите код, который показывает телевизор, терминал или другое устройство.",
        "Televizor, terminal yoki boshqa qurilmada koʻrsatilgan kodni kiriting.",
        "Теледидарда, терминалда немесе басқа құрылғыда көрсетілген кодты енгізіңіз.";
    code => "Code", "Код", "Kod", "Код";
    warning =>
        "Only continue if you started this yourself on a device in front of you. If someone sent you the code or a link, close this page.",
        "Продолжайте, только если вы сами начали это на устройстве перед вами. Если код или ссылку вам прислали, закройте страницу.",
        "Faqat buni oʻzingiz oldingizdagi qurilmada boshlagan boʻlsangiz, davom eting. Kod yoki havolani sizga kimdir yuborgan boʻlsa, sahifani yoping.",
        "Мұны алдыңыздағы құрылғыда өзіңіз бастаған болсаңыз ғана жалғастырыңыз. Код немесе сілтемені сізге біреу жіберсе, бетті жабыңыз.";
    confirm_title =>
        "Is this your device?",
        "Это ваше устройство?",
        "Bu sizning qurilmangizmi?",
        "Бұл сіздің құрылғыңыз ба?";
    asks(app) =>
        "A device asks to be connected to {app} with your account. Nothing is shared yet.",
        "Устройство просит подключить его к «{app}» с вашим аккаунтом. Пока ничего не передано.",
        "Qurilma hisobingiz bilan {app} ilovasiga ulanishni soʻrayapti. Hozircha hech narsa yuborilmadi.",
        "Құрылғы аккаунтыңызбен «{app}» қолданбасына қосылуды сұрайды. Әзірге ештеңе жіберілген жоқ.";
    same_code =>
        "Your device must show this code",
        "Устройство должно показывать этот код",
        "Qurilmangiz shu kodni koʻrsatishi kerak",
        "Құрылғыңыз осы кодты көрсетуі керек";
    requested => "Requested", "Запрошено", "Soʻralgan", "Сұралған";
    just_now(time) =>
        "{time}, just now",
        "{time}, только что",
        "{time}, hozirgina",
        "{time}, жаңа ғана";
    minutes_ago(time, n) =>
        "{time}, {n} min ago",
        "{time}, {n} мин назад",
        "{time}, {n} daqiqa oldin",
        "{time}, {n} мин бұрын";
    from => "From", "Откуда", "Qayerdan", "Қайдан";
    elsewhere =>
        "The request came from another network than the one you use now. Make sure that the device is in front of you.",
        "Запрос пришёл не из той сети, которой вы сейчас пользуетесь. Убедитесь, что устройство перед вами.",
        "Soʻrov hozir siz foydalanayotgan tarmoqdan emas, boshqasidan keldi. Qurilma oldingizda ekaniga ishonch hosil qiling.",
        "Сұрау сіз қазір пайдаланып отырған желіден емес, басқасынан келді. Құрылғының алдыңызда екеніне көз жеткізіңіз.";
    mine =>
        "Yes, continue",
        "Да, продолжить",
        "Ha, davom etish",
        "Иә, жалғастыру";
    not_mine =>
        "No, do not connect",
        "Нет, не подключать",
        "Yoʻq, ulamaslik",
        "Жоқ, қоспау";
    after =>
        "Then you go back to your device",
        "Затем вы вернётесь к устройству",
        "Keyin qurilmangizga qaytasiz",
        "Содан кейін құрылғыңызға ораласыз";
    allowed => "Device connected", "Устройство подключено", "Qurilma ulandi", "Құрылғы қосылды";
    allowed_text(app) =>
        "You can go back to your device: {app} goes on there by itself. You may close this page.",
        "Вернитесь к устройству: «{app}» продолжит там само. Эту страницу можно закрыть.",
        "Qurilmangizga qaytishingiz mumkin: {app} u yerda oʻzi davom etadi. Bu sahifani yopsangiz boʻladi.",
        "Құрылғыңызға оралыңыз: «{app}» сол жерде өзі жалғастырады. Бұл бетті жабуға болады.";
    denied =>
        "Device not connected",
        "Устройство не подключено",
        "Qurilma ulanmadi",
        "Құрылғы қосылмады";
    denied_text(app) =>
        "Nothing was shared with {app}. You may close this page.",
        "Приложению «{app}» ничего не передано. Эту страницу можно закрыть.",
        "{app} ilovasiga hech narsa yuborilmadi. Bu sahifani yopsangiz boʻladi.",
        "«{app}» қолданбасына ештеңе жіберілген жоқ. Бұл бетті жабуға болады.";
    expired =>
        "The code has expired",
        "Срок действия кода истёк",
        "Kodning muddati tugagan",
        "Кодтың мерзімі өтті";
    expired_text =>
        "Nothing was shared. Start again on your device, it will show a new code.",
        "Ничего не передано. Начните заново на устройстве: оно покажет новый код.",
        "Hech narsa yuborilmadi. Qurilmada qaytadan boshlang, u yangi kod koʻrsatadi.",
        "Ештеңе жіберілген жоқ. Құрылғыда қайта бастаңыз, ол жаңа код көрсетеді.";
    used =>
        "This code was already used",
        "Этот код уже использован",
        "Bu kod allaqachon ishlatilgan",
        "Бұл код бұрын пайдаланылған";
    used_text =>
        "Somebody decided about this device in another browser. If it was not you, start again on your device.",
        "Решение об этом устройстве принято в другом браузере. Если это были не вы, начните заново на устройстве.",
        "Bu qurilma boʻyicha qaror boshqa brauzerda qabul qilingan. Agar bu siz boʻlmasangiz, qurilmada qaytadan boshlang.",
        "Бұл құрылғы туралы шешім басқа браузерде қабылданды. Бұл сіз болмасаңыз, құрылғыда қайта бастаңыз.";
    other_code =>
        "Enter another code",
        "Ввести другой код",
        "Boshqa kod kiritish",
        "Басқа код енгізу";
}
