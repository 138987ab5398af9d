package io.berth.demo.kill;

/// What a caller asked for.
enum Verb {
  ADD,
  DEL
}
