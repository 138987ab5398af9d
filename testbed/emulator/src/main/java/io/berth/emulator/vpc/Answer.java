package io.berth.emulator.vpc;

/// The answer to a command, and when the caller may see it. The change itself has happened already.
///
/// @param outcome what became of it
/// @param atMillis milliseconds of the model's clock
public record Answer(Outcome outcome, long atMillis) {}
