// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/base/runtime.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace rotonde::text {

enum class Language { French, English };

/// "en" or "en-GB" is English; everything else is French, the product's first language.
Language languageOf(std::string_view code);

/// Every text that people in the room or in the meeting see. The words are those of Visio's own pages where it has
/// some. Placeholders are {0}, {1} …; their meaning stands behind each name.
enum class Text : std::size_t {
  RoomDisplayName,        // room's name
  RoomDisplayNameAsItIs,  // room's name, which begins with "Salle" or "Room"
  NoName,                 // a participant without a name
  You,
  PrivateMeeting,
  UntitledMeeting,
  MeetingByLink,
  AllDay,
  TimeRange,  // from, to

  NextMeetingAt,  // clock
  NoMoreMeetings,
  JoinFromPanel,
  CalendarNone,
  CalendarNoneDetail,
  CalendarReading,
  CalendarNeverRead,
  CalendarNeverReadDetail,

  StartsInMinutes,  // minutes
  StartsInOneMinute,
  StartsNow,
  Running,
  JoinsInSeconds,  // seconds
  JoinsInOneSecond,
  JoinsAt,  // clock
  CancelFromPanel,

  NoteByHand,
  NoteNoLink,
  NoteForeign,  // the other service's name
  NoteForeignUnknown,
  NoteAmbiguous,
  NoteNotAgain,
  NoteTentative,

  Entering,
  Waiting,
  WaitingDetail,
  WaitingLateDetail,
  NotOpen,
  NotOpenDetail,
  NotOpenLateDetail,
  WaitedUnderAMinute,
  WaitedOneMinute,
  WaitedMinutes,  // minutes
  WaitedHours,    // hours, minutes
  AnnounceFromPanel,
  GiveUpFromPanel,
  CodeCaption,
  Denied,
  DeniedDetail,
  Busy,
  BusyDetail,
  Unreachable,
  UnreachableDetail,
  Connecting,
  ConnectingDetail,
  Leaving,

  Alone,
  OneOther,
  Others,  // count
  WithOneRoom,
  WithRooms,  // count
  OpenToAll,
  NotAuthenticated,
  RoomEquipment,
  HandRaised,
  HandRaisedAt,  // place in the queue
  SharedScreen,  // who
  NoteCameraClosed,
  NoteCameraNone,
  NoteCameraFailed,

  BannerRecording,
  BannerRecordingStarts,
  BannerRecordingStops,
  BannerTranscription,
  BannerTranscriptionStarts,
  BannerTranscriptionStops,
  BannerBothClosed,
  BannerMicrophoneClosed,
  BannerMicrophoneClosedBy,  // who
  BannerMicrophoneClosedByOther,
  BannerCameraClosed,
  BannerCameraClosedByOther,
  BannerCameraClosedBy,  // who
  BannerMicrophoneNone,
  BannerMicrophoneFailed,
  BannerSpeakerNone,
  BannerSpeakerFailed,
  BannerCameraNone,
  BannerCameraFailed,
  BannerCalendarStale,  // clock or date
  BannerSettingsOne,
  BannerSettings,  // count
  BannerReconnecting,
  BannerHand,       // who
  BannerHands,      // who, in order
  BannerHandsMore,  // who, count
  BannerHandover,   // seconds
  BannerHandoverClosed,
  BannerNextMeeting,  // clock, title
  BannerEndReached,   // clock, title

  ReactionThumbsUp,
  ReactionThumbsDown,
  ReactionClappingHands,
  ReactionRedHeart,
  ReactionTearsOfJoy,
  ReactionOpenMouth,
  ReactionPartyPopper,
  ReactionFoldedHands,

  Reconnecting,
  ReconnectingDetail,

  Attention,
  AttentionDetail,
  AttentionProblem,      // file, line, message
  AttentionProblemFile,  // file, message
  AttentionMore,         // count

  NoMicrophone,
  NoMicrophoneDetail,
  NoCamera,
  NoCameraDetail,
  NoCameraNorMicrophone,
  NoCameraNorMicrophoneDetail,
  NoSpeaker,
  NoSpeakerDetail,
  MicrophoneFailed,
  CameraFailed,
  SpeakerFailed,
  DeviceFailedDetail,  // its name
  MicrophoneReplaced,  // name of the configured one
  CameraReplaced,      // as above
  SpeakerReplaced,     // as above
  DisplayReplaced,     // as above

  EndRemoved,
  EndRoomClosed,
  EndDuplicate,
  EndDenied,
  EndFailed,
  EndCancelled,
  EndWrongCertificate,
  EndEncrypted,
  EndEncryptedDetail,
  EndWhatNow,
};

/// Number of texts; Text::EndWhatNow is the last one.
inline constexpr std::size_t kTexts = static_cast<std::size_t>(Text::EndWhatNow) + 1;

/// The catalogue's entry as written, with its placeholders.
std::string_view pattern(Language language, Text id);

/// `pattern` with {N} replaced by the Nth argument. A placeholder without an argument stays as it is. Arguments are
/// put in as they are: braces in a meeting's title mean nothing.
std::string fill(std::string_view pattern, std::initializer_list<std::string_view> arguments);

template <class... Args>
std::string text(Language language, Text id, const Args&... args) {
  return fill(pattern(language, id), {std::string_view(args)...});
}

using LocalTime = std::chrono::local_time<milliseconds>;

/// "14:05", in both languages.
std::string clock(LocalTime time);
/// "mardi 24 novembre", "Tuesday 24 November"; the first of a month is "1er" in French.
std::string date(Language language, std::chrono::local_days day);

}  // namespace rotonde::text
