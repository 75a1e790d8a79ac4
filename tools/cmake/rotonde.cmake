# SPDX-FileCopyrightText: 2026 Rotonde contributors
# SPDX-License-Identifier: EUPL-1.2
#
# The project's three kinds of target. Every target is named after its folder: firmware/calendar is
# firmware_calendar; includes are written from the checkout's root.

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
# Installing and packing take what is built and build nothing themselves.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)

set(ROTONDE_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize takes them")

find_package(PkgConfig REQUIRED)
find_package(GTest REQUIRED)
find_package(Protobuf REQUIRED)
find_package(Threads REQUIRED)

function(rotonde_pkg name)
  pkg_check_modules(${name} REQUIRED IMPORTED_TARGET GLOBAL ${ARGN})
endfunction()

rotonde_pkg(GLIB glib-2.0>=2.84 gobject-2.0 gio-2.0 gio-unix-2.0)
rotonde_pkg(SOUP libsoup-3.0>=3.6)
rotonde_pkg(XML libxml-2.0)
rotonde_pkg(SYSTEMD libsystemd)
rotonde_pkg(TOMLPP tomlplusplus)
rotonde_pkg(GST gstreamer-1.0>=1.26 gstreamer-base-1.0 gstreamer-app-1.0 gstreamer-video-1.0 gstreamer-audio-1.0
            gstreamer-rtp-1.0 gstreamer-sdp-1.0 gstreamer-webrtc-1.0)
rotonde_pkg(GSTCHECK gstreamer-check-1.0)
rotonde_pkg(PANGO pangocairo cairo)
rotonde_pkg(QRENCODE libqrencode)
rotonde_pkg(ALSA alsa)
rotonde_pkg(DRM libdrm)
rotonde_pkg(GUDEV gudev-1.0)
rotonde_pkg(ICAL libical)

add_library(rotonde_options INTERFACE)
target_include_directories(rotonde_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_definitions(rotonde_options INTERFACE GST_USE_UNSTABLE_API GLIB_DISABLE_DEPRECATION_WARNINGS)
target_compile_options(rotonde_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual -Wundef -Werror
  # Designated initialisers leave the members they do not name to their defaults on purpose.
  -Wno-missing-field-initializers
  # GCC 14 sees uninitialised reads inside std::optional and std::function where there are none.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
  -fno-omit-frame-pointer)
if(ROTONDE_SANITIZE)
  target_compile_options(rotonde_options INTERFACE -fsanitize=${ROTONDE_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(rotonde_options INTERFACE -fsanitize=${ROTONDE_SANITIZE})
  if(ROTONDE_SANITIZE MATCHES "thread")
    target_compile_options(rotonde_options INTERFACE -Wno-tsan)
  endif()
endif()

function(_rotonde_target_name out)
  file(RELATIVE_PATH path ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  string(REPLACE "/" "_" path ${path})
  set(${out} ${path} PARENT_SCOPE)
endfunction()

# rotonde_library(SOURCES … [PROTO …] [PUBLIC …] [PRIVATE …]): the static library of this folder.
function(rotonde_library)
  cmake_parse_arguments(arg "" "" "SOURCES;PROTO;PUBLIC;PRIVATE" ${ARGN})
  _rotonde_target_name(name)
  set(kind STATIC)
  set(scope PUBLIC)
  set(compiled ${arg_SOURCES} ${arg_PROTO})
  list(FILTER compiled INCLUDE REGEX "\\.(cpp|proto)$")
  if(NOT compiled)
    add_library(${name} INTERFACE ${arg_SOURCES})
    target_link_libraries(${name} INTERFACE rotonde_options ${arg_PUBLIC})
    return()
  endif()
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC rotonde_options ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  if(arg_PROTO)
    rotonde_protobuf(${name} ${arg_PROTO})
  endif()
endfunction()

# Generated code is compiled by a target of its own, without our warnings; headers stand at
# <build>/generated/<path of the .proto>, so that includes read like all others.
function(rotonde_protobuf target)
  set(out ${CMAKE_BINARY_DIR}/generated)
  file(MAKE_DIRECTORY ${out})
  set(generated)
  foreach(proto ${ARGN})
    file(RELATIVE_PATH relative ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR}/${proto})
    string(REGEX REPLACE "\\.proto$" ".pb" base ${relative})
    add_custom_command(
      OUTPUT ${out}/${base}.cc ${out}/${base}.h
      COMMAND protobuf::protoc --proto_path=${PROJECT_SOURCE_DIR} --cpp_out=${out} ${PROJECT_SOURCE_DIR}/${relative}
      DEPENDS ${PROJECT_SOURCE_DIR}/${relative} VERBATIM)
    list(APPEND generated ${out}/${base}.cc ${out}/${base}.h)
  endforeach()
  add_library(${target}_proto STATIC ${generated})
  # clang-tidy checks what people wrote.
  set_target_properties(${target}_proto PROPERTIES CXX_CLANG_TIDY "")
  target_include_directories(${target}_proto SYSTEM PUBLIC ${out})
  target_link_libraries(${target}_proto PUBLIC protobuf::libprotobuf)
  if(ROTONDE_SANITIZE)
    target_compile_options(${target}_proto PRIVATE -fsanitize=${ROTONDE_SANITIZE})
  endif()
  target_link_libraries(${target} PUBLIC ${target}_proto)
  add_dependencies(${target} ${target}_proto)
endfunction()

# rotonde_program(NAME SOURCES … LINK …)
function(rotonde_program name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE rotonde_options ${arg_LINK})
endfunction()

# rotonde_test(NAME LABEL unit|media|protocol SOURCES … LINK … [GST]): one GoogleTest program. With GST its main
# calls gst_init and runs the leaks tracer; every test has a watchdog (tests/support/main.cpp).
function(rotonde_test name)
  cmake_parse_arguments(arg "GST" "LABEL" "SOURCES;LINK;ENVIRONMENT" ${ARGN})
  if(arg_GST)
    set(main tests_support_gst)
  else()
    set(main tests_support)
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE rotonde_options ${main} GTest::gmock ${arg_LINK})
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS ${arg_LABEL} TIMEOUT 180
    ENVIRONMENT "G_DEBUG=fatal-criticals;LANG=C.UTF-8;TZ=UTC;${arg_ENVIRONMENT}")
endfunction()
