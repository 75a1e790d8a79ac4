// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#include "firmware/text/text.hpp"

#include <charconv>

namespace rotonde::text {
namespace {

struct Entry {
  Text id;
  std::string_view french;
  std::string_view english;
};

// In the order of the enum; `ordered` below keeps it so.
constexpr Entry kCatalogue[] = {
    {Text::RoomDisplayName, "Salle {0} (équipement de salle)", "Room {0} (room equipment)"},
    {Text::RoomDisplayNameAsItIs, "{0} (équipement de salle)", "{0} (room equipment)"},
    {Text::NoName, "Sans nom", "No name"},
    {Text::You, "Vous", "You"},
    {Text::PrivateMeeting, "Réunion privée", "Private meeting"},
    {Text::UntitledMeeting, "Réunion sans titre", "Untitled meeting"},
    {Text::MeetingByLink, "Réunion Visio", "Visio meeting"},
    {Text::AllDay, "Toute la journée", "All day"},
    {Text::TimeRange, "{0} – {1}", "{0} – {1}"},

    {Text::NextMeetingAt, "Prochaine réunion à {0}", "Next meeting at {0}"},
    {Text::NoMoreMeetings, "Aucune autre réunion aujourd’hui", "No more meetings today"},
    {Text::JoinFromPanel, "Touchez « Rejoindre » pour participer", "Touch “Join” to take part"},
    {Text::CalendarNone, "Aucun calendrier configuré", "No calendar is set up"},
    {Text::CalendarNoneDetail,
     "Pour que la salle rejoigne ses réunions toute seule, indiquez l’adresse de son calendrier dans les réglages.",
     "To let the room join its meetings by itself, enter the address of its calendar in the settings."},
    {Text::CalendarReading, "Lecture de l’agenda…", "Reading the calendar…"},
    {Text::CalendarNeverRead, "Agenda de la salle illisible", "The room’s calendar cannot be read"},
    {Text::CalendarNeverReadDetail,
     "Vérifiez le réseau de la salle et l’adresse du calendrier dans les réglages. La salle réessaie toute seule.",
     "Check the room’s network and the calendar’s address in the settings. The room keeps trying."},

    {Text::StartsInMinutes, "Commence dans {0} minutes", "Starts in {0} minutes"},
    {Text::StartsInOneMinute, "Commence dans une minute", "Starts in one minute"},
    {Text::StartsNow, "Commence maintenant", "Starts now"},
    {Text::Running, "En cours", "In progress"},
    {Text::JoinsInSeconds, "La salle rejoint la réunion dans {0} secondes", "The room joins in {0} seconds"},
    {Text::JoinsInOneSecond, "La salle rejoint la réunion dans une seconde", "The room joins in one second"},
    {Text::JoinsAt, "La salle rejoint la réunion à {0}", "The room joins at {0}"},
    {Text::CancelFromPanel, "Touchez « Annuler » pour ne pas participer à cette réunion",
     "Touch “Cancel” to stay out of this meeting"},

    {Text::NoteByHand, "À rejoindre à la main", "Join by hand"},
    {Text::NoteNoLink, "Pas de lien Visio", "No Visio link"},
    {Text::NoteForeign, "Sur {0} : la salle ne peut pas s’y connecter", "On {0}: the room cannot connect to it"},
    {Text::NoteForeignUnknown, "Sur un autre service : la salle ne peut pas s’y connecter",
     "On another service: the room cannot connect to it"},
    {Text::NoteAmbiguous, "Plusieurs liens Visio dans l’invitation", "Several Visio links in the invitation"},
    {Text::NoteNotAgain, "Quittée ou annulée ici", "Left or cancelled here"},
    {Text::NoteTentative, "À confirmer", "Tentative"},

    {Text::Entering, "Demande de participation…", "Asking to join…"},
    {Text::Waiting, "En salle d’attente", "In the waiting room"},
    {Text::WaitingDetail, "Un organisateur doit accepter la salle.", "A host has to let the room in."},
    {Text::WaitingLateDetail, "L’organisateur tarde : il doit encore accepter la salle.",
     "The host is late: somebody still has to let the room in."},
    {Text::NotOpen, "La réunion n’est pas encore ouverte", "The meeting is not open yet"},
    {Text::NotOpenDetail, "La salle entrera dès que l’organisateur l’aura ouverte.",
     "The room will enter as soon as the host has opened it."},
    {Text::NotOpenLateDetail, "L’organisateur tarde : il n’a pas encore ouvert la réunion.",
     "The host is late: the meeting has not been opened yet."},
    {Text::WaitedUnderAMinute, "Attente : moins d’une minute.", "Waiting for less than a minute."},
    {Text::WaitedOneMinute, "Attente : une minute.", "Waiting for one minute."},
    {Text::WaitedMinutes, "Attente : {0} minutes.", "Waiting for {0} minutes."},
    {Text::WaitedHours, "Attente : {0} h {1}.", "Waiting for {0} h {1}."},
    {Text::AnnounceFromPanel, "Touchez « Signaler à nouveau » pour le prévenir, « Annuler » pour renoncer.",
     "Touch “Announce again” to tell them, “Cancel” to give up."},
    {Text::GiveUpFromPanel, "Touchez « Annuler » pour renoncer.", "Touch “Cancel” to give up."},
    {Text::CodeCaption,
     "Organisateur dans la salle ? Ouvrez ce lien sur votre téléphone, micro et son coupés, puis acceptez la salle.",
     "Is the host in this room? Open this link on your phone, microphone and sound off, then let the room in."},
    {Text::Denied, "L’organisateur a refusé la salle", "The host did not let the room in"},
    {Text::DeniedDetail, "Touchez « Demander à nouveau » pour refaire la demande.", "Touch “Ask again” to try again."},
    {Text::Busy, "Visio est très sollicité", "Visio is very busy"},
    {Text::BusyDetail, "La salle réessaie toute seule dans un instant.", "The room will try again in a moment."},
    {Text::Unreachable, "Visio ne répond pas", "Visio does not answer"},
    {Text::UnreachableDetail, "La salle réessaie toute seule. Si cela dure, vérifiez le réseau de la salle.",
     "The room keeps trying. If this goes on, check the room’s network."},
    {Text::Connecting, "Connexion à la réunion…", "Connecting to the meeting…"},
    {Text::ConnectingDetail, "La salle est acceptée.", "The room has been let in."},
    {Text::Leaving, "La salle quitte la réunion…", "Leaving the meeting…"},

    {Text::Alone, "Vous êtes seul dans la réunion", "You are alone in the meeting"},
    {Text::OneOther, "1 autre participant", "1 other participant"},
    {Text::Others, "{0} autres participants", "{0} other participants"},
    {Text::WithOneRoom, "dont une salle", "one of them a room"},
    {Text::WithRooms, "dont {0} salles", "{0} of them rooms"},
    {Text::OpenToAll, "ouverte à tous ceux qui ont le lien", "open to all with the link"},
    {Text::NotAuthenticated, "Utilisateur non authentifié", "Unauthenticated user"},
    {Text::RoomEquipment, "Équipement de salle", "Room equipment"},
    {Text::HandRaised, "Main levée", "Hand raised"},
    {Text::HandRaisedAt, "Main levée, n° {0}", "Hand raised, no. {0}"},
    {Text::SharedScreen, "Écran de {0}", "{0}’s screen"},
    {Text::NoteCameraClosed, "Caméra fermée", "Camera closed"},
    {Text::NoteCameraNone, "Pas de caméra", "No camera"},
    {Text::NoteCameraFailed, "Caméra en panne", "Camera not working"},

    {Text::BannerRecording, "Enregistrement en cours", "Recording in progress"},
    {Text::BannerRecordingStarts, "Démarrage de l’enregistrement…", "Recording is starting…"},
    {Text::BannerRecordingStops, "Arrêt de l’enregistrement…", "Recording is stopping…"},
    {Text::BannerTranscription, "Transcription en cours", "Transcription in progress"},
    {Text::BannerTranscriptionStarts, "Démarrage de la transcription…", "Transcription is starting…"},
    {Text::BannerTranscriptionStops, "Arrêt de la transcription…", "Transcription is stopping…"},
    {Text::BannerBothClosed, "Micro et caméra fermés : on ne vous entend ni ne vous voit",
     "Microphone and camera closed: nobody hears or sees you"},
    {Text::BannerMicrophoneClosed, "Micro fermé : on ne vous entend pas", "Microphone closed: nobody hears you"},
    {Text::BannerMicrophoneClosedBy, "Micro fermé par {0}", "Microphone closed by {0}"},
    {Text::BannerMicrophoneClosedByOther, "Micro fermé par un modérateur", "Microphone closed by a moderator"},
    {Text::BannerCameraClosed, "Caméra fermée : on ne vous voit pas", "Camera closed: nobody sees you"},
    {Text::BannerCameraClosedByOther, "Caméra fermée par un modérateur", "Camera closed by a moderator"},
    {Text::BannerCameraClosedBy, "Caméra fermée par {0}", "Camera closed by {0}"},
    {Text::BannerMicrophoneNone, "Aucun micro branché : on ne vous entend pas",
     "No microphone plugged in: nobody hears you"},
    {Text::BannerMicrophoneFailed, "Micro en panne, rebranchez-le : on ne vous entend pas",
     "Microphone not working, replug it: nobody hears you"},
    {Text::BannerSpeakerNone, "Aucun haut-parleur branché : vous n’entendez personne",
     "No loudspeaker plugged in: you hear nobody"},
    {Text::BannerSpeakerFailed, "Haut-parleur en panne, rebranchez-le : vous n’entendez personne",
     "Loudspeaker not working, replug it: you hear nobody"},
    {Text::BannerCameraNone, "Aucune caméra branchée : on ne vous voit pas", "No camera plugged in: nobody sees you"},
    {Text::BannerCameraFailed, "Caméra en panne, rebranchez-la : on ne vous voit pas",
     "Camera not working, replug it: nobody sees you"},
    {Text::BannerCalendarStale, "Agenda non mis à jour depuis {0} : vérifiez le réseau",
     "Calendar not updated since {0}: check the network"},
    {Text::BannerSettingsOne, "Réglages : 1 erreur, voir « rotondectl config check »",
     "Settings: 1 error, see “rotondectl config check”"},
    {Text::BannerSettings, "Réglages : {0} erreurs, voir « rotondectl config check »",
     "Settings: {0} errors, see “rotondectl config check”"},
    {Text::BannerReconnecting, "Connexion perdue : la salle se reconnecte…", "Connection lost: reconnecting…"},
    {Text::BannerHand, "Main levée : {0}", "Hand raised: {0}"},
    {Text::BannerHands, "Mains levées : {0}", "Hands raised: {0}"},
    {Text::BannerHandsMore, "Mains levées : {0} et {1} de plus", "Hands raised: {0} and {1} more"},
    {Text::BannerHandover, "Salle réservée ensuite : touchez « Rester », sinon micro et caméra se ferment dans {0} s",
     "The room is booked next: touch “Stay”, or microphone and camera close in {0} s"},
    {Text::BannerHandoverClosed,
     "Salle réservée : micro et caméra fermés, la salle raccroche. Touchez « Rester » sinon.",
     "The room is booked: microphone and camera closed, hanging up. Touch “Stay” if not."},
    {Text::BannerNextMeeting, "À {0} dans cette salle : {1}", "At {0} in this room: {1}"},
    {Text::BannerEndReached, "L’heure de fin est passée. À {0} : {1}", "The meeting’s time is over. At {0}: {1}"},

    {Text::ReactionThumbsUp, "Pouce levé", "Thumbs up"},
    {Text::ReactionThumbsDown, "Pouce baissé", "Thumbs down"},
    {Text::ReactionClappingHands, "Applaudissements", "Applause"},
    {Text::ReactionRedHeart, "Cœur", "Heart"},
    {Text::ReactionTearsOfJoy, "Rires", "Laughter"},
    {Text::ReactionOpenMouth, "Surprise", "Surprise"},
    {Text::ReactionPartyPopper, "Bravo", "Hooray"},
    {Text::ReactionFoldedHands, "Merci", "Thank you"},

    {Text::Reconnecting, "Connexion perdue", "Connection lost"},
    {Text::ReconnectingDetail, "La salle se reconnecte toute seule.", "The room is reconnecting by itself."},

    {Text::Attention, "La salle a besoin d’aide", "The room needs help"},
    {Text::AttentionDetail, "Un réglage est à corriger. Prévenez le responsable de la salle.",
     "A setting has to be corrected. Please tell the person in charge of the room."},
    {Text::AttentionProblem, "{0}, ligne {1} : {2}", "{0}, line {1}: {2}"},
    {Text::AttentionProblemFile, "{0} : {1}", "{0}: {1}"},
    {Text::AttentionMore, "… et {0} autres", "… and {0} more"},

    {Text::NoMicrophone, "Aucun micro branché", "No microphone is plugged in"},
    {Text::NoMicrophoneDetail, "Branchez un micro : sans lui, on ne vous entendra pas dans les réunions.",
     "Plug a microphone in: without one, nobody will hear you in meetings."},
    {Text::NoCamera, "Aucune caméra branchée", "No camera is plugged in"},
    {Text::NoCameraDetail, "Branchez une caméra : sans elle, on ne vous verra pas dans les réunions.",
     "Plug a camera in: without one, nobody will see you in meetings."},
    {Text::NoCameraNorMicrophone, "Ni caméra ni micro branchés", "No camera and no microphone"},
    {Text::NoCameraNorMicrophoneDetail,
     "Branchez une caméra et un micro : sans eux, on ne pourra ni vous voir ni vous entendre.",
     "Plug a camera and a microphone in: without them, nobody will see or hear you."},
    {Text::NoSpeaker, "Aucun haut-parleur branché", "No loudspeaker is plugged in"},
    {Text::NoSpeakerDetail, "Branchez un haut-parleur : sans lui, vous n’entendrez personne.",
     "Plug a loudspeaker in: without one, you will hear nobody."},
    {Text::MicrophoneFailed, "Le micro ne fonctionne plus", "The microphone does not work"},
    {Text::CameraFailed, "La caméra ne fonctionne plus", "The camera does not work"},
    {Text::SpeakerFailed, "Le haut-parleur ne fonctionne plus", "The loudspeaker does not work"},
    {Text::DeviceFailedDetail,
     "Débranchez puis rebranchez « {0} ». Si cela ne suffit pas, prévenez le responsable de la salle.",
     "Unplug “{0}” and plug it in again. If that does not help, tell the person in charge of the room."},
    {Text::MicrophoneReplaced, "Micro « {0} » non branché", "Microphone “{0}” is not plugged in"},
    {Text::CameraReplaced, "Caméra « {0} » non branchée", "Camera “{0}” is not plugged in"},
    {Text::SpeakerReplaced, "Haut-parleur « {0} » non branché", "Loudspeaker “{0}” is not plugged in"},
    {Text::DisplayReplaced, "Écran « {0} » non branché", "Display “{0}” is not plugged in"},

    {Text::EndRemoved, "Un organisateur a retiré la salle de la réunion", "A host removed the room from the meeting"},
    {Text::EndRoomClosed, "La réunion a été fermée", "The meeting was closed"},
    {Text::EndDuplicate, "La salle s’est connectée ailleurs", "The room was connected from elsewhere"},
    {Text::EndDenied, "L’organisateur a refusé la salle", "The host did not let the room in"},
    {Text::EndFailed, "La connexion à la réunion a échoué", "Connecting to the meeting failed"},
    {Text::EndCancelled, "La salle ne participera pas à cette réunion", "The room stays out of this meeting"},
    {Text::EndWrongCertificate, "Connexion refusée : le serveur n’est pas celui attendu",
     "Connection refused: the server is not the expected one"},
    {Text::EndEncrypted, "Réunion chiffrée de bout en bout", "End-to-end encrypted meeting"},
    {Text::EndEncryptedDetail,
     "Une salle ne peut pas y participer : rejoignez-la depuis un ordinateur, ou créez une réunion non chiffrée.",
     "A room cannot take part in it: join from a computer, or create a meeting without encryption."},
    {Text::EndWhatNow, "Touchez « Rejoindre » pour revenir dans la réunion.", "Touch “Join” to go back in."},
};

constexpr bool ordered() {
  std::size_t expected = 0;
  for (const Entry& entry : kCatalogue) {
    if (static_cast<std::size_t>(entry.id) != expected++) return false;
  }
  return expected == kTexts;
}
static_assert(ordered(), "every Text has one entry, in the order of the enum");

}  // namespace

Language languageOf(std::string_view code) {
  const bool english = code == "en" || code.starts_with("en-") || code.starts_with("en_");
  return english ? Language::English : Language::French;
}

std::string_view pattern(Language language, Text id) {
  const Entry& entry = kCatalogue[static_cast<std::size_t>(id)];
  return language == Language::French ? entry.french : entry.english;
}

std::string fill(std::string_view pattern, std::initializer_list<std::string_view> arguments) {
  std::string out;
  while (!pattern.empty()) {
    const std::size_t open = pattern.find('{');
    out += pattern.substr(0, open);
    if (open == std::string_view::npos) break;
    pattern.remove_prefix(open);
    std::size_t index = 0;
    const char* end = pattern.data() + pattern.size();
    const auto [after, error] = std::from_chars(pattern.data() + 1, end, index);
    if (error == std::errc() && after != end && *after == '}' && index < arguments.size()) {
      out += arguments.begin()[index];
      pattern.remove_prefix(static_cast<std::size_t>(after - pattern.data()) + 1);
    } else {
      out += '{';
      pattern.remove_prefix(1);
    }
  }
  return out;
}

}  // namespace rotonde::text
