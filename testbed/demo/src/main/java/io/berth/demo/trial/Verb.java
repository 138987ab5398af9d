package io.berth.demo.trial;

/// What a caller asked for.
enum Verb {
  ADD,
  DEL
}
