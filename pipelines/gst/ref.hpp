// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <gst/gst.h>

#include <memory>
#include <type_traits>
#include <utility>

namespace rotonde::pipelines {

namespace detail {
/// GstSample is opaque and GstPromise names its first member differently; both are mini objects.
template <class T>
inline constexpr bool kMini =
    requires(T* object) { object->mini_object; } || std::is_same_v<T, GstSample> || std::is_same_v<T, GstPromise>;

template <class T>
void unrefAny(T* object) {
  if constexpr (kMini<T>) {
    gst_mini_object_unref(GST_MINI_OBJECT_CAST(object));
  } else {
    g_object_unref(object);
  }
}
template <class T>
void refAny(T* object) {
  if constexpr (kMini<T>) {
    gst_mini_object_ref(GST_MINI_OBJECT_CAST(object));
  } else {
    g_object_ref(object);
  }
}
template <>
inline void unrefAny(GstMiniObject* object) {
  gst_mini_object_unref(object);
}
template <>
inline void refAny(GstMiniObject* object) {
  gst_mini_object_ref(object);
}
}  // namespace detail

/// One owned reference to a GObject or GstMiniObject. There is no implicit maker: the called function's transfer
/// annotation decides between adopt (transfer full), share (transfer none) and sink (floating, from a factory).
template <class T>
class Ref {
 public:
  Ref() = default;
  static Ref adopt(T* object) { return Ref(object); }
  static Ref share(T* object) {
    if (object) detail::refAny(object);
    return Ref(object);
  }
  static Ref sink(T* object) {
    if (object) g_object_ref_sink(object);
    return Ref(object);
  }
  Ref(const Ref& other) : Ref(share(other.object_)) {}
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Ref& operator=(Ref other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Ref() {
    if (object_) detail::unrefAny(object_);
  }

  T* get() const { return object_; }
  T* operator->() const { return object_; }
  explicit operator bool() const { return object_ != nullptr; }
  T* release() { return std::exchange(object_, nullptr); }
  void reset() { *this = Ref(); }

 private:
  explicit Ref(T* object) : object_(object) {}
  T* object_ = nullptr;
};

struct GFreeDeleter {
  void operator()(void* memory) const { g_free(memory); }
};
using GString_ = std::unique_ptr<gchar, GFreeDeleter>;

struct GErrorDeleter {
  void operator()(GError* error) const { g_error_free(error); }
};
using GErrorPtr = std::unique_ptr<GError, GErrorDeleter>;

struct StructureDeleter {
  void operator()(GstStructure* structure) const { gst_structure_free(structure); }
};
using StructurePtr = std::unique_ptr<GstStructure, StructureDeleter>;

}  // namespace rotonde::pipelines
