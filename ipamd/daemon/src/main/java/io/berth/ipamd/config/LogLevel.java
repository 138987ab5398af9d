package io.berth.ipamd.config;

/// The least important messages that are logged.
public enum LogLevel {
  DEBUG,
  INFO,
  WARN,
  ERROR
}
