//! Signing in on one device by letting it in from another one.

crate::texts! {
    /// The browser that waits, and the device that lets it in.
    pub struct OtherDevice;

    sign_in =>
        "Sign in with your phone",
        "Войти с помощью телефона",
        "Telefon yordamida kirish",
        "Телефон арқылы кіру";
    title =>
        "Scan with your phone",
        "Отсканируйте телефоном",
        "Telefon bilan skanerlang",
        "Телефонмен сканерлеңіз";
    lead =>
        "Use a phone where you are signed in to Freedom ID. Point its camera at this code.",
        "Возьмите телефон, на котором вы вошли во Freedom ID, и наведите камеру на этот код.",
        "Freedom ID ga kirgan telefoningizni oling va kamerasini shu kodga qarating.",
        "Freedom ID-ге кірген телефоныңызды алып, камерасын осы кодқа бағыттаңыз.";
    qr =>
        "QR code; the address and the code are written below",
        "QR-код; адрес и код написаны ниже",
        "QR kod; manzil va kod quyida yozilgan",
        "QR-код; мекенжай мен код төменде жазылған";
    or_type(address) =>
        "No camera? Open {address} there and type:",
        "Нет камеры? Откройте там {address} и введите:",
        "Kamera yoʻqmi? U yerda {address} sahifasini oching va kiriting:",
        "Камера жоқ па? Сонда {address} бетін ашып, енгізіңіз:";
    until(time) =>
        "Works until {time}. Keep this page open.",
        "Работает до {time}. Не закрывайте эту страницу.",
        "{time} gacha ishlaydi. Bu sahifani yopmang.",
        "{time} дейін жұмыс істейді. Бұл бетті жаппаңыз.";
    go_on =>
        "I allowed it, continue",
        "Разрешение дано, продолжить",
        "Ruxsat berdim, davom etish",
        "Рұқсат бердім, жалғастыру";
    allowed_here =>
        "Allowed on your phone",
        "Разрешено на телефоне",
        "Telefonda ruxsat berildi",
        "Телефонда рұқсат берілді";
    allowed_here_text =>
        "Continue to sign in on this device.",
        "Продолжите, чтобы войти на этом устройстве.",
        "Bu qurilmada kirish uchun davom eting.",
        "Осы құрылғыда кіру үшін жалғастырыңыз.";
    denied_here =>
        "The sign-in was not allowed",
        "Вход не разрешён",
        "Kirishga ruxsat berilmadi",
        "Кіруге рұқсат берілмеді";
    denied_here_text =>
        "It was turned down on the other device.",
        "На другом устройстве выбрали отказ.",
        "Boshqa qurilmada rad etildi.",
        "Басқа құрылғыда бас тартылды.";
    over =>
        "The code has run out",
        "Срок кода истёк",
        "Kod muddati tugadi",
        "Код мерзімі өтті";
    over_text =>
        "Nobody was signed in with it. Get a new one.",
        "По нему никто не вошёл. Получите новый.",
        "U bilan hech kim kirmadi. Yangisini oling.",
        "Онымен ешкім кірген жоқ. Жаңасын алыңыз.";
    ended =>
        "The phone was signed out",
        "На телефоне выполнен выход",
        "Telefonda hisobdan chiqilgan",
        "Телефонда аккаунттан шыққан";
    ended_text =>
        "The device that allowed this is not signed in any more. Begin again.",
        "Устройство, разрешившее вход, уже вышло из аккаунта. Начните заново.",
        "Ruxsat bergan qurilma endi hisobga kirmagan. Qaytadan boshlang.",
        "Рұқсат берген құрылғы енді аккаунтқа кірмеген. Қайта бастаңыз.";
    new_code => "Show a new code", "Показать новый код", "Yangi kodni koʻrsatish", "Жаңа кодты көрсету";
    other_way =>
        "Sign in another way",
        "Войти другим способом",
        "Boshqa usulda kirish",
        "Басқа тәсілмен кіру";

    confirm_title =>
        "Sign in on another device as you?",
        "Войти на другом устройстве от вашего имени?",
        "Boshqa qurilmada sizning nomingizdan kirilsinmi?",
        "Басқа құрылғыда сіздің атыңыздан кіру керек пе?";
    confirm_lead =>
        "Somebody asks to be signed in as you. They will see and do everything that you can here.",
        "Кто-то просит войти от вашего имени. Ему будет доступно всё, что доступно здесь вам.",
        "Kimdir sizning nomingizdan kirishni soʻrayapti. U bu yerda siz qila oladigan hamma narsani qila oladi.",
        "Біреу сіздің атыңыздан кіруді сұрап тұр. Ол мұнда сіз істей алатынның бәрін істей алады.";
    same_code =>
        "The other device must show this code",
        "Другое устройство должно показывать этот код",
        "Boshqa qurilma shu kodni koʻrsatishi kerak",
        "Басқа құрылғы осы кодты көрсетуі керек";
    device => "Device", "Устройство", "Qurilma", "Құрылғы";
    warning =>
        "Allow it only if the other device is in front of you and shows this code. Freedom ID never asks you to scan a code in a letter, a chat or a call: that is how accounts are stolen.",
        "Разрешайте, только если другое устройство перед вами и показывает этот код. Freedom ID никогда не просит сканировать код из письма, чата или по звонку: так крадут аккаунты.",
        "Boshqa qurilma oldingizda turgan va shu kodni koʻrsatgan boʻlsagina ruxsat bering. Freedom ID xat, chat yoki qoʻngʻiroq orqali kod skanerlashni hech qachon soʻramaydi: hisoblar shunday oʻgʻirlanadi.",
        "Басқа құрылғы алдыңызда тұрып, осы кодты көрсетсе ғана рұқсат беріңіз. Freedom ID хатпен, чатпен не қоңырау арқылы код сканерлеуді ешқашан сұрамайды: аккаунттарды осылай ұрлайды.";
    allow => "Yes, sign it in", "Да, войти там", "Ha, kirilsin", "Иә, кіргізу";
    deny => "No, do not", "Нет, не надо", "Yoʻq, kerak emas", "Жоқ, керек емес";
    allowed =>
        "The other device is signed in",
        "Вход на другом устройстве разрешён",
        "Boshqa qurilmada kirishga ruxsat berildi",
        "Басқа құрылғыда кіруге рұқсат берілді";
    allowed_text =>
        "It goes on there. You may close this page. If this was not you, sign the device out in your account.",
        "Продолжение там. Эту страницу можно закрыть. Если это были не вы, выйдите на том устройстве через аккаунт.",
        "Davomi oʻsha yerda. Bu sahifani yopsangiz boʻladi. Agar bu siz boʻlmasangiz, hisobingizda oʻsha qurilmadan chiqing.",
        "Жалғасы сонда. Бұл бетті жабуға болады. Бұл сіз болмасаңыз, аккаунтта сол құрылғыдан шығыңыз.";
    denied =>
        "The other device was turned away",
        "Вход на другом устройстве отклонён",
        "Boshqa qurilmaga ruxsat berilmadi",
        "Басқа құрылғыға рұқсат берілмеді";
    denied_text =>
        "Nobody was signed in. You may close this page.",
        "Никто не вошёл. Эту страницу можно закрыть.",
        "Hech kim kirmadi. Bu sahifani yopsangiz boʻladi.",
        "Ешкім кірген жоқ. Бұл бетті жабуға болады.";
    see_devices =>
        "See where you are signed in",
        "Где выполнен вход",
        "Qayerda kirilganini koʻrish",
        "Қай жерде кіргеніңізді көру";
}
