package io.millrace.state.rocksdb;

import org.jspecify.annotations.Nullable;

/** What the store asks of each column, whatever it holds. The store's thread only. */
sealed interface ResidentColumn permits ResidentLongs, ResidentDoubles, ResidentObjects {
  /** Sets a slot to empty; writes nothing if it is empty already. */
  void clearSlot(int slot);

  /** Lets go of all pages without telling anybody. */
  void forget();

  /** Starts an epoch. */
  void startEpoch(long epoch);

  /** The page as it is, or null. */
  @Nullable Object page(int page);

  /** Makes the page written in this epoch. */
  void touchPage(int page);

  /** The epoch a page was last written in, 0 for never. */
  long pageWrittenIn(int page);

  /** One past the highest page that may be there. */
  int pagesBound();

  /** From now on pages that {@code reader} holds are copied before they are changed. */
  void freeze(@Nullable FrozenColumn reader);
}
