// SPDX-FileCopyrightText: 2026 Rotonde contributors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include "firmware/net/http_client.hpp"

#include <deque>
#include <map>
#include <memory>

namespace rotonde::test {

/// Keeps every request until the test answers it.
class FakeHttpClient : public net::HttpClient {
 public:
  Handle send(net::HttpRequest request, std::function<void(Result<net::HttpResponse>)> done) override {
    requests.push_back(std::move(request));
    const int number = next_++;
    open_->emplace(number, std::move(done));
    return Handle([open = std::weak_ptr(open_), number] {
      if (const auto held = open.lock()) held->erase(number);
    });
  }

  /// Answers the oldest open request.
  void answer(Result<net::HttpResponse> response) {
    auto node = open_->extract(open_->begin());
    node.mapped()(std::move(response));
  }
  std::size_t open() const { return open_->size(); }

  std::vector<net::HttpRequest> requests;

 private:
  using Open = std::map<int, std::function<void(Result<net::HttpResponse>)>>;
  std::shared_ptr<Open> open_ = std::make_shared<Open>();  // Handles hold it weakly: they may outlive the fake.
  int next_ = 0;
};

}  // namespace rotonde::test
