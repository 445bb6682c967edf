//! Opening an account.

crate::texts! {
    /// Opening an account.
    pub struct Register;

    title => "Create an account", "Создать аккаунт", "Hisob yaratish", "Аккаунт ашу";
    contact =>
        "How can we reach you?",
        "Как с вами связаться?",
        "Siz bilan qanday bogʻlanamiz?",
        "Сізбен қалай байланысамыз?";
    contact_why =>
        "Give a phone number, an e-mail address or both. We will send a code to each.",
        "Укажите телефон, эл. почту или и то и другое. На каждый контакт придёт код.",
        "Telefon raqami, elektron pochta yoki ikkalasini kiriting. Har biriga kod yuboramiz.",
        "Телефон нөмірін, электрондық поштаны немесе екеуін де көрсетіңіз. Әрқайсысына код жібереміз.";
    phone =>
        "What is your phone number?",
        "Какой у вас номер телефона?",
        "Telefon raqamingiz qanday?",
        "Телефон нөміріңіз қандай?";
    phone_why =>
        "We will send a code by SMS. Use a number you will keep.",
        "Мы отправим код по SMS. Укажите номер, которым пользуетесь постоянно.",
        "SMS orqali kod yuboramiz. Doimiy foydalanadigan raqamingizni kiriting.",
        "SMS арқылы код жібереміз. Тұрақты қолданатын нөміріңізді жазыңыз.";
    email =>
        "What is your e-mail address?",
        "Какой у вас адрес эл. почты?",
        "Elektron pochta manzilingiz qanday?",
        "Электрондық поштаңыз қандай?";
    email_why =>
        "We will send a code to this address.",
        "Мы отправим код на этот адрес.",
        "Shu manzilga kod yuboramiz.",
        "Осы мекенжайға код жібереміз.";
    both_why(app) =>
        "{app} needs both. We will send a code to each.",
        "Для приложения «{app}» нужны оба контакта. На каждый придёт код.",
        "{app} ilovasi uchun ikkalasi ham kerak. Har biriga kod yuboramiz.",
        "«{app}» қолданбасына екеуі де қажет. Әрқайсысына код жібереміз.";
    accept_before => "I accept the ", "Принимаю ", "", "";
    accept_terms =>
        "Terms of use",
        "условия использования",
        "Foydalanish shartlarini",
        "Пайдалану шарттарын";
    accept_between =>
        " and have read the ",
        " и подтверждаю знакомство с ",
        " qabul qilaman va ",
        " қабылдаймын және ";
    accept_privacy =>
        "Privacy notice",
        "политикой конфиденциальности",
        "Maxfiylik siyosati",
        "Құпиялылық саясатымен";
    accept_after => ".", ".", " bilan tanishdim.", " таныстым.";
    password =>
        "Create a password",
        "Придумайте пароль",
        "Parol oʻylab toping",
        "Құпиясөз ойлап табыңыз";
    rule_length(n) =>
        "At least {n} characters",
        "Не менее {n} символов",
        "Kamida {n} ta belgi",
        "Кемінде {n} таңба";
    rule_common =>
        "Not a common password, not your phone or e-mail",
        "Не распространённый пароль, не ваш телефон и не почта",
        "Keng tarqalgan parol, telefoningiz yoki pochtangiz boʻlmasin",
        "Жиі қолданылатын құпиясөз, телефоныңыз немесе поштаңыз болмасын";
    rule_words =>
        "A few random words work well.",
        "Хорошо подходят несколько случайных слов.",
        "Bir nechta tasodifiy soʻz yaxshi himoya qiladi.",
        "Бірнеше кездейсоқ сөз жақсы қорғайды.";
    about => "About you", "О вас", "Siz haqingizda", "Сіз туралы";
    about_why =>
        "Apps see your name only if you allow it.",
        "Приложения видят имя только с вашего разрешения.",
        "Ilovalar ismingizni faqat siz ruxsat bersangiz koʻradi.",
        "Қолданбалар атыңызды тек рұқсатыңызбен көреді.";
    create => "Create the account", "Создать аккаунт", "Hisobni yaratish", "Аккаунтты ашу";
    done => "Your account is ready", "Аккаунт создан", "Hisobingiz tayyor", "Аккаунтыңыз дайын";
    go_app(app) =>
        "Continue to {app}",
        "Перейти в приложение «{app}»",
        "{app} ilovasiga oʻtish",
        "«{app}» қолданбасына өту";
    done_text =>
        "You can now sign in with Freedom ID on sites and in apps that show our button.",
        "Теперь вы можете входить с Freedom ID на сайтах и в приложениях, где есть наша кнопка.",
        "Endi tugmamiz bor sayt va ilovalarga Freedom ID orqali kirishingiz mumkin.",
        "Енді батырмамыз бар сайттар мен қолданбаларға Freedom ID арқылы кіре аласыз.";
    have_account =>
        "Already have an account?",
        "Уже есть аккаунт?",
        "Hisobingiz bormi?",
        "Аккаунтыңыз бар ма?";
    sign_in => "Sign in", "Войти", "Kirish", "Кіру";
}
