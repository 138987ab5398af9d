package io.berth.ipamd.store;

/// Hears what the journal does; called on the journal's threads, so it must return at once.
public interface JournalObserver {

  /// Hears nothing.
  JournalObserver NONE =
      new JournalObserver() {
        @Override
        public void committed(int events, int bytes, long nanos) {}

        @Override
        public void failed(int events, String sentence) {}
      };

  /// A group became durable.
  ///
  /// @param events how many events shared the write
  /// @param bytes how many bytes were written
  /// @param nanos how long write and sync took together
  void committed(int events, int bytes, long nanos);

  /// Events did not become durable, or not in time.
  ///
  /// @param events how many events were refused
  /// @param sentence the cause, as each of them was told
  void failed(int events, String sentence);
}
