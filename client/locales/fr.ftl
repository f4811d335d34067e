# Les mots de l'interface, en français. Chaque clé existe aussi dans en.ftl ; la compilation le vérifie.
# Toujours le même terme : salon, scène, public.

## Partout

tagline = La conversation en direct, à un clic
skip-to-content = Aller au contenu
home = Causerie, accueil
switch-language = English
theme-to-dark = Passer en mode sombre
theme-to-light = Passer en mode clair
keys = Raccourcis
close = Fermer
cancel = Annuler
try-again = Réessayer
loading = Un instant…
save = Enregistrer
saving = Enregistrement…
saved = C'est enregistré.
remove = Retirer
more = Plus
show-more = Afficher la suite
optional = facultatif
copied = Copié.

## Qui l'on est : la barre, entrer et sortir

sign-in = Se connecter
sign-out = Se déconnecter
sign-up = Créer un compte
menu-of = Menu de { $name }
profile = Profil
settings = Réglages
signed-out = Vous êtes déconnecté.
sign-in-first = Connectez-vous d'abord
sign-in-heading = Ravis de vous revoir
sign-in-lead = Reprenez là où vous en étiez.
sign-in-passkey = Se connecter avec une clé d'accès
or-with-password = ou avec votre mot de passe
handle-label = Identifiant
password-label = Mot de passe
signing-in = Connexion…
lost-both = Plus ni l'un ni l'autre ? Utilisez un code de secours
no-account-yet = Pas encore de compte ?
have-account = Vous avez déjà un compte ?
recover-heading = Utiliser un code de secours
recover-lead = L'un des dix codes que vous avez gardés en créant votre compte. Il vous laisse entrer une fois, avec un nouveau mot de passe ; partout ailleurs, vous êtes déconnecté.
code-label = Code de secours
code-hint = En majuscules ou en minuscules, avec ou sans tirets.
new-password-label = Nouveau mot de passe
recover-submit = Changer le mot de passe et entrer
back-to-sign-in = Revenir à la connexion
passkey-stopped = Aucune clé n'a servi. Réessayez, ou prenez le mot de passe.
try-the-demo = C'est une démonstration : entrez sous le nom de l'une de ses personnes.
try-as =
    { $count ->
        [one] Essayer en tant que { $name } ({ $count } abonné)
       *[other] Essayer en tant que { $name } ({ $count } abonnés)
    }

## Créer un compte

sign-up-heading = Créer un compte
sign-up-lead = Pour suivre et être suivi, et pour ouvrir vos propres salons. Écouter ne demande aucun compte.
handle-hint = Votre adresse ici : lettres de a à z, chiffres et _. Vous pourrez en changer.
handle-checking = On regarde s'il est libre…
handle-free = @{ $handle } est libre.
way-in-heading = Comment vous connecterez-vous ?
way-in-passkey-hint = Une clé d'accès, c'est votre empreinte, votre visage ou le code de cet appareil. Rien à retenir, rien à voler.
make-passkey = Créer une clé d'accès
password-instead = Prendre un mot de passe
password-hint = Dix caractères au moins ; quatre mots se retiennent bien.
account-submit = Créer le compte
making-account = Un instant…
password-strength = Solidité du mot de passe
strength-0 = Pas encore
strength-1 = Passable
strength-2 = Bon
strength-3 = Solide
strength-4 = Très solide
codes-heading = Gardez ces codes
codes-lead = Si votre clé ou votre mot de passe se perd un jour, chacun d'eux vous laisse entrer une fois. Ils ne s'affichent que maintenant : imprimez-les ou mettez-les en lieu sûr.
codes-copy = Copier
codes-download = Enregistrer un fichier
codes-file = Codes de secours de @{ $handle } sur { $site }. Chacun sert une fois.
codes-kept = Je les ai gardés
welcome = Bienvenue, { $name }.

## Réglages

settings-lead = Ce que les autres voient de vous, et comment vous entrez.
picture-hint = PNG, JPEG, WebP ou GIF, jusqu'à 8 Mo. Elle est recadrée en carré.
choose-picture = Choisir une photo
use-picture = Prendre cette photo
picture-preview = La photo que vous avez choisie
remove-picture = Retirer la photo
biography-label = À propos de vous
links-label = Liens
link-numbered = Lien { NUMBER($number) }
ways-in = Moyens d'entrer
ways-in-lead = Ayez-en deux : en perdre un ne vous laissera pas dehors.
passkeys = Clés d'accès
no-passkeys = Aucune clé pour l'instant.
passkey-unnamed = Clé d'accès
passkey-made = Créée le { $date }
passkey-used = Créée le { $date }, utilisée { $used }
add-passkey = Ajouter une clé d'accès
passkey-name-label = Quel nom lui donnez-vous ?
passkey-name-placeholder = Mon téléphone
remove-passkey-question = Retirer « { $name } » ?
remove-passkey-consequence = Elle n'ouvrira plus ce compte. La clé reste sur votre appareil tant que vous ne l'y supprimez pas.
change-password = Changer le mot de passe
set-password = Choisir un mot de passe
current-password-label = Mot de passe actuel
change-password-hint = Vous serez déconnecté partout ailleurs.
password-changed = Le mot de passe est changé. Partout ailleurs, vous êtes déconnecté.
recovery-codes = Codes de secours
codes-left =
    { $count ->
        [0] Il n'en reste aucun. Créez-en tant que vous pouvez entrer.
        [one] Il en reste { $count }.
       *[other] Il en reste { $count }.
    }
new-codes = Créer de nouveaux codes
new-codes-question = Créer de nouveaux codes de secours ?
new-codes-consequence = Les anciens cessent aussitôt de fonctionner.
where-signed-in = Où vous êtes connecté
this-browser = Ce navigateur
seen-ago = Dernière visite { $ago }
sign-out-others = Se déconnecter partout ailleurs
signed-out-others = Partout ailleurs, vous êtes déconnecté.
blocked-people = Personnes bloquées
nobody-blocked = Personne. Qui est bloqué ne peut ni vous suivre, ni rejoindre vos salons tant qu'il est connecté.
unblock = Débloquer
your-data = Vos données
export-lead = Tout ce que le relais garde de vous, dans un fichier JSON.
export = Exporter mes données
delete-lead = Profil, photo, abonnements et moyens d'entrer disparaissent pour de bon. Les billets qui peuvent encore être rendus le sont. Les salons que vous avez tenus gardent leur titre, sans votre nom.
delete-account = Supprimer mon compte
delete-question = Supprimer votre compte pour de bon ?
delete-consequence =
    { $count ->
        [0] Tout disparaît sur-le-champ et personne ne pourra le rendre. Votre identifiant redevient libre.
        [one] { $count } abonné vous perd, tout disparaît sur-le-champ et personne ne pourra le rendre. Votre identifiant redevient libre.
       *[other] { $count } abonnés vous perdent, tout disparaît sur-le-champ et personne ne pourra le rendre. Votre identifiant redevient libre.
    }
delete-type-handle = Tapez { $handle } pour confirmer
delete-confirm = Supprimer pour de bon
deleted = Votre compte n'existe plus.

## Profils

follow = Suivre
following = Vous suivez
follows-you = Vous suit
follower-count =
    { $count ->
        [one] { $count } abonné
       *[other] { $count } abonnés
    }
following-count =
    { $count ->
        [one] { $count } abonnement
       *[other] { $count } abonnements
    }
followers-of = Abonnés de { $name }
followed-by = Qui { $name } suit
edit-profile = Modifier le profil
joined = Ici depuis { $date }
block = Bloquer
block-name = Bloquer { $name }
block-question = Bloquer { $name } ?
block-consequence = Cette personne ne pourra plus vous suivre, ni rejoindre vos salons tant qu'elle est connectée, et vous ne vous suivrez plus. Un salon public ouvert aux invités reste audible par tout le monde, elle comprise.
you-blocked = Vous avez bloqué { $name }.
you-blocked-hint = Cette personne ne peut ni vous suivre, ni rejoindre vos salons tant qu'elle est connectée.
live-spaces = À l'antenne
past-spaces = Salons passés
no-spaces-yet = Pas encore de salon.
no-followers-yet = Pas encore d'abonnés
no-followers-yet-hint = On suit les gens qu'on a entendus : sur scène, ou dans leur propre salon.
follows-nobody = Ne suit encore personne
follows-nobody-hint = Les gens que cette personne suivra seront ici.
missing-person = Personne n'a cet identifiant
missing-person-hint = Il est peut-être mal recopié, ou la personne en a changé.
profile-failed = Cette page n'est pas arrivée
profile-failed-hint = Vérifiez la connexion et réessayez.
ended-after = { $date }, pendant { $elapsed }
ago-now = à l'instant
ago-minutes =
    { $count ->
        [one] il y a { $count } minute
       *[other] il y a { $count } minutes
    }
ago-hours =
    { $count ->
        [one] il y a { $count } heure
       *[other] il y a { $count } heures
    }
ago-days =
    { $count ->
        [one] hier
       *[other] il y a { $count } jours
    }

## Accueil

live-now = En ce moment
home-lead = Des voix d'ici et d'ailleurs. Entrez, écoutez : pas besoin de compte.
start-a-space = Ouvrir un salon
nobody-live = Tout est calme
nobody-live-hint = Personne n'est en direct pour l'instant. Allumez la lampe : ouvrez un salon, envoyez le lien aux vôtres, et parlez.
home-failed = La liste des salons n'est pas arrivée
home-failed-hint = La page redemande toute seule et l'affichera dès la première réponse.
home-welcome = Bonjour, { $name }
home-welcome-lead = Voici qui parle en ce moment.
people-you-follow = Les gens que vous suivez
follow-hint = Suivez celles et ceux dont les salons vous plaisent : vous les trouverez ici en premier.
search = Chercher
search-placeholder = Salons, personnes, thèmes
topics = Thèmes
all-topics = Tous
space-language = Langue
any-language = Toutes les langues
new-spaces =
    { $count ->
        [one] { $count } nouveau salon
       *[other] { $count } nouveaux salons
    }
live-part = Les { NUMBER($shown) } plus écoutés, sur { NUMBER($total) } à l'antenne. Cherchez, ou choisissez un thème, pour voir les autres.
nobody-else-live = Personne d'autre n'est à l'antenne pour l'instant.
nothing-found = Rien à l'antenne n'y répond
nothing-found-hint = Essayez un autre thème ou d'autres mots, ou ouvrez le salon qui manque.
clear-filter = Tout afficher
found-people = Personnes
found-past = Salons passés
ended = Terminé
with-account = Réservé aux personnes qui ont un compte
home-stale = Cette liste n'est peut-être plus à jour : la connexion a sauté. Nouvel essai…
since-minutes =
    { $minutes ->
        [0] à l'instant
        [one] depuis { $minutes } minute
       *[other] depuis { $minutes } minutes
    }
since-hours =
    { $hours ->
        [one] depuis { $hours } heure
       *[other] depuis { $hours } heures
    }
listeners =
    { $count ->
        [0] personne n'écoute encore
        [one] { $count } à l'écoute
       *[other] { $count } à l'écoute
    }
talking-one = { $name } parle
talking-two = { $name } et { $other } parlent
with-host = avec { $name }
more-on-stage =
    { $count ->
        [one] et { $count } autre sur scène
       *[other] et { $count } autres sur scène
    }

## Ouvrir

create-heading = Ouvrir un salon
create-lead = Il passe aussitôt en direct. Vous choisirez votre micro à la page suivante.
title-label = De quoi parle-t-on ?
title-placeholder = Chansons du soir et petits riens
name-label = Votre nom
name-hint = Tel qu'on le lira sur scène et dans le public.
description-label = Description
description-hint = Qui est là, pourquoi, et comment s'y joindre. Vous pouvez écrire *en italique*, **en gras**, du `code`, des - listes et des [liens](https://…).
cover-label = Image de couverture
cover-hint = PNG, JPEG, WebP ou GIF, jusqu'à 8 Mo. Le milieu en est gardé, environ deux fois plus large que haut. Sans image, un motif la remplace.
without-cover = Votre texte est enregistré, mais sans l'image de couverture.
topics-label = Thèmes
topics-hint = Trois au plus, séparés par des virgules.
topics-placeholder = Jazz, paroles de nuit
language-label = Langue
language-none = Aucune en particulier
access-heading = Qui le trouve
listed = Affiché sur l'accueil et sur votre profil
link-only = Réservé à qui a le lien
guests-listen = Laisser écouter les personnes sans compte
more-options = Plus
broadcast = Fait pour les très grands publics
broadcast-hint = On vous entend 20 ms plus tard, et le serveur a un tiers de travail en moins.
create-submit = Ouvrir le salon
hosting-account-heading = Ici, il faut un compte pour ouvrir un salon
hosting-account-words =
    { $count ->
        [0] Créez-en un, ou connectez-vous ; cette page ouvrira ensuite votre salon.
        [one] Créez-en un, ou connectez-vous. À partir de { $count } abonné, on peut ouvrir un salon.
       *[other] Créez-en un, ou connectez-vous. À partir de { $count } abonnés, on peut ouvrir un salon.
    }
hosting-followers-heading = Vos abonnés : { NUMBER($followers) } sur { NUMBER($needed) }
hosting-followers-words =
    { $count ->
        [one] Encore { $count }, et vous pourrez ouvrir un salon. Prenez la parole chez les autres et faites connaître votre profil : on suit qui l'on a entendu.
       *[other] Encore { $count }, et vous pourrez ouvrir un salon. Prenez la parole chez les autres et faites connaître votre profil : on suit qui l'on a entendu.
    }
copy-profile-link = Copier le lien de mon profil
hosting-named-heading = Ici, les hôtes sont choisis
hosting-named-words = La personne qui tient ce relais désigne qui peut ouvrir un salon. Demandez-lui de vous désigner.
draft-kept = Ce que vous tapez ici vous attend pendant que vous vous connectez.
creating = Ouverture…
characters-left =
    { $count ->
        [one] encore { $count } caractère
       *[other] encore { $count } caractères
    }

## Le salon : l'état, toujours à la même place

status-idle = En direct
status-connecting = Connexion…
status-not-heard = On ne vous entend pas encore
status-live = Vous écoutez
status-on-air = Vous êtes à l'antenne
status-on-air-muted = À l'antenne, micro coupé
status-reconnecting = Reconnexion…
status-reconnecting-in =
    { $seconds ->
        [one] Nouvel essai dans { $seconds } seconde
       *[other] Nouvel essai dans { $seconds } secondes
    }
status-blocked = Le navigateur bloque le son
status-mic-refused = Le micro n'est pas autorisé ici
status-mic-missing = Aucun micro trouvé
status-no-network = Votre réseau bloque le son en direct
status-ended = Ce salon est terminé
status-soon = Pas encore en direct
status-soon-waits = Vous l'entendrez dès le début
status-backstage = En coulisses : seule la scène vous entend
status-backstage-on-air = En coulisses : seule la scène vous entend
status-locked = Verrouillé
status-too-many = Beaucoup de monde à cette porte depuis votre réseau.
status-taken-over = Ouvert dans un autre onglet
status-account-needed = Réservé aux personnes qui ont un compte
status-not-admitted = Fermé pour vous
elapsed-label = À l'antenne depuis

## Le salon : les avis, avec la seule chose à faire

blocked-hint = Un navigateur ne joue le son qu'après un clic.
play-sound = Lancer le son
mic-refused-hint = Ouvrez les réglages du site à côté de l'adresse, autorisez le micro, puis réessayez. D'ici là, personne ne vous entend.
mic-missing-hint = Branchez ou allumez un micro, puis réessayez.
no-network-hint = La page fonctionne, mais le son ne passe pas. C'est souvent le fait d'un pare-feu d'entreprise ou d'école. Essayez un autre réseau, celui du téléphone par exemple, ou coupez le VPN.
ended-by-host = Un hôte l'a terminé au bout de { $elapsed }. Merci d'être passé.
ended-nobody = Personne n'a repris la main à temps : il s'est terminé au bout de { $elapsed }.
back-home = Voir les salons en direct
taken-over-hint = Vous êtes sur scène dans un autre onglet ou une autre fenêtre ; celui-ci se tait.
take-back = Continuer ici
nobody-in-charge = L'hôte a été déconnecté. Si personne ne reprend la main, le salon ferme dans
gate-account = Ce salon est réservé aux personnes qui ont un compte
gate-account-hint = Connectez-vous pour écouter : c'est l'affaire de quelques secondes, et vous revenez ici même.
gate-removed = On vous a fait sortir de ce salon
gate-removed-hint = Un hôte en a décidé ainsi, pour ce salon-ci. Il y a d'autres conversations.
notice-asked-to-unmute = Un hôte vous demande de réactiver votre micro.
notice-hand-dismissed = Un hôte a baissé votre main.
notice-hand-dismissed-because = Un hôte a baissé votre main : { $reason }
notice-declined = { $name } préfère rester dans le public.
gate-blocked = Ce salon ne vous est pas ouvert
gate-blocked-hint = Son hôte vous a bloqué. Il y a d'autres conversations.
missing-space = Ce salon n'existe pas
missing-space-hint = Le lien est peut-être mal recopié, ou ce salon n'a jamais existé.

## Le salon : scène et commandes

stage = Sur scène
empty-stage = Il n'y a personne sur scène pour le moment.
role-host = Hôte
role-co-host = Co-hôte
role-speaker = Intervenant
you = Vous
muted = Micro coupé
listen = Écouter
pause = Pause
speak = Parler
mute = Couper
unmute = Réactiver
leave = Quitter
raise-hand = Lever la main
lower-hand = Baisser la main
come-on-stage = Monter sur scène
step-down = Descendre
end-space = Terminer
end-question = Terminer ce salon pour tout le monde ?
end-consequence =
    { $count ->
        [0] La scène se tait et le salon ferme pour de bon. On ne pourra pas le rouvrir.
        [one] { $count } personne écoute. Le son s'arrête pour elle et le salon ferme pour de bon.
       *[other] { $count } personnes écoutent. Le son s'arrête pour elles et le salon ferme pour de bon.
    }
end-confirm = Terminer le salon
copy-link = Copier le lien
link-copied = Lien copié. Envoyez-le à qui vous voulez.
hold-to-talk = Maintenez la barre d'espace enfoncée pour parler

## Le salon : du public à la scène

invited-heading = On vous invite sur scène
invited-heading-by = { $name } vous invite sur scène
invited-hint = Vous choisissez d'abord votre micro ; d'ici là, personne ne vous entend.
stay-in-audience = Rester dans le public
own-hand-next = Votre main est levée : c'est bientôt à vous
own-hand-place = Votre main est levée : { $place } dans la file
question-label = Votre question, en une ligne
question-send = Envoyer
question-sent = Les hôtes voient votre question.
name-heading = Comment vous appelez-vous ?
name-continue = Continuer
asked-to-unmute = Un hôte aimerait vous entendre
asked-to-unmute-hint = Votre micro est coupé, et vous seul pouvez le réactiver.
stay-muted = Le laisser coupé
note-muted = Un hôte a coupé votre micro.
note-in-audience = Vous voilà dans le public.
note-host = Vous voilà hôte.
note-co-host = Vous voilà co-hôte : invitez sur scène et veillez au calme.
note-speaker = Vous voilà intervenant.

## Le salon : pour qui le tient

hands = Mains levées
no-hands = Aucune main n'est levée. Le public lève la main, et chacun prend sa place ici.
hand-raised = { $name } lève la main
bring-on-stage = Faire monter
put-back = Remettre en file
dismiss = Décliner
dismiss-label = Pourquoi ? La personne le lira
dismiss-submit = Baisser la main
invite = Inviter
invited-list = Invités, sans réponse
uninvite = Annuler
removed-list = Exclus du salon
readmit = Laisser revenir
room-settings = Réglages du salon
who-speaks = Qui peut monter sur scène
speaking-everyone = Tout le monde
speaking-followed = Les personnes que suit l'hôte
speaking-invited = Seulement qui un hôte fait monter
mute-all = Couper tous les micros
copy-speaker-link = Copier le lien d'intervenant
speaker-link-copied = Lien copié. Qui l'ouvre peut monter sur scène sans demander.
ask-to-unmute = Demander de réactiver
make-co-host = Nommer co-hôte
make-speaker = Nommer intervenant
send-to-audience = Renvoyer dans le public
hand-over = Céder le salon
hand-over-question = Céder le salon à { $name } ?
hand-over-consequence = Cette personne devient hôte et vous co-hôte. Elle seule pourra vous le rendre.
hand-over-confirm = Céder
show-out = Faire sortir
show-out-question = Faire sortir { $name } ?
show-out-consequence = Cette personne sort aussitôt et ne peut revenir dans ce salon, sauf si un hôte la laisse revenir.

## Le micro

mic-heading = Vérifiez votre micro
mic-lead = Dites quelques mots. Si la jauge bouge, on vous entendra.
mic-choose = Micro
mic-default = Le choix du navigateur
mic-numbered = Micro { NUMBER($number) }
mic-level = Niveau du micro
mic-silent = Votre micro est muet. Est-il coupé sur le casque ?
mic-heard = On vous entend.
mic-opening = Votre navigateur demande l'accès au micro. Acceptez pour continuer.
music-mode = Mode musique
music-mode-hint = En stéréo, comme dans la pièce. Mettez un casque : l'écho et le bruit ne sont pas filtrés.
go-live = Passer à l'antenne

## Raccourcis

keys-heading = Raccourcis clavier
key-listen = Écouter ou mettre en pause
key-mute = Couper ou réactiver votre micro
key-hand = Lever ou baisser la main
key-talk = Parler tant qu'elle est enfoncée
key-space-bar = Barre d'espace
key-help = Afficher ces raccourcis

## Refus

fault-not-allowed = Votre rôle dans ce salon ne le permet pas. Demandez à l'hôte.
fault-no-such-space = Ce salon n'existe pas. Vérifiez le lien.
fault-space-ended = Ce salon est terminé.
fault-not-on-stage = Vous n'êtes pas sur scène. Demandez à l'hôte de vous y inviter.
fault-no-such-voice = Cette personne n'est plus sur scène.
fault-no-such-person = Il n'y a personne de ce nom ici, ou plus.
fault-already-on-stage = Cette personne est déjà sur scène.
fault-stage-full =
    { $most ->
        [one] La scène est complète avec { $most } personne. Il faut d'abord qu'elle descende.
       *[other] La scène est complète avec { $most } personnes. Il faut d'abord que l'une descende.
    }
fault-too-many-co-hosts = Il y a au plus { $most } co-hôtes. Redonnez d'abord à l'un d'eux une simple place sur scène.
fault-not-co-host = Cette personne n'est pas co-hôte. Nommez-la d'abord.
fault-no-hand = Cette main n'est plus levée. Invitez la personne.
fault-too-many-hands = { $most } mains sont levées. Levez la vôtre quand il y en aura moins.
fault-not-invited = Cette invitation n'existe plus. Adressez-vous à un hôte.
fault-too-many-invited = { $most } personnes sont invitées, c'est le maximum. Retirez d'abord une invitation.
fault-hand-needed = Levez la main. Un hôte vous fera monter sur scène.
fault-chat-for-followers = Ici écrivent les abonnés de l'hôte. Abonnez-vous, puis renvoyez votre ligne.
fault-chat-closed = La discussion est fermée. Un hôte peut l'ouvrir.
fault-no-such-line = Cette ligne n'est plus dans la discussion.
fault-locked = Ce salon est verrouillé. Personne n'y entre avant qu'un hôte ne le rouvre.
fault-not-live-yet = Ce salon n'est pas encore en direct. Il commencera de lui-même.
fault-no-such-pin = Ce lien n'est plus affiché.
fault-poll-is-open = Un sondage est en cours. Fermez-le avant d'en lancer un autre.
fault-poll-is-closed = Ce sondage est clos. Son résultat est acquis.
fault-no-such-poll = Ce sondage n'est plus là.
fault-replayed = Envoyé deux fois, fait une seule fois.
fault-too-many-terms = La liste contient au plus { NUMBER($most) } noms et mots. Retirez-en quelques-uns.
fault-too-many-pins = { NUMBER($most) } liens sont affichés. Retirez-en un d'abord.
poll-too-few = Donnez au moins { NUMBER($least) } réponses au choix.
poll-too-many = { NUMBER($most) } réponses au plus.
poll-bad-choice = Réponse { NUMBER($at) } : { $fault }
poll-twice = La réponse { NUMBER($at) } y est déjà. Changez-la.
fault-too-many-spaces = { $most } de vos salons sont en direct, et il ne peut y en avoir davantage. Terminez-en un d'abord.
fault-no-such-session = Le son a sauté. Reconnexion…
fault-too-many =
    { $seconds ->
        [one] Trop de demandes d'ici. Réessayez dans { $seconds } seconde.
       *[other] Trop de demandes d'ici. Réessayez dans { $seconds } secondes.
    }
fault-pass-refused = Le relais ne vous a pas reconnu. Rechargez la page.
fault-who-are-you = Dites d'abord votre nom.
fault-bad-language = Choisissez une langue de la liste, ou aucune.
fault-bad-address = Ce n'est pas une adresse e-mail. Une adresse ressemble à ada@exemple.fr.
fault-handle-taken = Quelqu'un a cet identifiant, ou un autre qui s'y confond. Choisissez-en un autre.
fault-wrong-sign-in = Cet identifiant et ce mot de passe ou ce code ne vont pas ensemble. Vérifiez les deux.
fault-wrong-password = Ce n'est pas votre mot de passe actuel.
fault-not-confirmed = Tapez votre propre identifiant pour confirmer.
fault-passkey-refused = La clé n'a pas été acceptée, ou cela a pris trop de temps. Réessayez.
fault-passkey-taken = Cette clé appartient déjà à un compte. Connectez-vous avec elle.
fault-last-way-in = C'est le seul moyen d'entrer dans votre compte. Ajoutez d'abord un mot de passe ou une autre clé.
fault-sign-in-first = Connectez-vous d'abord.
fault-sign-in-again = Votre connexion date un peu. Pour ceci, reconnectez-vous : il faut être sûr que c'est vous.
fault-blocked = Cette personne vous a bloqué : ceci ne vous est pas ouvert.
fault-blocking = Vous avez bloqué cette personne. Débloquez-la d'abord.
fault-not-oneself = Cela ne marche qu'avec d'autres que soi.
fault-not-named = La personne qui tient ce relais désigne qui peut ouvrir un salon. Demandez-lui de vous désigner.
fault-account-to-host = Ici, il faut un compte pour ouvrir un salon. Connectez-vous, ou créez-en un.
fault-bad-policy = Cette règle ne se lit pas : { $detail }
text-empty = Écrivez au moins une lettre, un chiffre ou un signe.
text-too-short = { NUMBER($got) } caractères, c'est trop peu ; il en faut au moins { NUMBER($least) }.
text-too-long = Ce texte compte { NUMBER($got) } caractères ; { NUMBER($most) } au plus.
text-too-many-lines = Ce texte compte { NUMBER($got) } lignes ; { NUMBER($most) } au plus.
sign-space = Une espace
sign-invisible = Le signe invisible { $code }
sign-named = « { $sign } » ({ $code })
sign-quoted = « { $sign } »
handle-bad-sign = { $sign } ne peut pas figurer dans un identifiant. Prenez les lettres de a à z, les chiffres et _.
handle-bad-start = Commencez par une lettre de a à z.
handle-bad-end = Finissez par une lettre ou un chiffre.
handle-two-underscores = Un seul _ à la fois.
handle-reserved = On pourrait le prendre pour la maison elle-même. Choisissez-en un autre.
topics-too-many = { NUMBER($most) } thèmes au plus. Retirez-en un.
topic-bad-sign = { $sign } ne peut pas figurer dans un thème. Prenez des lettres, des chiffres, des espaces et des traits d'union.
topic-numbered = Thème { NUMBER($number) } : { $fault }
links-too-many = { NUMBER($most) } liens au plus.
link-empty = Tapez une adresse, comme https://example.org.
link-not-web = Prenez une adresse qui commence par https:// ou http://.
link-user-info = Ôtez ce qui précède l'arobase.
link-bad-host = Après https:// vient le nom d'un site, comme example.org.
link-bad-port = Après les deux-points vient un port, de 1 à 65535.
link-bad-sign = { $sign } ne peut pas figurer dans une adresse. Copiez-la depuis la barre d'adresse.
password-too-short = { NUMBER($got) } caractères sur { NUMBER($least) } au moins. Quatre mots, par exemple.
password-too-long = { NUMBER($most) } caractères au plus.
password-common = C'est l'un des premiers que l'on essaie. Choisissez-en un autre.
password-own = Pas votre propre nom, identifiant ou adresse.
password-repeated = Pas toujours les mêmes signes.
password-sequence = Pas une rangée du clavier ou de l'alphabet.
password-longer = Un mot de plus le rendrait bien plus solide.
avatar-not-a-picture = Ce n'est pas une image lisible. Prenez un PNG, JPEG, WebP ou GIF.
avatar-svg = Un dessin SVG peut contenir des programmes. Exportez-le en PNG.
avatar-too-many-bytes = Ce fichier dépasse { NUMBER($most) } Mo. Réduisez-le.
avatar-too-many-pixels = Cette image dépasse { NUMBER($most) } mégapixels. Réduisez-la.
avatar-broken = Cette image est abîmée. Essayez une autre copie.
fault-unreadable = Le relais n'a pas compris cette page. Rechargez-la pour avoir la dernière version.
fault-offline = Le relais n'a pas répondu. Vérifiez la connexion et réessayez.
title-empty = Donnez-lui un titre : un mot suffit.
name-empty = Dites votre nom : un prénom suffit.

## Introuvable

missing-heading = Rien par ici
missing-hint = Cette adresse ne mène nulle part. La conversation est ailleurs.

## Les coulisses et le verrou

meet-backstage = Se retrouver d'abord en coulisses
meet-backstage-hint = Seules les personnes sur scène s'entendent, jusqu'au direct.
backstage-heading = Vous êtes en coulisses
backstage-hint = Seules les personnes sur scène s'entendent. Un hôte lancera le direct.
backstage-hint-host =
    { $waiting ->
        [0] Seules les personnes sur scène s'entendent. Personne n'attend encore dehors.
        [one] Seules les personnes sur scène s'entendent. Une personne attend dehors.
       *[other] Seules les personnes sur scène s'entendent. { $waiting } personnes attendent dehors.
    }
open-doors = Lancer le direct
join-backstage = Rejoindre les coulisses
soon-heading = La scène se prépare
soon-hint = Le salon commencera ici de lui-même, sans recharger la page.
listen-when-live = Écouter dès le début
wait-no-more = Ne plus attendre
lock = Verrouiller le salon
lock-hint = Personne de nouveau n'entre. Qui est là reste.
gate-locked = Ce salon est verrouillé
gate-locked-hint = Ses hôtes n'y laissent entrer personne pour l'instant. Réessayez plus tard.

## The space: for myself alone, and to those who administer

hear-not = Couper sa voix pour moi
hear-again = Entendre à nouveau sa voix
unheard = Coupé pour vous
seat-blocked = Vous l'avez bloqué
report = Signaler
report-name = Signaler { $name }
report-somebody = Signaler cette personne
report-lead = Le signalement parvient à l'équipe de ce serveur, avec ce moment du salon. Personne ici n'en est averti.
report-why = Que se passe-t-il ?
concern-spam = Spam ou escroquerie
concern-harassment = Harcèlement ou menaces
concern-hate = Haine
concern-violence = Violence
concern-self-harm = Cette personne risque de se faire du mal
concern-illegal = Autre chose de contraire à la loi
concern-other = Autre chose
report-note = Ce qui s'est passé
report-send = Envoyer le signalement
report-sent = C'est signalé, merci : l'équipe de ce serveur va regarder.

## The space: inviting, and trying voices

audience-label = Inviter quelqu'un du public
audience-find = Chercher
audience-empty = Personne n'a encore de nom dans le public. On en reçoit un en se connectant ou en levant la main.
audience-nobody = Personne dans le public n'a cela dans son nom ou son identifiant.
audience-more =
    { $count ->
        [one] Et { $count } autre : tapez une partie du nom.
       *[other] Et { $count } autres : tapez une partie du nom.
    }
invited-already = Invitation envoyée
revoke-speaker-links = Annuler tous les liens d'intervenant
speaker-links-revoked = Les liens d'intervenant donnés jusqu'ici n'ouvrent plus rien.
sound-check = Essai des voix : parlez à tour de rôle en regardant les barres sous les noms. Dans la zone marquée, le niveau est bon.

## Announcing a space: what does not fit

fault-too-many-announced = { $count } de vos salons sont déjà annoncés, c'est le maximum. Annulez-en un d'abord.
fault-edited-meanwhile = Quelqu'un a modifié cette annonce en même temps que vous. Relisez-la, puis enregistrez à nouveau.
fault-too-early = Un salon s'ouvre au plus tôt 15 minutes avant l'heure.
fault-not-announced = Ce salon n'est plus à venir : il a commencé, ou il est annulé.
time-none = Ce jour ou cette heure n'existe pas.
time-no-zone = Ce fuseau horaire n'existe pas.
time-skipped = Ce jour-là, les horloges sautent cette heure. Choisissez une heure plus tard.
time-past = C'est déjà passé. Choisissez une heure à venir.
time-too-far =
    { $count ->
        [one] C'est trop loin : { $count } jour d'avance au plus.
       *[other] C'est trop loin : { $count } jours d'avance au plus.
    }
time-ends-first = La fin viendrait avant le début.
time-too-long =
    { $count ->
        [one] C'est trop long : { $count } heure au plus.
       *[other] C'est trop long : { $count } heures au plus.
    }

## À côté de la conversation : la discussion

chat = Discussion
chat-empty = Personne n'a encore écrit. Dites bonjour.
chat-new =
    { $count ->
        [one] { $count } nouvelle ligne
       *[other] { $count } nouvelles lignes
    }
chat-rushed = Beaucoup de lignes arrivent à la fois : elles ne sont pas lues à voix haute.
chat-closed = La discussion est fermée pour l'instant. Seules les personnes qui tiennent le salon y écrivent.
chat-hosts-only = Seules les personnes qui tiennent le salon y écrivent.
chat-followers = Ici écrivent les abonnés de { $name }.
chat-needs-account = Ici écrivent les abonnés de { $name }. Connectez-vous et abonnez-vous pour écrire aussi.
chat-backstage = Seule la scène lit ceci, et tout s'efface au direct.
line-label = Écrire à tout le salon
line-send = Envoyer
line-wait =
    { $seconds ->
        [one] Un instant : votre prochaine ligne pourra partir dans { $seconds } seconde.
       *[other] Un instant : votre prochaine ligne pourra partir dans { $seconds } secondes.
    }
line-take-back = Reprendre cette ligne
line-take-out = Retirer cette ligne
follow-name = Suivre { $name }
who-writes = Qui peut écrire
chat-for-everyone = Tout le monde
chat-for-followers = Les abonnés de l'hôte, et la scène
chat-for-nobody = Seulement qui tient le salon
slow-mode = Mode lent : une ligne par personne toutes les
slow-off = Désactivé
slow-every =
    { $seconds ->
        [one] Une ligne par seconde.
       *[other] Une ligne toutes les { $seconds } secondes.
    }

## À côté de la conversation : réactions, liens, sondages

reactions = Réactions
reaction-applause = Bravo
reaction-heart = J'aime
reaction-laugh = Drôle
reaction-wow = Waouh
reaction-agree = D'accord
board = Liens et sondage
opens-elsewhere = (s'ouvre dans un nouvel onglet)
unpin = Retirer ce lien
pin-link = Épingler un lien
pin-hint = Tout le salon le voit sous la scène, jusqu'à ce que vous le retiriez.
pin-url-label = Adresse
pin-title-label = Où mène-t-il ?
pin-submit = Épingler
ask-poll = Lancer un sondage
poll-hint = Chaque personne qui a dit son nom dispose d'une voix, et peut en changer tant que le sondage est ouvert.
poll-question-label = Question
poll-choice-label = Réponse { NUMBER($number) }
poll-submit = Lancer
poll = Sondage :
poll-open = Votez pour voir ce que pensent les autres.
poll-needs-name = Votez pour voir ce que pensent les autres. On vous demandera votre nom.
poll-hosted = Ouvert à qui a dit son nom, jusqu'à ce que vous le fermiez.
poll-voted = Vous pouvez changer d'avis tant qu'un hôte n'a pas clos le sondage.
poll-closed = Le sondage est clos.
poll-votes =
    { $count ->
        [0] Aucune voix pour l'instant.
        [one] { $count } voix.
       *[other] { $count } voix.
    }
poll-tally = { NUMBER($percent) } % · { NUMBER($votes) }
poll-close = Clore le sondage
poll-remove = Retirer le sondage
own-vote = Votre voix :

## Ce qui a été fait pour la tenue du salon

log = Journal du salon
log-empty = Rien encore. Ce que vous et vos co-hôtes faites pour la tenue du salon s'inscrit ici.
somebody = quelqu'un
deed-muted = { $by } a coupé le micro de { $of }.
deed-muted-all = { $by } a coupé tous les micros.
deed-asked-to-unmute = { $by } a demandé à { $of } de réactiver son micro.
deed-brought-on-stage = { $by } a fait monter { $of } sur scène.
deed-dismissed-hand = { $by } a décliné la main de { $of }.
deed-put-back = { $by } a remis { $of } en fin de file.
deed-invited = { $by } a invité { $of } sur scène.
deed-uninvited = { $by } a annulé l'invitation de { $of }.
deed-sent-to-audience = { $by } a renvoyé { $of } dans le public.
deed-removed = { $by } a fait sortir { $of }.
deed-blocked = { $by } a bloqué { $of }.
deed-readmitted = { $by } a laissé revenir { $of }.
deed-readmitted-for-room = { $of } peut revenir : { $by } a fait sortir quelqu'un d'autre et la liste était pleine.
deed-set-speaking = { $by } a choisi qui peut monter sur scène : { $rule }.
deed-set-chat = { $by } a choisi qui peut écrire : { $rule }
deed-locked = { $by } a verrouillé le salon.
deed-unlocked = { $by } a rouvert le salon.
deed-went-live = { $by } a lancé le direct.
deed-pinned = { $by } a épinglé un lien.
deed-unpinned = { $by } a retiré un lien.
deed-asked-poll = { $by } a lancé un sondage.
deed-closed-poll = { $by } a clos le sondage.
deed-removed-poll = { $by } a retiré le sondage.
deed-revoked-speaker-links = { $by } a révoqué les liens d'intervenant.
deed-captions-off = { $by } a coupé les sous-titres.
deed-captions-kept = { $by } a mis les sous-titres, et fait garder les paroles.
deed-captions-not-kept = { $by } a mis les sous-titres, sans rien garder.
deed-set-terms = { $by } a changé l'orthographe des noms et des mots.
deed-took-line-out = { $by } a retiré une ligne de { $of } de la discussion.
deed-made-co-host = { $by } a nommé { $of } co-hôte.
deed-made-speaker = { $by } a nommé { $of } intervenant.
deed-handed-over = { $by } a cédé le salon à { $of }.

## Announcing a space

announce = Annoncer un salon
announce-instead = L'annoncer plutôt pour plus tard
announce-heading = Annoncer un salon
announce-lead = On le trouve avant qu'il commence, et on le note dans son agenda. Son lien restera le même.
starts-label = Début
ends-label = Fin prévue
by-clocks-of = À l'heure de { $zone }.
other-zone = Un autre fuseau horaire
zone-label = Fuseau horaire
zone-hint = Un nom comme Europe/Paris ou America/New_York.
announcing = Enregistrement…
announce-submit = Annoncer
keep-draft = Garder comme brouillon
edit-heading = Modifier l'annonce
edit-lead = Les personnes qui attendent sur sa page voient aussitôt le changement.
edit-submit = Enregistrer
announced = C'est annoncé. Envoyez le lien à qui vous voulez.
draft-is-kept = Gardé. Vous seul le voyez.
edited = C'est modifié.
look-at-newer = Relire l'annonce telle qu'elle est

## A space that is to come

to-come = À venir
when-label = Quand
when-any = N'importe quand
when-tonight = Ce soir
when-week = Cette semaine
nothing-tonight = Rien n'est annoncé pour ce soir.
nothing-this-week = Rien n'est annoncé pour les sept jours qui viennent.
hosted-by = Avec
for-the-host = Pour l'hôte, il sera { $time }.
in-a-moment = dans un instant
in-minutes =
    { $count ->
        [one] dans { $count } minute
       *[other] dans { $count } minutes
    }
in-hours =
    { $count ->
        [one] dans { $count } heure
       *[other] dans { $count } heures
    }
in-days =
    { $count ->
        [one] dans { $count } jour
       *[other] dans { $count } jours
    }
coming-starts = Commence { $when }
coming-any-moment = Devrait commencer d'un instant à l'autre
coming-draft = Un brouillon : vous seul le voyez
coming-begun = C'est commencé
coming-cancelled = Annulé
coming-missed = Personne ne l'a ouvert à temps
coming-hint = Laissez cette page ouverte : elle deviendra le salon d'elle-même.
to-calendar = Ajouter à mon agenda
other-calendars = D'autres agendas
begin-now = Commencer
begin-from = Vous pourrez commencer à partir de { $time }.
draft-hint = Annoncez-le, et on le trouvera.
edit = Modifier
call-off = Annuler le salon
call-off-question = Annuler ce salon ?
call-off-consequence = Il ne pourra plus commencer. Sa page le dira, et les agendas qui l'ont noté aussi.
call-off-refunds = Qui a un billet est remboursé en entier, frais compris.
call-off-reason = La raison, pour qui comptait venir
keep-it = Le garder
planned = Salons annoncés
planned-over = Passés
nothing-planned = Vous n'avez rien annoncé
nothing-planned-hint = Annoncez un salon quelques jours avant : on sera là quand il commencera.

## Reminders, and what one was told

remind-me = Me le rappeler
reminded = Rappel prévu
going =
    { $count ->
        [one] { $count } personne en sera prévenue.
       *[other] { $count } personnes en seront prévenues.
    }
reminded-lead = Me le rappeler
lead-none = quand ça commence
lead-minutes =
    { $count ->
        [one] { $count } minute avant
       *[other] { $count } minutes avant
    }
lead-hours =
    { $count ->
        [one] { $count } heure avant
       *[other] { $count } heures avant
    }
lead-days =
    { $count ->
        [one] { $count } jour avant
       *[other] { $count } jours avant
    }
device-hint = Dans l'application, vous êtes prévenu tant qu'une page est ouverte.
device-on = Me prévenir ici même sans page ouverte
device-off = Ne plus me prévenir ici
device-tells = Ce navigateur vous prévient, même sans page ouverte.
device-asking = Votre navigateur vous pose une question…
device-refused = Les notifications de ce site sont coupées dans votre navigateur. Autorisez-les dans ses réglages pour être prévenu sans page ouverte.
device-failed = Ce navigateur n'a pas pu être préparé. Son service de notifications est peut-être injoignable ; réessayez plus tard.
reminders = Rappels
reminders-lead = Pour les salons annoncés dont vous demandez un rappel. Ce qu'ils deviennent s'affiche sous la cloche, quoi que vous choisissiez ici.
letters = Par e-mail
letters-address = Votre adresse e-mail
letters-hint = Elle ne sert qu'aux rappels. Un premier e-mail demande si elle est à vous.
letters-give = Envoyez-moi un e-mail
letters-come = Les rappels arrivent à cette adresse.
letters-confirm = Regardez votre boîte : un e-mail demande si cette adresse est à vous. Rien d'autre n'arrive avant votre réponse.
letters-end = Ne plus recevoir d'e-mails
own-calendar = Dans votre agenda
own-calendar-hint = Les salons dont vous avez demandé un rappel, à une adresse que vous seul connaissez. Qui l'a peut les lire.
calendar-renew = Créer une nouvelle adresse
notifications = Notifications
unread = Nouveau
unread-count =
    { $count ->
        [one] { $count } nouvelle notification
       *[other] { $count } nouvelles notifications
    }
no-notifications = Rien pour l'instant
no-notifications-hint = Demandez un rappel pour un salon annoncé, ou suivez des gens : ce qu'il devient, et qui est en direct, s'affichera ici.
told-soon = Commence bientôt : { $time }
told-begun = A commencé
told-moved = Nouvelle heure : { $time }
told-cancelled = Est annulé
told-cancelled-because = Est annulé : { $reason }
told-missed = N'a pas commencé à temps
told-live = { $name } est en direct
told-invited = { $name } vous invite sur scène
told-ticket = Vous avez un billet. Ça commence { $when }
told-seat-free = Une place s'est libérée et vous attend : payez pour la garder
told-money-back = Votre billet n'est plus valable ; son prix est rendu à qui l'a payé
discard = Supprimer
discard-question = Supprimer ce brouillon ?
discard-consequence = Il disparaît pour de bon. Personne d'autre ne l'a vu.

## Invited ahead, and who goes

guests = Sur scène
invites-speaker = { $name } vous invite à intervenir
invites-co-host = { $name } vous invite comme co-hôte
invitation-hint = Une place sur scène vous attend dès votre entrée. Personne ne vous entend avant que vous ne choisissiez votre micro.
invitation-accepted = C'est oui : une place sur scène vous attend dès votre entrée. Vous pouvez changer d'avis jusqu'au début.
invitation-declined = C'est non. Vous pouvez changer d'avis jusqu'au début.
invitation-accept = Accepter
invitation-decline = Décliner
reply-awaited = pas encore de réponse
reply-accepted = accepté
reply-declined = décliné
invite-ahead = Inviter sur scène
invite-ahead-hint = Qui accepte est sur scène dès son entrée, sans demander.
invite-as = Inviter comme
invited-ahead = Invitation envoyée.
invited-in-draft = C'est noté. L'invitation partira avec l'annonce.
names-and = { $names } et { $last }
other-people =
    { $count ->
        [one] { $count } autre personne
       *[other] { $count } autres personnes
    }
friends-going =
    { $count ->
        [one] { $names }, que vous suivez, compte venir.
       *[other] { $names }, que vous suivez, comptent venir.
    }

## Les sous-titres : ce qui se dit, en mots

captions = Sous-titres
captions-show = Afficher les sous-titres
captions-hide = Masquer les sous-titres
captions-pause = Suspendre les sous-titres
captions-resume = Continuer
captions-live = Revenir au direct
captions-live-new =
    { $count ->
        [one] Revenir au direct : { $count } nouvelle ligne
       *[other] Revenir au direct : { $count } nouvelles lignes
    }
captions-style = Aspect des sous-titres
captions-scroll = Afficher toutes les lignes
captions-roll = N'afficher que les dernières lignes
captions-earlier = Lignes précédentes
captions-log = Ce qui s'est dit
captions-empty = Ce qui se dit s'affiche ici.
captions-whole = Transcription entière
captions-waiting = Un instant…
captions-turned-off = L'hôte a coupé les sous-titres.
captions-unavailable = Il n'y a pas de sous-titres ici : ce relais ne reconnaît pas la parole.
captions-other-language = Il n'y a pas de sous-titres : cette langue n'est pas reconnue.
captions-soon = Les sous-titres commencent avec le direct.
captions-starting = Les sous-titres arrivent…
captions-nobody = Personne sur scène n'est sous-titré : c'est leur choix.
captions-prompt = Au fil de la parole
captions-delayed = Les sous-titres ont du retard : trop de gens parlent à la fois.
not-captioned = Sans sous-titres
caption-me = Me sous-titrer
caption-me-not = Ne pas me sous-titrer
captioned = Sous-titrer ce que je dis
consent-kept-days =
    { $count ->
        [one] Ce que vous dites ici est sous-titré. Les paroles sont gardées pour qui vient plus tard, et effacées { $count } jour après la fin.
       *[other] Ce que vous dites ici est sous-titré. Les paroles sont gardées pour qui vient plus tard, et effacées { $count } jours après la fin.
    }
consent-kept = Ce que vous dites ici est sous-titré. Les paroles sont gardées pour qui vient plus tard, jusqu'à ce que quelqu'un les efface.
consent-not-kept = Ce que vous dites ici est sous-titré. Rien n'en est gardé.
consent-declined = Votre voix n'est pas mise en mots, ni même décodée. Les autres lisent que vous êtes sans sous-titres.
captions-rule = Sous-titrer ce qui se dit
captions-rule-hint = Chacun, sur scène, peut refuser pour soi.
captions-keep = Garder les paroles
captions-keep-hint-days =
    { $count ->
        [one] Pour qui vient plus tard. Elles sont effacées { $count } jour après la fin.
       *[other] Pour qui vient plus tard. Elles sont effacées { $count } jours après la fin.
    }
captions-keep-hint = Pour qui vient plus tard, jusqu'à ce que quelqu'un les efface.
terms-label = Noms et mots, comme ils s'écrivent
terms-hint = Un par ligne : noms, lieux, mots du métier. Les sous-titres les écrivent alors ainsi.
terms-save = Enregistrer la liste
terms-saved = La liste est enregistrée.
key-captions = Afficher ou masquer les sous-titres

## L'aspect des sous-titres

style-heading = Aspect des sous-titres
style-preview = Aperçu
style-sample = Bonsoir et bienvenue. Ce soir, nous parlons
style-sample-tentative = des petites salles
style-presets = Tout prêts
preset-standard = Ordinaire
preset-high-contrast = Fort contraste
preset-large = Grand
preset-calm = Calme
style-layout = Lignes
layout-two = Deux lignes
layout-three = Trois lignes
layout-block = Un bloc à la fois
layout-full = Tout, à faire défiler
style-position = Place
position-beside = À côté de la scène
position-under = Sous la scène
position-bottom = Sur la page, en bas
position-top = Sur la page, en haut
style-typeface = Caractères
typeface-system = Comme partout ici
typeface-serif = À empattements
typeface-mono = Machine à écrire
style-size = Taille
style-weight = Graisse
style-letter-spacing = Entre les lettres
style-line-spacing = Entre les lignes
style-width = Largeur
style-colour = Lettres
style-background = Fond
style-opacity = Opacité du fond
style-own-colour = Une couleur à moi
style-page-colour = Comme sur la page
style-edge = Contour des lettres
edge-none = Aucun
edge-shadow = Ombre
edge-outline = Trait
edge-raised = Relief
style-names = Dire qui parle
style-tentative = Montrer les mots encore incertains
style-aloud = Faire lire les lignes terminées par mon lecteur d'écran, même quand j'écoute
contrast-good = Contraste de { $ratio } pour 1 : facile à lire.
contrast-poor = Contraste de { $ratio } pour 1 : trop faible pour beaucoup. Il en faut au moins 4,5 ; prenez d'autres couleurs, ou un fond plus dense.
style-kept-here = Gardé dans ce navigateur.
style-kept-account = Gardé dans votre compte, pour tous vos appareils.

## Ce qui s'est dit, après coup

transcript = Transcription
transcript-shut = Cette transcription ne vous est pas ouverte
transcript-failed = La transcription n'a pas pu être chargée
transcript-goes-on = le salon continue
transcript-kept = gardée jusqu'à ce que quelqu'un l'efface
transcript-kept-days =
    { $count ->
        [one] gardée { $count } jour après la fin
       *[other] gardée { $count } jours après la fin
    }
transcript-again = Charger la suite
transcript-empty = Aucune parole n'a été gardée
transcript-empty-hint = On n'était pas sous-titré ici, ou les paroles n'ont pas été gardées, ou elles ont été retirées.
transcript-empty-yet = Ce qui se dit s'affiche ici dès que quelqu'un est sous-titré.
transcript-search = Chercher dans ce qui s'est dit
transcript-found =
    { $count ->
        [0] Introuvable
        [one] Trouvé à { $count } endroit
       *[other] Trouvé à { $count } endroits
    }
transcript-place = Endroit { NUMBER($at) } sur { NUMBER($all) }
transcript-before = L'endroit précédent
transcript-next = L'endroit suivant
transcript-more = Lignes suivantes
transcript-text = Texte seul
transcript-edit = Corriger
transcript-edit-of = Corriger ce qu'a dit { $name }, { $time }
transcript-edited = corrigé
transcript-wording = Ce qui s'est dit
transcript-out = Retirer
transcript-out-of = Retirer ce qu'a dit { $name }, { $time }
transcript-out-question = Retirer cette ligne ?
transcript-out-consequence = Elle disparaît pour tous de la transcription et des téléchargements, sans retour possible.
transcript-own-out = Retirer tout ce que j'ai dit
transcript-own-question = Retirer tout ce que vous avez dit ?
transcript-own-consequence = Vos lignes disparaissent pour tous de la transcription et des téléchargements, sans retour possible.
transcript-read = Lire ce qui s'est dit
to-the-space = Vers le salon

## Les billets : à la porte

get-ticket-from = Prendre un billet · dès { $price }
get-ticket = Prendre un billet · { $price }
pay-for-held-seat = Payer la place qui vous est gardée
see-tickets = Voir les billets
listen-preview =
    { $seconds ->
        [one] Écouter { $seconds } s gratuitement
       *[other] Écouter { $seconds } s gratuitement
    }
preview-over = L'extrait gratuit est terminé
preview-over-hint = Un billet ouvre la suite. Il se prend en une minute, et vous revenez ici même.
heard-elsewhere = Vous écoutez sur un autre appareil
heard-elsewhere-hint = Un billet vaut pour une seule écoute à la fois. Vous pouvez continuer ici ; le son s'arrêtera là-bas.
listen-here = Écouter plutôt ici
ticket-stopped = Votre billet n'est plus valable
ticket-stopped-hint = Il a été rendu ou donné, ou le paiement a été repris. Vos billets en disent plus.
ticket-needed = Il faut un billet pour écouter
ticket-needed-hint = Vous voyez qui est sur scène. Pour entendre, prenez un billet.
ticket-refused = Ce billet n'est pas valable ici. Connectez-vous avec le compte qui le détient, ou prenez-en un.
ticket-door-shut = La porte s'ouvre dans un instant. Réessayez.
ticket-fault = Cela n'a pas abouti. Regardez les billets de ce salon, et réessayez.
my-tickets = Mes billets

## Les billets : ce qui peut clocher

price-not-a-number = Écrivez un prix, comme 12,50.
price-whole = Cette monnaie n'a pas de centimes. Écrivez un nombre entier.
price-too-fine = Cette monnaie ne connaît que { NUMBER($digits) } chiffres après la virgule.
price-too-low = Un billet coûte au moins { $price }.
price-too-high = Un billet coûte au plus { $price }.
ticket-no-such-currency = Cette monnaie n'existe pas. Utilisez un code à trois lettres, comme EUR.
ticket-currency-not-settled = On ne peut pas encaisser dans cette monnaie ici. Choisissez-en une autre.
ticket-currency-stays = La monnaie ne change plus : quelqu'un a acheté, ou achète en ce moment.
ticket-no-tiers = Proposez au moins une sorte de billet.
ticket-too-many-tiers = { NUMBER($most) } sortes de billet au plus.
ticket-bad-name = Donnez un nom à cette sorte de billet.
ticket-too-few = Il en faut au moins { NUMBER($least) } : autant sont vendus ou réservés.
ticket-too-few-none = Proposez-en au moins un.
ticket-too-many = { NUMBER($most) } au plus.
ticket-is-sold = Certains sont vendus ou réservés : ils restent. Annulez le salon pour rembourser tout le monde.
ticket-closes-first = La vente finirait avant de commencer. Choisissez une fin plus tardive.
ticket-preview-too-long = Écrivez un nombre entier de secondes, de 0 à { NUMBER($most) }.
ticket-refund-too-early =
    { $count ->
        [one] { $count } jour avant le début au plus.
       *[other] { $count } jours avant le début au plus.
    }
ticket-too-many-codes = { NUMBER($most) } codes au plus.
ticket-bad-code = Un code compte de 1 à 32 signes : lettres, chiffres, - et _. Chacun ne figure qu'une fois.
ticket-bad-percent = La remise va de 1 à 100 pour cent.
ticket-bad-uses =
    { $count ->
        [0] Laissez au moins une personne s'en servir.
        [one] Laissez au moins { $count } personne s'en servir.
       *[other] Laissez au moins { $count } personnes s'en servir.
    }
ticket-not-sold = Ce salon ne vend pas de billets.
ticket-not-yet = Les billets ne sont pas encore en vente. Revenez un peu plus tard.
ticket-closed = La vente est close. Adressez-vous à l'hôte.
ticket-called-off = Ce salon n'a pas lieu. Tout le monde est remboursé.
ticket-no-such-tier = Cette sorte de billet n'est plus en vente. Choisissez-en une autre.
ticket-sold-out = Le dernier vient de partir. Vous pouvez attendre qu'une place se libère.
ticket-code-refused = Ce code n'est pas de l'hôte, ou il a déjà servi autant que prévu. Corrigez-le, ou laissez-le de côté.
ticket-one-each = Vous avez déjà un billet ou une place réservée pour ce salon. C'est un par personne.
ticket-no-such-order = Cette commande n'existe plus. Choisissez à nouveau un billet.
ticket-hold-over = Votre place a été gardée aussi longtemps que possible. Rien n'a été prélevé ; choisissez à nouveau.
ticket-payment-under-way = C'est déjà payé, peut-être dans un autre onglet. Rien n'est prélevé deux fois.
ticket-given-back = Vous avez rendu cette place. Choisissez à nouveau.
ticket-same-tier-name = Une autre catégorie porte ce nom : on ne saurait les distinguer.
ticket-opens-too-late = La vente commencerait après le début du salon.
ticket-no-payout-account = Dites d'abord où va votre argent : configurez les versements sur la page de vos recettes. Ce que vous avez saisi ici est conservé.
ticket-provider-away = Le service de paiement ne répond pas. Rien n'a été modifié ; réessayez dans une minute.
ticket-no-such-card = Choisissez l'une des cartes de test. Aucune vraie carte ne marche ici.
ticket-payment-over = Ce paiement est terminé. Commencez-en un autre.
ticket-no-such-ticket = Ce billet n'est pas à vous, ou ne l'est plus.
ticket-too-late-to-return = Il est trop tard pour rendre ce billet. Adressez-vous à l'hôte.
ticket-too-late-to-transfer = Un billet se donne avant le début du salon. Pour celui-ci, il est trop tard.
ticket-transfer-once = Un billet se donne une seule fois, et celui-ci l'a déjà été.
ticket-they-have-one = Cette personne a déjà un billet pour ce salon. Donnez le vôtre à quelqu'un d'autre.
ticket-seats-left = Il reste des places. Inutile d'attendre.

## Les billets : en prendre un

tickets = Billets
test-mode = MODE TEST
test-mode-hint = Il n'y a pas de vrai argent ici. Personne n'est débité, et aucune vraie carte ne marche.
choose-ticket = Choisissez un billet
seats-left =
    { $count ->
        [0] Complet
        [one] { $count } restant
       *[other] { $count } restants
    }
promo-label = Code
promo-hint = Si l'hôte vous en a donné un.
hold-submit = Passer au paiement
hold-hint =
    { $count ->
        [one] Votre place est gardée { $count } minute, le temps de payer. Rien n'est prélevé avant.
       *[other] Votre place est gardée { $count } minutes, le temps de payer. Rien n'est prélevé avant.
    }
return-until = Vous pouvez le rendre jusqu'au { $time }.
sold-until = En vente jusqu'au { $time }.
summary-heading = Ce que vous payez
summary-price = { $tier }
summary-code = Code
summary-total = Total
summary-fee = dont frais de la plateforme
summary-host = dont part de l'hôte
held-for = Votre place est encore gardée
held-minutes =
    { $count ->
        [0] Votre place est encore gardée moins d'une minute.
        [one] Votre place est encore gardée { $count } minute.
       *[other] Votre place est encore gardée { $count } minutes.
    }
give-back-seat = Libérer la place
gave-seat-back = La place est libérée. Rien n'a été prélevé.
card-heading = Payer avec
card-hint = Quatre cartes pour jouer. Chacune montre une manière dont un paiement peut se passer.
card-good = Paie aussitôt
card-declines = Est refusée
card-confirms = Demande une confirmation
card-late = Paie, au bout d'un moment
pay = Payer { $price }
pay-test = Payer { $price } · MODE TEST
take-free = Prendre le billet
pay-preparing = Préparation du paiement…
pay-working = Un instant…
confirm-pay-heading = Est-ce bien vous qui payez ?
confirm-pay-words = Votre carte attend un oui avant le prélèvement de { $price }.
confirm-pay = Oui, payer { $price }
confirm-pay-test = Oui, payer { $price } · MODE TEST
not-me = Non, ne pas payer
not-paid = Rien n'a été prélevé. Votre place est toujours gardée.
settling = Le paiement est en route
settling-hint = Cette carte prend son temps. Le billet apparaîtra ici de lui-même ; vous pouvez quitter la page et le retrouver dans vos billets.
declined = La carte a été refusée. Rien n'a été prélevé, et votre place est toujours gardée : essayez une autre carte.
hold-over-heading = Votre place n'est plus gardée
choose-again = Choisir à nouveau
money-on-way = Votre argent est en route vers vous
money-on-way-hint = Le paiement est arrivé après le départ de la place. Tout vous est rendu, par le même moyen.
money-back = Vous êtes remboursé
called-off-back = C'est annulé. Votre argent est en route
called-off-back-hint = Tout vous revient, par où vous avez payé. Vous n'avez rien à faire.
money-back-hint = Le paiement a été rendu en entier.
sold-out-heading = Complet
sold-out-hint = Une place se libère quand quelqu'un rend son billet, ou ne paie pas à temps. Mettez-vous sur la liste d'attente : on vous préviendra.
join-waiting = Rejoindre la liste d'attente
leave-waiting = Quitter la liste d'attente
waiting-heading = Vous êtes à la { $place } place de la liste d'attente
waiting-hint = Pour « { $tier } ». On vous prévient dès qu'une place est pour vous ; elle est gardée le temps de vous décider.
sale-not-yet = La vente n'a pas commencé
sale-not-yet-hint = Les billets sont en vente à partir du { $time }. Cette page les montrera d'elle-même.
sale-closed = La vente est close
sale-called-off = Ce salon n'a pas lieu
sale-called-off-hint = Tout le monde est remboursé en entier, par le même moyen.
sign-in-to-buy = Connectez-vous pour prendre un billet
sign-in-to-wait = Connectez-vous pour rejoindre la liste d'attente
sign-in-to-buy-hint = Le billet est lié à votre compte : vous l'avez sur tous vos appareils. Vous revenez ici même.
host-needs-none = C'est votre salon : aucun billet à prendre
host-needs-none-hint = Voyez ce qui est en vente, ou modifiez-le.
tickets-of-none = Pas de billets ici
tickets-of-none-hint = On entre sans billet.

## Les billets : en avoir un

have-ticket = Vous avez un billet
receipt = Reçu
receipt-ticket = Billet
receipt-when = Début
receipt-bought = Acheté
receipt-paid = Payé
receipt-number = Numéro
go-to-space = Aller au salon
qr-alt = Code QR du lien vers ce salon
qr-hint = Visez-le avec l'appareil photo d'un autre appareil pour y écouter. Le billet est dans votre compte, pas dans le code.
return-ticket = Le rendre
return-question = Rendre ce billet ?
return-consequence = { $price } vous sont rendus, par le même moyen. Votre place va à quelqu'un d'autre, sans retour possible.
return-consequence-free = Votre place va à quelqu'un d'autre, sans retour possible.
return-confirm = Rendre le billet
returned-it = Le billet est rendu. Votre argent est en route.
gift-heading = On vous l'a offert
gift-hint = Il ouvre le salon comme un autre. Ce qui a été payé revient à qui a payé, si le salon est annulé ; un billet ne change de mains qu'une fois.
hosted-by-name = Organisé par { $name }
offered-heading = Une place s'est libérée, elle vous est gardée
order-on-its-way = Le paiement est en route
order-held-for-you = Une place vous est gardée : payez-la
order-money-back = L'argent est en route vers vous
give-ticket = Le donner à quelqu'un
give-question = À qui le donner ?
give-consequence = Il change de mains aussitôt, sans retour possible. Un billet se donne une seule fois.
give-label = Son identifiant
give-submit = Donner le billet
gave-it = Le billet a changé de mains.
no-tickets-yet = Pas encore de billet
no-tickets-yet-hint = Les billets que vous prenez se trouvent ici, avec le chemin vers chaque salon.
tickets-past = Passés
ticket-returned = Rendu
ticket-transferred = Donné
ticket-disputed = La banque a repris l'argent

## Les billets : les vendre

sell-tickets = Vendre des billets
sell-heading = Les billets de ce salon
sell-lead = Qui a un billet entend le salon. Sur scène, il n'en faut pas.
sell-only-announced = On vend des billets pour un salon à venir. Annoncez d'abord le vôtre.
currency-label = Monnaie
currency-other = Une autre
currency-other-label = Code de la monnaie
tier-legend = Billet { NUMBER($number) }
tier-name-label = Nom
tier-name-placeholder = Place
tier-price-label = Prix
tier-price-placeholder = 12,50
tier-number-label = Combien
add-tier = Ajouter une sorte de billet
remove-tier = Retirer le billet { NUMBER($number) }
sale-window = Quand la vente a lieu
sale-opens-label = Ouverture de la vente
sale-closes-label = Fin de la vente
sale-window-hint = À l'heure de { $zone }. Vide : dès maintenant, et jusqu'à la fin du salon.
refund-label = On peut rendre un billet jusqu'à
refund-start = l'heure du début
refund-hours =
    { $count ->
        [one] { $count } heure avant
       *[other] { $count } heures avant
    }
refund-days =
    { $count ->
        [one] { $count } jour avant
       *[other] { $count } jours avant
    }
preview-label = Extrait gratuit, en secondes
preview-hint = Une seule fois, pour qui a un compte et pas de billet. { NUMBER($most) } au plus ; 0 pour aucun.
promo-codes = Codes
promo-lead = Des mots qui font baisser le prix ; à 100 pour cent, l'entrée est libre.
promo-legend = Code { NUMBER($number) }
promo-percent-label = Remise en pour cent
promo-uses-label = Nombre d'utilisations
promo-used =
    { $count ->
        [0] Pas encore utilisé.
        [one] Utilisé { $count } fois.
       *[other] Utilisé { $count } fois.
    }
add-code = Ajouter un code
remove-code = Retirer le code { NUMBER($number) }
sell-submit = Vendre ces billets
sell-save = Enregistrer
sell-saved = C'est enregistré. Voilà ce que l'on voit.
sell-stop = Arrêter la vente
sell-stop-question = Arrêter la vente des billets de ce salon ?
sell-stop-consequence = On y entrera sans billet. La liste d'attente est dissoute.
sell-stopped = Il n'y a plus de billets en vente.
book = Jusqu'ici
book-ticket = Billet
book-sold = Vendus
book-held = Réservés
book-waiting = En attente
book-left = Restants
book-taken = Encaissé
book-fees = Frais
book-yours = Pour vous
buyers = Qui a acheté
no-buyers = Personne encore
no-buyers-hint = Envoyez le lien du salon à celles et ceux qui aimeraient venir.
refund = Rembourser
refund-of = Rembourser { $name }
refund-question = Rembourser { $name } ?
refund-consequence = { $price } lui sont rendus, et le billet n'est plus valable. Votre part s'en va avec.
refund-done = L'argent est en route.
given-to = Donné à
order-held = Paiement en cours
order-lapsed = Pas payé
order-returned = Rendu
see-shop = Voir la page d'achat

## Les recettes

earnings = Recettes
earnings-lead = Ce que l'on a payé pour les billets de vos salons, sans ce qui a été rendu.
fee-terms = De chaque billet, la plateforme garde { $percent } % ; le reste est à vous.
fee-terms-beyond = { $percent } % de ce que vous gagnez au-delà de { $amount }.
price-terms = Un billet coûte de { $least } à { $most }.
payouts-heading = Versements
payouts-ready = Configurés. Ce que rapportent vos salons vous est versé une fois qu'ils sont finis.
payouts-ready-test = Configurés, en monnaie fictive : rien ne quitte ce relais. Ce que rapportent vos salons compte comme versé un jour après leur fin.
payouts-missing = Avant de vendre, dites au service de paiement où va votre argent.
payouts-set-up = Configurer les versements
payouts-go = Continuer auprès du service de paiement
earned-in = En { $currency }
earned-taken = Encaissé
earned-fees = Frais
earned-pending = Pas encore versé
earned-paid-out = Versé
earned-by-space = Par salon
earned-space = Salon
earned-sold = Billets
earned-chart = Ce que chaque salon a encaissé, en { $currency }
statement = Relevé
statement-when = Quand
statement-what = Quoi
statement-amount = Montant
entry-sale = Billet vendu
entry-unseated = Payé sans place
entry-refund = Billet rendu
entry-refund-done = Argent rendu
entry-dispute = Repris par une banque
entry-dispute-won = Restitué par une banque
entry-payout = Versement
download-csv = Télécharger en CSV
no-earnings = Pas encore de recettes
no-earnings-hint = Annoncez un salon et vendez-y des billets : ce qui rentre se trouve ici.
