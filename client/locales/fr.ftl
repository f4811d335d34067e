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

## Accueil

live-now = En ce moment
home-lead = Des voix d'ici et d'ailleurs. Entrez, écoutez : pas besoin de compte.
start-a-space = Ouvrir un salon
nobody-live = Tout est calme
nobody-live-hint = Personne n'est en direct pour l'instant. Allumez la lampe : ouvrez un salon, envoyez le lien aux vôtres, et parlez.
home-failed = La liste des salons n'est pas arrivée
home-failed-hint = La page redemande toute seule et l'affichera dès la première réponse.
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
create-lead = Il passe aussitôt en direct, et toute personne qui a le lien peut écouter. Vous choisirez votre micro à la page suivante.
title-label = De quoi parle-t-on ?
title-placeholder = Chansons du soir et petits riens
name-label = Votre nom
name-hint = Tel qu'on le lira sur scène et dans le public.
create-submit = Ouvrir le salon
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
        [one] Nouvel essai dans { $seconds } seconde
       *[other] Nouvel essai dans { $seconds } secondes
    }
status-blocked = Le navigateur bloque le son
status-mic-refused = Le micro n'est pas autorisé ici
status-mic-missing = Aucun micro trouvé
status-no-network = Votre réseau bloque le son en direct
status-ended = Ce salon est terminé
status-too-many = Beaucoup de monde à cette porte depuis votre réseau.
status-taken-over = Ouvert dans un autre onglet
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
key-talk = Parler tant qu'elle est enfoncée
key-space-bar = Barre d'espace
key-help = Afficher ces raccourcis

## Refus

fault-not-allowed = Votre rôle dans ce salon ne le permet pas. Demandez à l'hôte.
fault-no-such-space = Ce salon n'existe pas. Vérifiez le lien.
fault-space-ended = Ce salon est terminé.
fault-not-on-stage = Vous n'êtes pas sur scène. Demandez à l'hôte de vous y inviter.
fault-no-such-voice = Cette personne n'est plus sur scène.
fault-no-such-person = Cette personne n'est plus là.
fault-already-on-stage = Cette personne est déjà sur scène.
fault-stage-full =
    { $most ->
        [one] La scène est complète avec { $most } personne. Il faut d'abord qu'elle descende.
       *[other] La scène est complète avec { $most } personnes. Il faut d'abord que l'une descende.
    }
fault-no-such-session = Le son a sauté. Reconnexion…
fault-too-many =
    { $seconds ->
        [one] Trop de demandes d'ici. Réessayez dans { $seconds } seconde.
       *[other] Trop de demandes d'ici. Réessayez dans { $seconds } secondes.
    }
fault-pass-refused = Le relais ne vous a pas reconnu. Rechargez la page.
fault-who-are-you = Dites d'abord votre nom.
fault-unreadable = Le relais n'a pas compris cette page. Rechargez-la pour avoir la dernière version.
fault-offline = Le relais n'a pas répondu. Vérifiez la connexion et réessayez.
title-empty = Donnez-lui un titre : un mot suffit.
title-too-long = Ce titre compte { NUMBER($got) } caractères ; { NUMBER($most) } au plus.
name-empty = Dites votre nom : un prénom suffit.
name-too-long = Ce nom compte { NUMBER($got) } caractères ; { NUMBER($most) } au plus.

## Introuvable

missing-heading = Rien par ici
missing-hint = Cette adresse ne mène nulle part. La conversation est ailleurs.
