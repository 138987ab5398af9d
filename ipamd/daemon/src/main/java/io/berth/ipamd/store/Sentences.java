package io.berth.ipamd.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Failures of the file system for people: what, where, why.
final class Sentences {

  private Sentences() {}

  static String cannotWrite(Path path, IOException cause) {
    return "journal " + path + " cannot be written: " + reason(cause);
  }

  /// The system's own words, without the path that the exceptions of `java.nio.file` put first.
  static String reason(IOException cause) {
    return switch (cause) {
      case NoSuchFileException e -> e.getFile() + " does not exist";
      case AccessDeniedException e -> "access to " + e.getFile() + " is denied";
      case FileSystemException e when e.getReason() != null -> e.getReason();
      default -> String.valueOf(cause.getMessage());
    };
  }
}
