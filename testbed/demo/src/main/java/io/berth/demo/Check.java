package io.berth.demo;

/// One claim that was put to the test.
///
/// @param name stable, for programs: lower case with hyphens
/// @param outcome how it ended
/// @param detail a sentence with the numbers, for people
record Check(String name, Outcome outcome, String detail) {}
