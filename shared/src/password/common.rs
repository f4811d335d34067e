//! The passwords that are tried first. Short ones stand here too: with a number behind them they
//! reach the least length.

/// From what leaked tables have in common, in English, French and German, without numbers at the
/// end; then those made of digits, or of the keyboard's columns.
pub(super) const WORDS: &str = "\
    password passwort passord motdepasse contrasena parola wachtwoord heslo passphrase secret \
    geheim changeme letmein welcome bienvenue willkommen bonjour hallo hello hola salut coucou \
    iloveyou iloveu jetaime jtaime teamo ichliebedich loveyou loveme lovely love amour liebe \
    sunshine soleil princess princesse prinzessin dragon monkey master football fussball baseball \
    basketball soccer hockey superman batman spiderman starwars pokemon naruto minecraft fortnite \
    roblox shadow michael jennifer jessica jordan ashley michelle daniel nicole charlie andrew \
    thomas nicolas julien camille marine alexandre robert matthew joshua anthony amanda samantha \
    maggie hunter ranger buster tigger pepper ginger cookie summer flower freedom whatever trustno \
    computer internet samsung google facebook linkedin microsoft apple killer pussy fuckyou fuckoff \
    asshole biteme sexy cheese banana chocolate chocolat butterfly purple orange yellow silver \
    golden diamond angel babygirl loulou doudou chouchou loulute nounours doudoune marseille paris \
    france london berlin liverpool arsenal chelsea barcelona barcelone realmadrid juventus mustang \
    ferrari porsche mercedes yamaha corvette harley phoenix thunder matrix merlin gandalf wizard \
    warrior knight snoopy mickey hannah sophie maxime admin administrator administrateur root user \
    guest test testing demo default login access system server database oracle cisco blink \
    qwerty qwertz azerty qwertyuiop qwertzuiop azertyuiop asdfgh asdfghjkl qsdfghjklm zxcvbn \
    zxcvbnm wxcvbn qazwsx qazwsxedc abcdef abc aaaaaa xxxxxx asdf qwer qweasd qweasdzxc \
    causerie space spaces concert podcast radio music musique batterystaple correcthorse \
    correcthorsebatterystaple jesus jesuschrist god blessed family famille friends maman mommy \
    dearest always forever nothing mypassword thepassword newpassword \
    1q2w3e 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4 q1w2e3r4t5 1qaz2wsx 1qaz2wsx3edc \
    1qaz2wsx3edc4rfv zaq12wsx zaq1xsw2 1qazxsw2 a1b2c3d4 a1b2c3d4e5 1a2b3c4d 1a2b3c4d5e \
    1357924680 1029384756 1234509876 0987612345 147258369 1472583690 3141592653 31415926535 \
    2718281828 0102030405 1020304050 7894561230 1597534682";

/// With whatever digits and signs around it, in capitals or not, and with the digits and signs that
/// stand for letters (`p@ssw0rd`) read as those.
pub(super) fn is_common(signs: &[char]) -> bool {
    let letter = |sign: &char| !sign.is_ascii() || sign.is_ascii_alphabetic();
    let first = signs.iter().position(letter).unwrap_or(0);
    let last = signs.iter().rposition(letter).map_or(0, |last| last + 1);
    let core = signs.get(first..last).unwrap_or_default();
    WORDS.split_ascii_whitespace().any(|word| {
        let same = |signs: &[char]| {
            word.chars().map(read).eq(signs.iter().copied().map(read).filter(|sign| *sign != ' '))
        };
        same(signs) || same(core)
    })
}

const fn read(sign: char) -> char {
    match sign {
        '0' => 'o',
        '1' | '!' | '|' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' | '+' => 't',
        _ => sign,
    }
}
