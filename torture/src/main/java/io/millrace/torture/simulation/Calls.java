package io.millrace.torture.simulation;

import io.millrace.torture.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * The other side of asynchronous calls: answers in any order, late, and at times with a failure.
 */
final class Calls {
  private record Call(Event event, CompletableFuture<Event> answer) {}

  private final SplittableRandom random;
  private final List<Call> open = new ArrayList<>();

  Calls(SplittableRandom random) {
    this.random = random;
  }

  CompletableFuture<Event> ask(Event event) {
    CompletableFuture<Event> answer = new CompletableFuture<>();
    open.add(new Call(event, answer));
    return answer;
  }

  /** Answers some. */
  void answer() {
    for (int i = random.nextInt(4); i > 0 && !open.isEmpty(); i--) {
      Call call = open.remove(random.nextInt(open.size()));
      if (random.nextInt(8) == 0) {
        call.answer().completeExceptionally(new IllegalStateException("busy"));
      } else {
        call.answer().complete(call.event());
      }
    }
  }

  /** Who asked is dead. */
  void forget() {
    open.clear();
  }
}
